import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Sql from 'libsql';
import { openDatabase } from './database/index';
import type { Database, DatabaseDescription } from './database/contract';
import { temporaryState } from './options';

export type SqlValue = string | number | null;

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_cells (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`;

/**
 * Everything that outlives the emulator: one libsql file (documents, WeChat Pay's books, small cells) and a folder of files. All its
 * writes are synchronous, so what was answered is kept, whenever the process is killed.
 */
export class State {
  readonly folder: string;
  readonly #temporary: boolean;
  readonly #description: DatabaseDescription;
  readonly #now: () => number;
  readonly #schemas: string[] = [tableSchema];
  readonly #statements = new Map<string, Sql.Statement>();
  readonly #replaced: (() => void)[] = [];
  #sql: Sql.Database;
  #database: Database;
  #conflictAt: Database['conflictAt'];

  constructor(
    stateDir: string,
    description: DatabaseDescription,
    now: () => number,
    conflictAt: Database['conflictAt'] = 'commit',
  ) {
    this.#conflictAt = conflictAt;
    this.#temporary = stateDir === temporaryState;
    this.folder = this.#temporary ? mkdtempSync(join(tmpdir(), 'cloudbase-emulator-')) : resolve(stateDir);
    this.#description = description;
    this.#now = now;
    mkdirSync(this.filesFolder, { recursive: true });
    this.#sql = this.#openSql();
    this.#database = this.#openDocuments();
  }

  get database(): Database {
    return this.#database;
  }

  /** When a conflict between transactions is told; whichever state is loaded. */
  get conflictAt(): Database['conflictAt'] {
    return this.#conflictAt;
  }

  set conflictAt(when: Database['conflictAt']) {
    this.#conflictAt = when;
    this.#database.conflictAt = when;
  }

  get filesFolder(): string {
    return join(this.folder, 'files');
  }

  /** Tables of one part of the emulator; made now and whenever the file is replaced. */
  define(schema: string): void {
    this.#schemas.push(schema);
    this.#sql.exec(schema);
  }

  /** Called after another state was loaded or everything was forgotten. */
  onReplaced(listener: () => void): void {
    this.#replaced.push(listener);
  }

  all<Row>(text: string, ...values: readonly SqlValue[]): readonly Row[] {
    return this.#statement(text).all(...values) as Row[];
  }

  one<Row>(text: string, ...values: readonly SqlValue[]): Row | undefined {
    return this.#statement(text).get(...values) as Row | undefined;
  }

  run(text: string, ...values: readonly SqlValue[]): void {
    this.#statement(text).run(...values);
  }

  /** Several writes, all or none. `work` must not wait for anything. */
  atomically<T>(work: () => T): T {
    this.#sql.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#sql.exec('COMMIT');
      return result;
    } catch (error) {
      this.#sql.exec('ROLLBACK');
      throw error;
    }
  }

  cell<T>(name: string, otherwise: T): T {
    const row = this.one<{ value: string }>('SELECT value FROM emulator_cells WHERE name = ?', name);
    return row === undefined ? otherwise : (JSON.parse(row.value) as T);
  }

  keep(name: string, value: unknown): void {
    this.run('INSERT OR REPLACE INTO emulator_cells (name, value) VALUES (?, ?)', name, JSON.stringify(value));
  }

  save(name: string): void {
    const target = this.#savedFolder(name);
    const partial = `${target}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    this.#sql.prepare('VACUUM INTO ?').run(join(partial, 'state.db'));
    cpSync(this.filesFolder, join(partial, 'files'), { recursive: true });
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
  }

  /** @throws when nothing was saved under that name */
  load(name: string): void {
    const source = this.#savedFolder(name);
    if (!existsSync(source)) throw new Error(`no state was saved as "${name}"`);
    this.#replaceBy(() => {
      cpSync(join(source, 'state.db'), this.#file);
      cpSync(join(source, 'files'), this.filesFolder, { recursive: true });
    });
  }

  reset(): void {
    this.#replaceBy(() => mkdirSync(this.filesFolder, { recursive: true }));
  }

  close(): void {
    this.#closeSql();
    if (this.#temporary) rmSync(this.folder, { recursive: true, force: true });
  }

  get #file(): string {
    return join(this.folder, 'state.db');
  }

  #savedFolder(name: string): string {
    if (!/^[\w-]{1,64}$/.test(name)) throw new Error('a state is named by 1 to 64 letters, digits, - and _');
    return join(this.folder, 'saved', name);
  }

  #replaceBy(fill: () => void): void {
    this.#closeSql();
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.#file + suffix, { force: true });
    rmSync(this.filesFolder, { recursive: true, force: true });
    fill();
    this.#sql = this.#openSql();
    this.#database = this.#openDocuments();
    for (const listener of this.#replaced) listener();
  }

  #openSql(): Sql.Database {
    const sql = new Sql(this.#file);
    sql.pragma('journal_mode = WAL');
    sql.pragma('synchronous = NORMAL');
    for (const schema of this.#schemas) sql.exec(schema);
    return sql;
  }

  #openDocuments(): Database {
    const database = openDatabase({ sql: this.#sql, description: this.#description, now: this.#now });
    database.conflictAt = this.#conflictAt;
    return database;
  }

  #closeSql(): void {
    this.#statements.clear();
    this.#sql.close();
  }

  #statement(text: string): Sql.Statement {
    let statement = this.#statements.get(text);
    if (!statement) {
      statement = this.#sql.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}
