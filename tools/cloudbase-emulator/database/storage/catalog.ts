import type Libsql from 'libsql';
import type { DatabaseDescription, IndexDescription } from '../contract';
import { collectionMissing } from '../refusal';
import { parsePath } from '../values/path';
import { Collection, type ChangeListener } from './collection';
import type { IndexDefinition } from './index-table';

/**
 * The collections and indexes: those in `database.json` and the collections that functions added. Everything in memory
 * can be read from the file again.
 */
export class Catalog {
  private collections = new Map<string, Collection>();

  constructor(
    private readonly sql: Libsql.Database,
    private readonly description: DatabaseDescription,
    private readonly listener: ChangeListener,
  ) {}

  /**
   * Reads the file and aligns it with the description: creates missing collections and indexes and drops other indexes.
   */
  load(): void {
    this.sql.exec(`
      CREATE TABLE IF NOT EXISTS db_collections (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
      CREATE TABLE IF NOT EXISTS db_indexes (id INTEGER PRIMARY KEY, collection INTEGER NOT NULL, name TEXT NOT NULL,
        keys TEXT NOT NULL, is_unique INTEGER NOT NULL, multikey TEXT NOT NULL, UNIQUE (collection, name));`);
    const known = new Set(this.readCollectionNames());
    for (const name of Object.keys(this.description.collections)) if (!known.has(name)) this.insertCollection(name);
    this.collections = new Map(this.readCollectionNames().map((name) => [name, this.openCollection(name)]));
  }

  listNames(): readonly string[] {
    return [...this.collections.keys()].sort();
  }

  find(name: string): Collection | undefined {
    return this.collections.get(name);
  }

  /** Refuses a collection that does not exist. */
  get(name: string): Collection {
    const found = this.collections.get(name);
    if (found === undefined) throw collectionMissing(name);
    return found;
  }

  add(name: string): void {
    this.insertCollection(name);
    this.collections.set(name, this.openCollection(name));
  }

  private readCollectionNames(): string[] {
    return (this.sql.prepare('SELECT name FROM db_collections ORDER BY id').all([]) as { name: string }[]).map(
      ({ name }) => name,
    );
  }

  private insertCollection(name: string): void {
    this.sql.prepare('INSERT INTO db_collections (name) VALUES (?)').run([name]);
  }

  private openCollection(name: string): Collection {
    const { id } = this.sql.prepare('SELECT id FROM db_collections WHERE name = ?').get([name]) as { id: number };
    const described = this.description.collections[name]?.indexes ?? [];
    this.dropObsoleteIndexes(id, described);
    const missing = described.filter((index) => this.findIndexDefinition(id, index) === undefined);
    for (const index of missing) this.insertIndex(id, index);
    const definitions = described
      .map((index) => this.findIndexDefinition(id, index))
      .filter((record) => record !== undefined);
    const collection = new Collection(this.sql, name, id, definitions, this.listener);
    for (const index of collection.indexes)
      if (missing.some((one) => one.name === index.name)) collection.buildIndex(index);
    return collection;
  }

  private dropObsoleteIndexes(collection: number, described: readonly IndexDescription[]): void {
    const stored = this.sql.prepare('SELECT id, name FROM db_indexes WHERE collection = ?').all([collection]);
    for (const { id, name } of stored as { id: number; name: string }[]) {
      const description = described.find((index) => index.name === name);
      if (description !== undefined && this.findIndexDefinition(collection, description) !== undefined) continue;
      this.sql.exec(`DROP TABLE IF EXISTS db_index_${String(id)}`);
      this.sql.prepare('DELETE FROM db_indexes WHERE id = ?').run([id]);
    }
  }

  private insertIndex(collection: number, index: IndexDescription): void {
    const multikey = JSON.stringify(index.keys.map(([, kind]) => kind === '2dsphere'));
    this.sql
      .prepare('INSERT INTO db_indexes (collection, name, keys, is_unique, multikey) VALUES (?, ?, ?, ?, ?)')
      .run([collection, index.name, JSON.stringify(index.keys), Number(index.unique === true), multikey]);
  }

  /** Finds the stored index with this name, these keys and this uniqueness. */
  private findIndexDefinition(collection: number, index: IndexDescription): IndexDefinition | undefined {
    const stored = this.sql
      .prepare('SELECT id, multikey FROM db_indexes WHERE collection = ? AND name = ? AND keys = ? AND is_unique = ?')
      .get([collection, index.name, JSON.stringify(index.keys), Number(index.unique === true)]) as
      | { id: number; multikey: string }
      | undefined;
    return (
      stored && {
        id: stored.id,
        name: index.name,
        fields: index.keys.map(([name, kind]) => ({
          ...{ name, path: parsePath(name) },
          ...(kind === '2dsphere' ? ({ direction: 1, geo: true } as const) : { direction: kind }),
        })),
        unique: index.unique === true,
        multikey: JSON.parse(stored.multikey) as boolean[],
      }
    );
  }
}
