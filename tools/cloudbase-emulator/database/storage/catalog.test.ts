import Libsql from 'libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database, type IndexDescription } from '../index';

let folder: string;
let sql: Libsql.Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'database-'));
  sql = new Libsql(join(folder, 'state.db'));
});

afterEach(() => {
  sql.close();
  rmSync(folder, { recursive: true });
});

const byNo: IndexDescription = { name: 'no', keys: [['no', 1]] };

const open = (...indexes: IndexDescription[]): Database =>
  openDatabase({ sql, description: { collections: { things: { indexes } } }, now: () => 0 });

const insert = (database: Database, ...documents: object[]) =>
  database.handle('database.insertDocument', {
    collectionName: 'things',
    data: documents.map((one) => JSON.stringify(one)),
  }).body;

/** Returns the index that a search by `no` uses, and the number of documents it finds. */
function search(database: Database, no: number): [index: string | null | undefined, found: unknown] {
  const query = JSON.stringify({ no });
  const answer = database.handle('database.getDocument', { collectionName: 'things', queryType: 'WHERE', query });
  return [answer.cost.accesses[0]?.index, (answer.body['data'] as { list: unknown[] }).list.length];
}

function reopen(...indexes: IndexDescription[]): Database {
  sql.close();
  sql = new Libsql(join(folder, 'state.db'));
  return open(...indexes);
}

describe('the database file', () => {
  it('The database file keeps documents, added collections and the array flags of indexes', () => {
    const first = open({
      name: 'pair',
      keys: [
        ['list.a', 1],
        ['list.b', 1],
      ],
    });
    insert(first, {
      _id: 1,
      list: [
        { a: 1, b: 2 },
        { a: 3, b: 4 },
      ],
    });
    first.handle('database.addCollection', { collectionName: 'more' });
    const second = reopen({
      name: 'pair',
      keys: [
        ['list.a', 1],
        ['list.b', 1],
      ],
    });
    expect(second.collectionNames()).toEqual(['more', 'things']);
    // Different elements satisfy the two conditions, so the index may use only one of them.
    expect(second.find('things', { 'list.a': 1, 'list.b': 4 })).toHaveLength(1);
  });

  it('The database file gains an index added to the description and loses a removed one', () => {
    insert(open(), { _id: 1, no: 7 }, { _id: 2, no: 8 });
    expect(search(open(), 7)).toEqual([null, 1]);
    expect(search(reopen(byNo), 7)).toEqual(['no', 1]);
    expect(search(reopen({ ...byNo, keys: [['no', -1]] }), 8)).toEqual(['no', 1]);
    expect(search(reopen(), 7)).toEqual([null, 1]);
    const tables = sql.prepare("SELECT name FROM sqlite_master WHERE name GLOB 'db_index_*'").all([]);
    expect(tables).toEqual([]);
  });

  it('The database file does not open with a unique index that its documents violate', () => {
    insert(open(), { _id: 1, no: 7 }, { _id: 2, no: 7 });
    expect(() => reopen({ ...byNo, unique: true })).toThrow(/E11000/);
    expect(search(reopen(), 7)).toEqual([null, 2]);
  });

  it('database.reload reads a replaced file', () => {
    const database = open(byNo);
    insert(database, { _id: 1, no: 7 });
    sql.exec(`DROP TABLE db_collections; DROP TABLE db_indexes; DROP TABLE db_documents_1; DROP TABLE db_index_1`);
    database.reload();
    expect(database.find('things', {})).toEqual([]);
    expect(insert(database, { _id: 1, no: 7 })).toEqual({ data: { insertedIds: [1] } });
    expect(search(database, 7)).toEqual(['no', 1]);
  });
});

it('addCollection adds a collection once', () => {
  const database = open();
  const add = (collectionName: string) => database.handle('database.addCollection', { collectionName }).body;
  expect(add('new')).toEqual({});
  expect(add('new')['code']).toBe('DATABASE_COLLECTION_ALREADY_EXIST');
  expect(add('a b')['code']).toBe('INVALID_PARAM');
});

it('A failed write leaves the array flags of an index unchanged', () => {
  const database = open({ name: 'list', keys: [['list', 1]] });
  insert(database, { _id: 1, list: 1 });
  expect(insert(database, { _id: 2, list: [1, 2] }, { _id: 1 })['code']).toBe('DATABASE_REQUEST_FAILED');
  insert(database, { _id: 3, list: [0, 9] });
  expect(reopen({ name: 'list', keys: [['list', 1]] }).find('things', { list: { $gt: 5, $lt: 3 } })).toHaveLength(1);
});

it('A request joins a SQLite transaction that is already open', () => {
  const database = open(byNo);
  sql.exec('BEGIN');
  insert(database, { _id: 1, no: 1 });
  expect(insert(database, { _id: 2 }, { _id: 1 })['code']).toBe('DATABASE_REQUEST_FAILED');
  sql.exec('COMMIT');
  expect(database.find('things', {})).toEqual([{ _id: 1, no: 1 }]);
});

it('database.find returns relaxed EJSON in the requested order', () => {
  const database = open(byNo);
  insert(database, { _id: 'a', no: 1, at: { $date: { $numberLong: '0' } } }, { _id: 'b', no: 2 }, { _id: 'c', no: 3 });
  expect(database.find('things', { at: { $date: '1970-01-01T00:00:00.000Z' } })).toEqual([
    { _id: 'a', no: 1, at: { $date: '1970-01-01T00:00:00Z' } },
  ]);
  expect(database.find('things', {}, { sort: { no: -1 }, limit: 2 }).map(({ _id }) => _id)).toEqual(['c', 'b']);
  expect(() => database.find('none', {})).toThrow(/not exist/);
});
