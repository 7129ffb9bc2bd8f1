import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Sql from 'libsql';
import { openDatabase } from './database/index';
import type { Database, DatabaseDescription } from './database/contract';
import { temporaryState } from './options';

type SqlValue = string | number | null;

/** Raised whenever a table of the state changes, so that an older file is refused instead of failing at its first write. */
const schemaVersion = 2;

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_cells (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`;

/**
 * Everything that outlives the emulator's process: one libsql file (documents, WeChat Pay's ledger, named cells) and a folder of files. All
 * writes are synchronous, so nothing that was acknowledged is lost when the process is killed.
 */
export class State {
  readonly folder: string;
  readonly #temporary: boolean;
  readonly #description: DatabaseDescription;
  readonly #now: () => number;
  readonly #schemas: string[] = [tableSchema];
  readonly #statements = new Map<string, Sql.Statement>();
  readonly #replacedListeners: (() => void)[] = [];
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

  /** Reports conflicts between transactions at the operation or at the commit; kept when another state is loaded. */
  get conflictAt(): Database['conflictAt'] {
    return this.#conflictAt;
  }

  set conflictAt(conflictAt: Database['conflictAt']) {
    this.#conflictAt = conflictAt;
    this.#database.conflictAt = conflictAt;
  }

  get filesFolder(): string {
    return join(this.folder, 'files');
  }

  /** Creates the tables of one part of the emulator, now and whenever the file is replaced. */
  createTables(schema: string): void {
    this.#schemas.push(schema);
    this.#sql.exec(schema);
  }

  /** The listener runs after another state was loaded or the state was reset. */
  onReplaced(listener: () => void): void {
    this.#replacedListeners.push(listener);
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

  /** Runs several writes in one transaction. `work` must be synchronous. */
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

  getCell<T>(name: string, fallback: T): T {
    const row = this.one<{ value: string }>('SELECT value FROM emulator_cells WHERE name = ?', name);
    return row === undefined ? fallback : (JSON.parse(row.value) as T);
  }

  setCell(name: string, value: unknown): void {
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

  /** @throws when no state has that name */
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
    if (!/^[\w-]{1,64}$/.test(name)) throw new Error('a state must be named by 1 to 64 letters, digits, - and _');
    return join(this.folder, 'saved', name);
  }

  #replaceBy(fill: () => void): void {
    this.#closeSql();
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.#file + suffix, { force: true });
    rmSync(this.filesFolder, { recursive: true, force: true });
    fill();
    this.#sql = this.#openSql();
    this.#database = this.#openDocuments();
    for (const listener of this.#replacedListeners) listener();
  }

  #openSql(): Sql.Database {
    const sql = new Sql(this.#file);
    requireSchemaVersion(sql, this.folder);
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

/** @throws when the file was written with other tables */
function requireSchemaVersion(sql: Sql.Database, folder: string): void {
  const { version } = sql.prepare('SELECT user_version AS version FROM pragma_user_version').get() as {
    version: number;
  };
  const isEmpty = sql.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if (isEmpty) sql.exec(`PRAGMA user_version = ${schemaVersion}`);
  else if (version !== schemaVersion) {
    sql.close();
    throw new Error(`the state in ${folder} was written by another version of the emulator: delete the folder`);
  }
}
