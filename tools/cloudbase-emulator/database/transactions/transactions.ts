import { randomUUID } from 'node:crypto';
import { transactionLifetimeMs } from '../limits';
import { Refusal } from '../refusal';
import type { ChangeListener, Collection } from '../storage/collection';

/** A write that waits for commit: the new text, `null` for a removal. */
export interface PendingWrite {
  readonly collection: Collection;
  readonly idKey: Buffer;
  readonly text: string | null;
}

/** An open transaction: sees the database as it was when it began, and its own writes. */
export interface Transaction {
  readonly id: string;
  readonly snapshot: number;
  readonly startedAtMs: number;
  readonly writes: Map<string, PendingWrite>;
  /** Why it can only be aborted now. */
  failure?: Refusal;
}

interface Change {
  readonly sequence: number;
  readonly before: string | null;
}

const formatDocumentName = (collection: string, idKey: Buffer): string => `${collection}\0${idKey.toString('latin1')}`;

const transactionConflict = () =>
  new Refusal(
    'DATABASE_TRANSACTION_CONFLICT',
    '[LimitExceeded.TransactionConflict] Transaction is conflict, maybe resource operated by others. Please check your transaction code.',
  );

const transactionMissing = (id: string) =>
  new Refusal(
    'DATABASE_TRANSACTION_FAIL',
    `[FailedOperation.TransactionNotExist] Transaction not exist or expired: ${id}`,
  );

/** The open transactions, and what they need of the past: the forms of documents that were changed since the oldest of them began. */
export class Transactions implements ChangeListener {
  private sequence = 0;
  private readonly open = new Map<string, Transaction>();
  private readonly history = new Map<string, Change[]>();
  private uncommitted: { name: string; before: string | null }[] = [];

  get isListening(): boolean {
    return this.open.size > 0;
  }

  start(nowMs: number): string {
    for (const transaction of [...this.open.values()]) if (isExpired(transaction, nowMs)) this.end(transaction.id);
    const id = randomUUID();
    this.open.set(id, { id, snapshot: this.sequence, startedAtMs: nowMs, writes: new Map() });
    return id;
  }

  /** Refuses one that does not exist, has expired, or has failed. */
  requireActive(id: string, nowMs: number): Transaction {
    const transaction = this.requireOpen(id, nowMs);
    if (transaction.failure !== undefined) throw transaction.failure;
    return transaction;
  }

  /** As `get`, also one that failed: all that is left is to end it. */
  requireOpen(id: string, nowMs: number): Transaction {
    const transaction = this.open.get(id);
    if (transaction !== undefined && isExpired(transaction, nowMs)) this.end(id);
    if (transaction === undefined || !this.open.has(id)) throw transactionMissing(id);
    return transaction;
  }

  end(id: string): void {
    this.open.delete(id);
    if (this.open.size === 0) this.history.clear();
  }

  /** The document as the transaction sees it. */
  read(transaction: Transaction, collection: Collection, idKey: Buffer): string | null {
    const name = formatDocumentName(collection.name, idKey);
    const own = transaction.writes.get(name);
    if (own !== undefined) return own.text;
    const later = this.history.get(name)?.find(({ sequence }) => sequence > transaction.snapshot);
    return later === undefined ? (collection.documents.findById(idKey)?.text ?? null) : later.before;
  }

  /** Keeps a write until commit. `refuseConflict`: somebody else's write of the same document is refused now rather than then. */
  write(transaction: Transaction, write: PendingWrite, refuseConflict: boolean): void {
    const name = formatDocumentName(write.collection.name, write.idKey);
    const rival = [...this.open.values()].some((other) => other !== transaction && other.writes.has(name));
    if (refuseConflict && (rival || this.hasChangedSince(transaction, name))) throw transactionConflict();
    transaction.writes.set(name, write);
  }

  /**
   * MongoDB ends a transaction at the first error of an operation inside it. It is kept until it is aborted: `runTransaction` aborts what
   * failed, and would lose the failure if the abort failed too.
   */
  markFailed(id: string | undefined, failure: Refusal): void {
    const transaction = id === undefined ? undefined : this.open.get(id);
    if (transaction === undefined) return;
    transaction.failure = failure;
    transaction.writes.clear();
  }

  /** Refuses to commit over somebody else's commit. */
  refuseConflicts(transaction: Transaction): void {
    for (const name of transaction.writes.keys())
      if (this.hasChangedSince(transaction, name)) throw transactionConflict();
  }

  recordChange(collection: string, idKey: Buffer, before: string | null): void {
    this.uncommitted.push({ name: formatDocumentName(collection, idKey), before });
  }

  /** The request's changes are in the file, all at one moment. */
  commitChanges(): void {
    if (this.uncommitted.length === 0) return;
    this.sequence++;
    const known = new Set<string>();
    for (const { name, before } of this.uncommitted) {
      if (known.has(name)) continue;
      known.add(name);
      const changes = this.history.get(name) ?? [];
      changes.push({ sequence: this.sequence, before });
      this.history.set(name, changes);
    }
    this.uncommitted = [];
  }

  discardChanges(): void {
    this.uncommitted = [];
  }

  /** Does what is going to be taken back, and hears nothing of it. */
  ignoreChanges(rehearsal: () => void): void {
    const { uncommitted } = this;
    this.uncommitted = [];
    try {
      rehearsal();
    } finally {
      this.uncommitted = uncommitted;
    }
  }

  clear(): void {
    this.open.clear();
    this.history.clear();
    this.uncommitted = [];
  }

  private hasChangedSince(transaction: Transaction, name: string): boolean {
    return this.history.get(name)?.some(({ sequence }) => sequence > transaction.snapshot) === true;
  }
}

const isExpired = ({ startedAtMs }: Transaction, nowMs: number): boolean => nowMs - startedAtMs > transactionLifetimeMs;
