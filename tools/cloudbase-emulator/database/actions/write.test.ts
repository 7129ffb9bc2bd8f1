import { describe, expect, it } from 'vitest';
import { toCanonicalEjson, TestDatabase } from '../testing/test-database';

const doc = (collectionName: string, id: string) => ({
  collectionName,
  queryType: 'DOC',
  query: toCanonicalEjson({ _id: id }),
});

describe('insertDocument', () => {
  it('insertDocument generates an _id of 32 hexadecimal digits and puts it first', () => {
    const testDatabase = new TestDatabase();
    const { insertedIds } = testDatabase.call('insertDocument', { collectionName: 'things', data: ['{"a":1}'] });
    expect(insertedIds).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(Object.keys(testDatabase.findOnly() ?? {})).toEqual(['_id', 'a']);
  });

  it('A server date anywhere in a request is the emulator clock plus its offset', () => {
    const testDatabase = new TestDatabase();
    const serverDate = (offset: number) => ({ $tcb_server_date: { offset: { $numberInt: String(offset) } } });
    const data = [JSON.stringify({ _id: 'x', at: serverDate(0), list: [serverDate(60_000)] })];
    testDatabase.call('insertDocument', { collectionName: 'things', data });
    expect(testDatabase.findOnly()).toEqual({
      _id: 'x',
      at: new Date(1_700_000_000_000),
      list: [new Date(1_700_000_060_000)],
    });
    const query = JSON.stringify({ at: { $lte: serverDate(0) } });
    expect(testDatabase.call('calculateDocument', { collectionName: 'things', queryType: 'WHERE', query })).toEqual({
      total: 1,
    });
  });

  it('Every type is returned as it was sent', () => {
    const testDatabase = new TestDatabase();
    const text =
      '{"_id":"x","int":{"$numberInt":"1"},"long":{"$numberLong":"3000000000"},"double":{"$numberDouble":"1.5"},"nan":{"$numberDouble":"NaN"},' +
      '"inf":{"$numberDouble":"-Infinity"},"zero":{"$numberDouble":"-0.0"},"date":{"$date":{"$numberLong":"-5"}},"null":null,"bool":true,' +
      '"regex":{"$regularExpression":{"pattern":"a/b","options":"i"}},"point":{"type":"Point","coordinates":[{"$numberInt":"1"},{"$numberInt":"2"}]},' +
      '"bytes":{"$binary":{"base64":"aGk=","subType":"00"}},"oid":{"$oid":"507f1f77bcf86cd799439011"},"text":"\\"$x"}';
    testDatabase.call('insertDocument', { collectionName: 'things', data: [text] });
    expect(toCanonicalEjson(testDatabase.findOnly() ?? {})).toBe(text);
  });

  it('insertDocument inserts all of several documents or none', () => {
    const testDatabase = new TestDatabase();
    expect(() => testDatabase.insert('things', { _id: 1 }, { _id: 2 }, { _id: 1 })).toThrow(/E11000/);
    expect(testDatabase.find('things', {})).toEqual([]);
  });

  it.each([
    ['{"$set":{"a":1}}', /Invalid Key Name/],
    ['{"a.b":1}', /Invalid Key Name/],
    ['{"__proto__":{"a":1}}', /__proto__/],
    ['{"_id":[1]}', /_id/],
    ['[1]', /document was expected/],
    ['{"a":', /not valid EJSON/],
    ['{"a":{"$numberInt":"x"}}', /malformed \$numberInt/],
    ['{"a":{"$numberDecimal":"1"}}', /not supported/],
    ['{"a":{"$date":"never"}}', /malformed \$date/],
  ])('insertDocument refuses %s', (text, message) => {
    const testDatabase = new TestDatabase();
    expect(() => testDatabase.call('insertDocument', { collectionName: 'things', data: [text] })).toThrow(message);
  });
});

describe('unique indexes', () => {
  const collections = { things: [{ name: 'idx_no', keys: [['no', 1]], unique: true }] } as const;

  it('A duplicate key is refused with the text and code of the service', () => {
    const testDatabase = new TestDatabase(collections);
    testDatabase.insert('things', { _id: 1, no: '1' });
    const data = ['{"_id":{"$numberInt":"2"},"no":"1"}'];
    expect(testDatabase.handle('insertDocument', { collectionName: 'things', data })).toEqual({
      code: 'DATABASE_REQUEST_FAILED',
      message:
        '[FailedOperation.DuplicateWrite] E11000 duplicate key error collection: things index: idx_no dup key: { no: "1" }',
    });
  });

  it('A unique index treats a missing field as null', () => {
    const testDatabase = new TestDatabase(collections);
    testDatabase.insert('things', { _id: 1 });
    expect(() => testDatabase.insert('things', { _id: 2, no: null })).toThrow(/E11000.*\{ no: null \}/);
  });

  it('An update cannot take the unique key of another document but can keep its own', () => {
    const testDatabase = new TestDatabase(collections);
    testDatabase.insert('things', { _id: 1, no: 1 }, { _id: 2, no: 2 });
    expect(() => testDatabase.update('things', { _id: 2 }, { $set: { no: 1 } })).toThrow(/E11000/);
    expect(testDatabase.update('things', { _id: 2 }, { $set: { no: 2, a: 1 } })).toBe(1);
    expect(testDatabase.find('things', { no: 2 })).toEqual([{ _id: 2, no: 2, a: 1 }]);
  });

  it('A unique index has a key for every element of an array', () => {
    const testDatabase = new TestDatabase(collections);
    testDatabase.insert('things', { _id: 1, no: [1, 2, 2] });
    expect(() => testDatabase.insert('things', { _id: 2, no: [3, 2] })).toThrow(/E11000/);
  });

  it('A unique key is free again after its document is removed', () => {
    const testDatabase = new TestDatabase(collections);
    testDatabase.insert('things', { _id: 1, no: 1 });
    testDatabase.call('removeDocument', { ...doc('things', ''), query: '{"_id":{"$numberInt":"1"}}' });
    testDatabase.insert('things', { _id: 2, no: 1 });
    expect(testDatabase.findIds('things', { no: 1 })).toEqual([2]);
  });

  it('A document with unrelated arrays under one index is refused', () => {
    const testDatabase = new TestDatabase({
      things: [
        {
          name: 'ab',
          keys: [
            ['a', 1],
            ['b', 1],
          ],
        },
      ],
    });
    expect(() => testDatabase.insert('things', { a: [1], b: [1] })).toThrow(/cannot index parallel arrays/);
  });
});

describe('modifyDocument by set', () => {
  const set = (testDatabase: TestDatabase, id: string, data: object) =>
    testDatabase.call('modifyDocument', {
      ...doc('things', id),
      data: toCanonicalEjson(data),
      multi: false,
      merge: false,
      upsert: true,
    });

  it('Document.set creates or replaces a document and keeps its _id', () => {
    const testDatabase = new TestDatabase();
    expect(set(testDatabase, 'a', { n: 1 })).toEqual({ updated: 0, upsert_id: 'a' });
    expect(set(testDatabase, 'a', { m: 2 })).toEqual({ updated: 1, upsert_id: null });
    expect(testDatabase.findOnly()).toEqual({ _id: 'a', m: 2 });
  });

  it('Document.set refuses operators and a different _id', () => {
    const testDatabase = new TestDatabase();
    set(testDatabase, 'a', { n: 1 });
    expect(() => set(testDatabase, 'a', { $set: { n: 2 } })).toThrow(/must not contain update operators/);
    expect(() => set(testDatabase, 'a', { _id: 'b' })).toThrow(/immutable/);
  });
});

describe('modifyDocument and removeDocument', () => {
  it('Updates and removals change one document or many and return the count', () => {
    const testDatabase = new TestDatabase();
    testDatabase.insert('things', ...[1, 2, 3].map((n) => ({ _id: n, n })));
    expect(testDatabase.update('things', { n: { $gt: 1 } }, { $inc: { n: 10 } })).toBe(1);
    expect(testDatabase.update('things', {}, { $set: { seen: true } }, { multi: true })).toBe(3);
    expect(testDatabase.update('things', { _id: 9 }, { $set: { a: 1 } })).toBe(0);
    const remove = (query: string, multi: boolean) =>
      testDatabase.call('removeDocument', { collectionName: 'things', queryType: 'WHERE', query, multi })['deleted'];
    expect(remove('{"seen":true}', false)).toBe(1);
    expect(remove('', true)).toBe(2);
  });

  it('An update that moves documents along the scanned index changes each one once', () => {
    const testDatabase = new TestDatabase({ things: [{ name: 'n', keys: [['n', 1]] }] });
    testDatabase.insert('things', ...Array.from({ length: 50 }, (_, n) => ({ _id: n, n })));
    expect(testDatabase.update('things', { n: { $gte: 0 } }, { $inc: { n: 25 } }, { multi: true })).toBe(50);
    expect(testDatabase.cost?.accesses).toEqual([{ collection: 'things', index: 'n', documentsExamined: 50 }]);
    expect(testDatabase.count('things', { n: { $gte: 25, $lt: 75 } })).toBe(50);
  });

  it('A conditional update gives each of a few seats to one buyer', () => {
    const testDatabase = new TestDatabase();
    testDatabase.insert('things', { _id: 'g', left: 2, seats: [] });
    const take = (seat: string) =>
      testDatabase.update(
        'things',
        { _id: 'g', left: { $gt: 0 }, seats: { $ne: seat } },
        { $inc: { left: -1 }, $push: { seats: seat } },
      );
    expect(['a', 'a', 'b', 'c'].map(take)).toEqual([1, 0, 1, 0]);
    expect(testDatabase.findOnly()).toEqual({ _id: 'g', left: 0, seats: ['a', 'b'] });
  });

  it('An upsert starts with the equality conditions of its query', () => {
    const testDatabase = new TestDatabase();
    testDatabase.update(
      'things',
      { _id: 'n', kind: 'x', n: { $gt: 5 } },
      { $inc: { hits: 1 }, $setOnInsert: { first: true } },
      { upsert: true },
    );
    expect(testDatabase.findOnly()).toEqual({ _id: 'n', kind: 'x', hits: 1, first: true });
  });

  it('modifyAndReturnDoc returns the first document after the update', () => {
    const testDatabase = new TestDatabase();
    testDatabase.insert('things', { _id: 'x', n: 1 });
    const body = { collectionName: 'things', queryType: 'WHERE', query: '{"n":1}', data: '{"$inc":{"n":1}}' };
    expect(testDatabase.call('modifyAndReturnDoc', body)).toEqual({ updated: 1, doc: '{"_id":"x","n":2}' });
    expect(testDatabase.call('modifyAndReturnDoc', body)).toEqual({ updated: 0, doc: null });
  });
});
