import { compileQuery } from '../matching/query';
import { find, type FindOptions } from '../planning/find';
import type { Candidate } from '../planning/scan';
import { invalidParameter } from '../refusal';
import type { Collection, PreviousKeys } from '../storage/collection';
import type { Transaction } from '../transactions/transactions';
import { encodeIdKey } from '../values/key-writer';
import { kindOf, kinds, type Document } from '../values/value';
import { writeEjson } from '../values/write-ejson';
import { readStored } from '../values/ejson';
import type { ActionRequest } from './request';

/** A document that an action is about to change. */
export interface WritableDocument {
  /** The caller may change it in place before it calls `replace`. */
  readonly document: Document;
  readonly text: string;
  replace(document: Document): void;
  remove(): void;
}

/** A view of one collection that can be written: the collection itself, or a transaction's snapshot of it. */
export interface WritableView {
  findMatching(options: FindOptions): Iterable<WritableDocument>;
  insert(document: Document): void;
}

export function openView(request: ActionRequest): WritableView {
  const { transactionId, context } = request;
  if (transactionId === undefined) return new CollectionView(request, request.collection);
  const transaction = context.transactions.requireActive(transactionId, request.now.getTime());
  return new TransactionView(request, request.collection, transaction);
}

class CollectionView implements WritableView {
  constructor(
    private readonly request: ActionRequest,
    private readonly collection: Collection,
  ) {}

  /**
   * Finds all documents before it yields the first: a change could otherwise move a document into the path of the
   * search.
   */
  *findMatching(options: FindOptions): Iterable<WritableDocument> {
    const { query, scope, openAccess } = this.request;
    const found = find(this.collection, query, options, scope, openAccess);
    if (options.limit === 1) {
      for (const candidate of [...found]) yield this.toWritable(candidate);
      return;
    }
    const rows = Array.from(found, ({ row }) => row);
    for (const row of rows) {
      const text = this.collection.documents.readText(row) ?? '{}';
      yield this.toWritable({ row, text, document: readStored(text) });
    }
  }

  insert(document: Document): void {
    this.collection.insert(document);
    this.request.meter.documentsWritten++;
  }

  private toWritable({ row, text, document }: Pick<Candidate, 'row' | 'text' | 'document'>): WritableDocument {
    const { collection } = this;
    let before: PreviousKeys | undefined;
    return {
      text,
      get document() {
        before ??= collection.extractKeys(document);
        return document;
      },
      replace: (changed) => {
        collection.replace(row, before ?? collection.extractKeys(readStored(text)), changed);
        this.request.meter.documentsWritten++;
      },
      remove: () => {
        collection.remove(row, text);
        this.request.meter.documentsWritten++;
      },
    };
  }
}

class TransactionView implements WritableView {
  constructor(
    private readonly request: ActionRequest,
    private readonly collection: Collection,
    private readonly transaction: Transaction,
  ) {}

  *findMatching(): Iterable<WritableDocument> {
    const { query, scope, context } = this.request;
    if (!this.request.isDocumentQuery) throw invalidParameter('only documents by _id can be changed in a transaction');
    this.request.openAccess('_id_').documentsExamined++;
    const idKey = encodeIdKey(query['_id']);
    const text = context.transactions.read(this.transaction, this.collection, idKey);
    if (text === null || !compileQuery(query, scope)(readStored(text))) return;
    yield {
      text,
      document: readStored(text),
      replace: (changed) => this.write(idKey, writeEjson(changed)),
      remove: () => this.write(idKey, null),
    };
  }

  insert(document: Document): void {
    const idKey = encodeIdKey(document['_id']);
    if (this.request.context.transactions.read(this.transaction, this.collection, idKey) !== null) {
      throw this.collection.createDuplicateIdError(document);
    }
    this.write(idKey, writeEjson(document));
  }

  private write(idKey: Buffer, text: string | null): void {
    const { transactions, dryRun, conflictAt } = this.request.context;
    transactions.write(this.transaction, { collection: this.collection, idKey, text }, conflictAt === 'op');
    try {
      dryRun(() => applyWrites(this.transaction));
    } finally {
      for (const { collection } of this.transaction.writes.values()) collection.reloadMultikey();
    }
    this.request.meter.documentsWritten++;
  }
}

/** Applies the pending writes of a transaction to the stored documents. */
export function applyWrites(transaction: Transaction): void {
  for (const { collection, idKey, text } of transaction.writes.values()) {
    const current = collection.documents.findById(idKey);
    if (text === null) {
      if (current !== undefined) collection.remove(current.row, current.text);
    } else if (current === undefined) {
      collection.insert(readStored(text));
    } else {
      collection.replace(current.row, collection.extractKeys(readStored(current.text)), readStored(text));
    }
  }
}

/** Refuses an `_id` that MongoDB refuses. */
export function refuseInvalidId(document: Document): void {
  const kind = kindOf(document['_id']);
  if (kind === kinds.array || kind === kinds.regExp)
    throw invalidParameter("can't use an array or a regular expression for _id");
}
