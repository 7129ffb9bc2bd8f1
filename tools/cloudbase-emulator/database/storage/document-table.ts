import type Libsql from 'libsql';
import { scanKeyRange, type KeyRange, type StoredRow } from './key-range';

type Sql = Libsql.Database;

const toStoredRow = ([key, row, text]: [Buffer, number, string]): StoredRow => ({ key, row, text });

/**
 * The documents of one collection: EJSON text by row number and by the key of `_id`. The table also serves as index
 * `_id_`.
 */
export class DocumentTable {
  readonly name: string;
  private readonly statements;

  constructor(sql: Sql, collectionId: number) {
    const table = (this.name = `db_documents_${String(collectionId)}`);
    sql.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, text TEXT NOT NULL)`,
    );
    this.statements = {
      byId: sql.prepare(`SELECT row, text FROM ${table} WHERE id = ?`).raw(),
      byRow: sql.prepare(`SELECT text FROM ${table} WHERE row = ?`).raw(),
      insert: sql.prepare(`INSERT INTO ${table} (id, text) VALUES (?, ?)`),
      replace: sql.prepare(`UPDATE ${table} SET text = ? WHERE row = ?`),
      remove: sql.prepare(`DELETE FROM ${table} WHERE row = ?`),
      count: sql.prepare(`SELECT COUNT(*) FROM ${table}`).raw(),
      scan: sql.prepare(`SELECT id, row, text FROM ${table} WHERE row > ? ORDER BY row LIMIT ?`).raw(),
      forward: sql
        .prepare(`SELECT id, row, text FROM ${table} WHERE (id, row) > (?, ?) AND id < ? ORDER BY id LIMIT ?`)
        .raw(),
      backward: sql
        .prepare(`SELECT id, row, text FROM ${table} WHERE (id, row) < (?, ?) AND id >= ? ORDER BY id DESC LIMIT ?`)
        .raw(),
    };
  }

  findById(key: Buffer): { row: number; text: string } | undefined {
    const found = this.statements.byId.get([key]) as [number, string] | undefined;
    return found && { row: found[0], text: found[1] };
  }

  /** Returns `null` for a row that does not exist. */
  readText(row: number): string | null {
    return (this.statements.byRow.get([row]) as [string] | undefined)?.[0] ?? null;
  }

  insert(key: Buffer, text: string): number {
    return Number(this.statements.insert.run([key, text]).lastInsertRowid);
  }

  replace(row: number, text: string): void {
    this.statements.replace.run([text, row]);
  }

  remove(row: number): void {
    this.statements.remove.run([row]);
  }

  count(): number {
    return (this.statements.count.get([]) as [number])[0];
  }

  /** Yields every document in insertion order, read in batches. */
  *scan(): Generator<StoredRow> {
    const batchSize = 256;
    for (let after = 0; ;) {
      const batch = this.statements.scan.all([after, batchSize]) as [Buffer, number, string][];
      for (const row of batch) yield toStoredRow(row);
      if (batch.length < batchSize) return;
      after = batch.at(-1)?.[1] ?? after;
    }
  }

  scanRange(range: KeyRange, direction: 1 | -1, expected: number): Generator<StoredRow> {
    const statement = direction === 1 ? this.statements.forward : this.statements.backward;
    return scanKeyRange(range, direction, expected, (edge, row, far, limit) =>
      (statement.all([edge, row, far, limit]) as [Buffer, number, string][]).map(toStoredRow),
    );
  }
}
