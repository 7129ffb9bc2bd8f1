import { randomUUID } from 'node:crypto';
import { transactionLifetimeMs } from '../limits';
import { Refusal } from '../refusal';
import type { ChangeListener, Collection } from '../storage/collection';

/** A write that takes effect at commit. `text` is the new document, or `null` for a removal. */
export interface PendingWrite {
  readonly collection: Collection;
  readonly idKey: Buffer;
  readonly text: string | null;
}

/** An open transaction: it sees the database as of its start, and its own writes. */
export interface Transaction {
  readonly id: string;
  readonly snapshot: number;
  readonly startedAtMs: number;
  readonly writes: Map<string, PendingWrite>;
  /** Set once an operation has failed: the transaction can then only be aborted. */
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

/** The open transactions, and the earlier versions of documents that changed since the oldest of them started. */
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

  /** Refuses a transaction that does not exist, has expired, or has failed. */
  requireActive(id: string, nowMs: number): Transaction {
    const transaction = this.requireOpen(id, nowMs);
    if (transaction.failure !== undefined) throw transaction.failure;
    return transaction;
  }

  /** Refuses a transaction that does not exist or has expired. A failed one can still be ended. */
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

  /** Reads a document as the transaction sees it. */
  read(transaction: Transaction, collection: Collection, idKey: Buffer): string | null {
    const name = formatDocumentName(collection.name, idKey);
    const own = transaction.writes.get(name);
    if (own !== undefined) return own.text;
    const later = this.history.get(name)?.find(({ sequence }) => sequence > transaction.snapshot);
    return later === undefined ? (collection.documents.findById(idKey)?.text ?? null) : later.before;
  }

  /**
   * Stores a write until commit. With `refuseConflict`, a write to a document that another transaction has written is
   * refused at once instead of at commit.
   */
  write(transaction: Transaction, write: PendingWrite, refuseConflict: boolean): void {
    const name = formatDocumentName(write.collection.name, write.idKey);
    const isWrittenElsewhere = [...this.open.values()].some((other) => other !== transaction && other.writes.has(name));
    if (refuseConflict && (isWrittenElsewhere || this.hasChangedSince(transaction, name))) throw transactionConflict();
    transaction.writes.set(name, write);
  }

  /**
   * Marks a transaction as failed: MongoDB ends a transaction at the first error of an operation inside it. It stays
   * open until it is aborted, because `runTransaction` aborts after a failure and would lose that failure if the abort
   * failed, too.
   */
  markFailed(id: string | undefined, failure: Refusal): void {
    const transaction = id === undefined ? undefined : this.open.get(id);
    if (transaction === undefined) return;
    transaction.failure = failure;
    transaction.writes.clear();
  }

  /** Refuses to commit over a later commit of another writer. */
  refuseConflicts(transaction: Transaction): void {
    for (const name of transaction.writes.keys())
      if (this.hasChangedSince(transaction, name)) throw transactionConflict();
  }

  recordChange(collection: string, idKey: Buffer, before: string | null): void {
    this.uncommitted.push({ name: formatDocumentName(collection, idKey), before });
  }

  /** Records that the changes of a request are in the file, all at one point in time. */
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

  /** Runs changes that will be rolled back, without recording them. */
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
