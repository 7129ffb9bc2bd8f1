import type { Hash } from '../../../domain/ids';
import type { UserStore } from './userStore';
import type { GroupStore } from './groupStore';
import type { GroupQrStore } from './groupQrStore';
import type { MembershipStore } from './membershipStore';
import type { OrderStore } from './orderStore';
import type { LedgerStore } from './ledgerStore';
import type { ReconciliationStore } from './reconciliationStore';
import type { SecurityEventStore } from './securityEventStore';
import type { AuditStore } from './auditStore';
import type { RateLimitStore } from './rateLimitStore';
import type { SweepStore } from './sweepStore';
import type { Payments } from './payments';

export type * from './userStore';
export type * from './groupStore';
export type * from './groupQrStore';
export type * from './membershipStore';
export type * from './orderStore';
export type * from './ledgerStore';
export type * from './reconciliationStore';
export type * from './securityEventStore';
export type * from './auditStore';
export type * from './rateLimitStore';
export type * from './sweepStore';
export type * from './lists';
export type * from './payments';

/**
 * Everything an operation may reach outside itself. `Stores` are the interfaces of the documents it reads and writes: an operation names
 * those it uses (`Ports<OrderStore & LedgerStore>`), and one that names none reaches no document.
 */
export interface Ports<Stores extends object = object> {
  readonly store: Stores;
  readonly payments: Payments;
  readonly files: Files;
  readonly qrReader: QrReader;
  readonly content: Content;
  readonly secrets: Secrets;
  readonly clock: { now(): Date };
  readonly hash: Hash;
  readonly log: Log;
  readonly settings: Settings;
}

/**
 * All stores, in one object: one interface per aggregate. `add…` returns whether it added the document (`false`: its id, or for an order its
 * active key, is taken). `save…(before, after)` writes `after` only if the document is still `before` (same state and `rev`) and returns
 * whether it did. Each method is one database call.
 */
export type Store = UserStore &
  GroupStore &
  GroupQrStore &
  MembershipStore &
  OrderStore &
  LedgerStore &
  ReconciliationStore &
  SecurityEventStore &
  AuditStore &
  RateLimitStore &
  SweepStore;

export interface Settings {
  /** The installation's own merchant at WeChat Pay; '' if none is set. */
  readonly subMchId: string;
  /** The operator's share of a sale, in ten-thousandths, for groups without a rate of their own. */
  readonly commissionPermyriad: number;
  /** Openids of the installation's first operators. */
  readonly admins: readonly string[];
}

export interface Log {
  warn(what: string, details: Readonly<Record<string, unknown>>): void;
}

export interface Files {
  /** The id of the environment whose files these are. */
  readonly environment: string;
  /** Short-lived addresses of stored files, `null` for one that is gone. One call; at most 50 files. */
  temporaryUrls(fileIds: readonly string[]): Promise<readonly (string | null)[]>;
  /** A file's content. Of a larger file no more than `mostBytes` are loaded. One call and a download. */
  read(fileId: string, mostBytes: number): Promise<StoredContent>;
}

export type StoredContent =
  | { readonly kind: 'found'; readonly bytes: Uint8Array }
  | { readonly kind: 'absent' }
  | { readonly kind: 'tooLarge' };

/** Reads QRs in pictures. Only functions that the registry lists with `readsQrs` have it: it makes a bundle larger by half. */
export interface QrReader {
  /** The texts of all QRs in a PNG or JPEG, perhaps none; `null`: the picture can't be read. */
  read(picture: Uint8Array): Promise<readonly string[] | null>;
}

/** WeChat's check of people's texts. */
export interface Content {
  /** `scene`: 1 for a profile, 2 for a message to one person, 3 for a public text. `unknown`: WeChat did not answer. */
  check(openid: string, scene: 1 | 2 | 3, text: string): Promise<'fine' | 'risky' | 'unknown'>;
}

/** Encryption of confidential messages to an owner. `binding` names the place a text belongs to; it can't be opened anywhere else. */
export interface Secrets {
  /** `null`: no key is set, so the text must not be stored. */
  seal(text: string, binding: string): string | null;
  /** `null`: it belongs to another place, was changed, or its key is gone. */
  open(sealed: string, binding: string): string | null;
}
