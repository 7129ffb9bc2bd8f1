import type Libsql from 'libsql';
import { duplicateKey } from '../refusal';
import { readStored } from '../values/ejson';
import type { IndexKeys } from '../values/index-keys';
import { encodeIdKey } from '../values/key-writer';
import { valueAt } from '../values/path';
import { plain, refuseUnstorable, writeEjson } from '../values/write-ejson';
import type { Document } from '../values/value';
import { DocumentTable } from './document-table';
import { IndexTable, type IndexDefinition } from './index-table';

/** The keys of a document under each index before a change. */
export type PreviousKeys = readonly IndexKeys[];

/** Receives every change before it is committed, so that open transactions keep their snapshots. */
export interface ChangeListener {
  /** False when the listener ignores changes, which saves reading the previous document. */
  readonly isListening: boolean;
  recordChange(collection: string, idKey: Buffer, before: string | null): void;
}

/**
 * The documents of a collection and their indexes, kept in step. Callers run each method inside a SQLite transaction.
 */
export class Collection {
  readonly documents: DocumentTable;
  readonly indexes: readonly IndexTable[];

  constructor(
    sql: Libsql.Database,
    readonly name: string,
    readonly id: number,
    indexes: readonly IndexDefinition[],
    private readonly listener: ChangeListener,
  ) {
    this.documents = new DocumentTable(sql, id);
    this.indexes = indexes.map((record) => new IndexTable(sql, record, this.documents.name));
  }

  /** The fields with a 2dsphere index. Queries near a point require one. */
  get geoFields(): readonly string[] {
    const fields = this.indexes.flatMap((index) => index.fields.filter(({ geo }) => geo).map(({ name }) => name));
    return [...new Set(fields)];
  }

  /** Refuses a duplicate `_id` or unique key (E11000). */
  insert(document: Document): void {
    refuseUnstorable(document);
    const key = encodeIdKey(document['_id']);
    if (this.documents.findById(key) !== undefined) throw this.createDuplicateIdError(document);
    this.notify(key, null);
    const row = this.documents.insert(key, writeEjson(document));
    for (const index of this.indexes) this.updateIndex(index, row, [], document);
  }

  extractKeys(document: Document): PreviousKeys {
    return this.indexes.map((index) => index.extractKeys(document));
  }

  /** Replaces a document that keeps its `_id`. */
  replace(row: number, before: PreviousKeys, document: Document): void {
    refuseUnstorable(document);
    if (this.listener.isListening) this.notify(encodeIdKey(document['_id']), this.documents.readText(row));
    this.documents.replace(row, writeEjson(document));
    for (const [at, index] of this.indexes.entries()) this.updateIndex(index, row, before[at]?.keys ?? [], document);
  }

  remove(row: number, text: string): void {
    if (this.indexes.length > 0 || this.listener.isListening) {
      const document = readStored(text);
      this.notify(encodeIdKey(document['_id']), text);
      for (const index of this.indexes) index.remove(row, index.extractKeys(document).keys);
    }
    this.documents.remove(row);
  }

  /** Fills a new index from the stored documents. */
  buildIndex(index: IndexTable): void {
    for (const { row, text } of this.documents.scan()) this.updateIndex(index, row, [], readStored(text));
  }

  /** Reloads the array flags of the indexes after a rollback, which may have reverted them. */
  reloadMultikey(): void {
    for (const index of this.indexes) index.reloadMultikey();
  }

  private notify(key: Buffer, before: string | null): void {
    if (this.listener.isListening) this.listener.recordChange(this.name, key, before);
  }

  private updateIndex(index: IndexTable, row: number, before: readonly Buffer[], document: Document): void {
    const fields = index.fields.map(({ name }) => name);
    if (!index.replaceKeys(row, before, index.extractKeys(document)))
      throw this.createDuplicateError(index.name, fields, document);
  }

  createDuplicateIdError(document: Document) {
    return this.createDuplicateError('_id_', ['_id'], document);
  }

  private createDuplicateError(index: string, fields: readonly string[], document: Document) {
    const shown = fields.map((field) => {
      const value = valueAt(document, field.split('.'));
      return `${field}: ${JSON.stringify(plain(value ?? null))}`;
    });
    return duplicateKey(this.name, index, shown.join(', '));
  }
}
