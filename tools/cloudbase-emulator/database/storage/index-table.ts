import type Libsql from 'libsql';
import { extractIndexKeys, type IndexKeys, type KeyField } from '../values/index-keys';
import type { Document } from '../values/value';
import { scanKeyRange, type KeyRange, type StoredRow } from './key-range';

/** An index as the catalog stores it. */
export interface IndexDefinition {
  readonly id: number;
  readonly name: string;
  readonly fields: readonly KeyField[];
  readonly unique: boolean;
  /** Per field: true once any document has had an array there. One document may then have several keys. */
  readonly multikey: readonly boolean[];
}

/** The entries of one index: order-preserving keys, each with its row. */
export class IndexTable {
  readonly name: string;
  readonly fields: readonly KeyField[];
  readonly unique: boolean;
  multikey: readonly boolean[];
  private readonly id: number;
  private readonly statements;

  constructor(sql: Libsql.Database, record: IndexDefinition, documentTable: string) {
    ({ id: this.id, name: this.name, fields: this.fields, unique: this.unique, multikey: this.multikey } = record);
    const table = `db_index_${String(record.id)}`;
    sql.exec(`CREATE TABLE IF NOT EXISTS ${table} (key BLOB, row INTEGER, PRIMARY KEY (key, row)) WITHOUT ROWID`);
    const select = `SELECT x.key, x.row, d.text FROM ${table} x JOIN ${documentTable} d ON d.row = x.row`;
    this.statements = {
      insert: sql.prepare(`INSERT INTO ${table} (key, row) VALUES (?, ?)`),
      remove: sql.prepare(`DELETE FROM ${table} WHERE key = ? AND row = ?`),
      findOther: sql.prepare(`SELECT row FROM ${table} WHERE key = ? AND row <> ? LIMIT 1`).raw(),
      forward: sql.prepare(`${select} WHERE (x.key, x.row) > (?, ?) AND x.key < ? ORDER BY x.key, x.row LIMIT ?`).raw(),
      backward: sql
        .prepare(`${select} WHERE (x.key, x.row) < (?, ?) AND x.key >= ? ORDER BY x.key DESC, x.row DESC LIMIT ?`)
        .raw(),
      saveMultikey: sql.prepare('UPDATE db_indexes SET multikey = ? WHERE id = ?'),
      readMultikey: sql.prepare('SELECT multikey FROM db_indexes WHERE id = ?').raw(),
    };
  }

  extractKeys(document: Document): IndexKeys {
    return extractIndexKeys(document, this.fields);
  }

  /** Replaces the keys of `row`. Returns false without any change when a unique key is taken. */
  replaceKeys(row: number, before: readonly Buffer[], after: IndexKeys): boolean {
    const added = after.keys.filter((key) => !before.some((old) => old.equals(key)));
    if (this.unique && added.some((key) => this.statements.findOther.get([key, row]) !== undefined)) return false;
    for (const key of before) {
      if (!after.keys.some((kept) => kept.equals(key))) this.statements.remove.run([key, row]);
    }
    for (const key of added) this.statements.insert.run([key, row]);
    this.recordMultikey(after.multikey);
    return true;
  }

  remove(row: number, keys: readonly Buffer[]): void {
    for (const key of keys) this.statements.remove.run([key, row]);
  }

  scanRange(range: KeyRange, direction: 1 | -1, expected: number): Generator<StoredRow> {
    const statement = direction === 1 ? this.statements.forward : this.statements.backward;
    return scanKeyRange(range, direction, expected, (edge, row, far, limit) =>
      (statement.all([edge, row, far, limit]) as [Buffer, number, string][]).map(([key, found, text]) => ({
        key,
        row: found,
        text,
      })),
    );
  }

  reloadMultikey(): void {
    const [stored] = this.statements.readMultikey.get([this.id]) as [string];
    this.multikey = JSON.parse(stored) as boolean[];
  }

  private recordMultikey(multikey: readonly boolean[]): void {
    if (!multikey.some((isArray, at) => isArray && !this.multikey[at])) return;
    this.multikey = this.multikey.map((known, at) => known || multikey[at] === true);
    this.statements.saveMultikey.run([JSON.stringify(this.multikey), this.id]);
  }
}
