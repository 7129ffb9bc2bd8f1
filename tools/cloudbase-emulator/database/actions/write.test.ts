import { describe, expect, it } from 'vitest';
import { toCanonicalEjson, TestDatabase } from '../testing/test-database';

const doc = (collectionName: string, id: string) => ({
  collectionName,
  queryType: 'DOC',
  query: toCanonicalEjson({ _id: id }),
});

describe('insert', () => {
  it('gives 32 hexadecimal digits to a document without _id, and puts it first', () => {
    const opened = new TestDatabase();
    const { insertedIds } = opened.call('insertDocument', { collectionName: 'things', data: ['{"a":1}'] });
    expect(insertedIds).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(Object.keys(opened.findOnly() ?? {})).toEqual(['_id', 'a']);
  });

  it('server dates are the emulator clock plus the offset, once per request, anywhere', () => {
    const opened = new TestDatabase();
    const serverDate = (offset: number) => ({ $tcb_server_date: { offset: { $numberInt: String(offset) } } });
    const data = [JSON.stringify({ _id: 'x', at: serverDate(0), list: [serverDate(60_000)] })];
    opened.call('insertDocument', { collectionName: 'things', data });
    expect(opened.findOnly()).toEqual({
      _id: 'x',
      at: new Date(1_700_000_000_000),
      list: [new Date(1_700_000_060_000)],
    });
    const query = JSON.stringify({ at: { $lte: serverDate(0) } });
    expect(opened.call('calculateDocument', { collectionName: 'things', queryType: 'WHERE', query })).toEqual({
      total: 1,
    });
  });

  it('every type comes back as it was sent', () => {
    const opened = new TestDatabase();
    const text =
      '{"_id":"x","int":{"$numberInt":"1"},"long":{"$numberLong":"3000000000"},"double":{"$numberDouble":"1.5"},"nan":{"$numberDouble":"NaN"},' +
      '"inf":{"$numberDouble":"-Infinity"},"zero":{"$numberDouble":"-0.0"},"date":{"$date":{"$numberLong":"-5"}},"null":null,"bool":true,' +
      '"regex":{"$regularExpression":{"pattern":"a/b","options":"i"}},"point":{"type":"Point","coordinates":[{"$numberInt":"1"},{"$numberInt":"2"}]},' +
      '"bytes":{"$binary":{"base64":"aGk=","subType":"00"}},"oid":{"$oid":"507f1f77bcf86cd799439011"},"text":"\\"$x"}';
    opened.call('insertDocument', { collectionName: 'things', data: [text] });
    expect(toCanonicalEjson(opened.findOnly() ?? {})).toBe(text);
  });

  it('several documents go in all or none', () => {
    const opened = new TestDatabase();
    expect(() => opened.insert('things', { _id: 1 }, { _id: 2 }, { _id: 1 })).toThrow(/E11000/);
    expect(opened.find('things', {})).toEqual([]);
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
  ])('refuses %s', (text, message) => {
    const opened = new TestDatabase();
    expect(() => opened.call('insertDocument', { collectionName: 'things', data: [text] })).toThrow(message);
  });
});

describe('unique indexes', () => {
  const collections = { things: [{ name: 'idx_no', keys: [['no', 1]], unique: true }] } as const;

  it('a duplicate is answered with the text and code of the service', () => {
    const opened = new TestDatabase(collections);
    opened.insert('things', { _id: 1, no: '1' });
    const data = ['{"_id":{"$numberInt":"2"},"no":"1"}'];
    expect(opened.handle('insertDocument', { collectionName: 'things', data })).toEqual({
      code: 'DATABASE_REQUEST_FAILED',
      message:
        '[FailedOperation.DuplicateWrite] E11000 duplicate key error collection: things index: idx_no dup key: { no: "1" }',
    });
  });

  it('a missing field counts as null', () => {
    const opened = new TestDatabase(collections);
    opened.insert('things', { _id: 1 });
    expect(() => opened.insert('things', { _id: 2, no: null })).toThrow(/E11000.*\{ no: null \}/);
  });

  it('an update cannot take a taken key, and can keep its own', () => {
    const opened = new TestDatabase(collections);
    opened.insert('things', { _id: 1, no: 1 }, { _id: 2, no: 2 });
    expect(() => opened.update('things', { _id: 2 }, { $set: { no: 1 } })).toThrow(/E11000/);
    expect(opened.update('things', { _id: 2 }, { $set: { no: 2, a: 1 } })).toBe(1);
    expect(opened.find('things', { no: 2 })).toEqual([{ _id: 2, no: 2, a: 1 }]);
  });

  it('every element of an array is a key', () => {
    const opened = new TestDatabase(collections);
    opened.insert('things', { _id: 1, no: [1, 2, 2] });
    expect(() => opened.insert('things', { _id: 2, no: [3, 2] })).toThrow(/E11000/);
  });

  it('a removed key is free again', () => {
    const opened = new TestDatabase(collections);
    opened.insert('things', { _id: 1, no: 1 });
    opened.call('removeDocument', { ...doc('things', ''), query: '{"_id":{"$numberInt":"1"}}' });
    opened.insert('things', { _id: 2, no: 1 });
    expect(opened.findIds('things', { no: 1 })).toEqual([2]);
  });

  it('unrelated arrays under one index are refused', () => {
    const opened = new TestDatabase({
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
    expect(() => opened.insert('things', { a: [1], b: [1] })).toThrow(/cannot index parallel arrays/);
  });
});

describe('set', () => {
  const set = (opened: TestDatabase, id: string, data: object) =>
    opened.call('modifyDocument', {
      ...doc('things', id),
      data: toCanonicalEjson(data),
      multi: false,
      merge: false,
      upsert: true,
    });

  it('creates, replaces, and keeps _id', () => {
    const opened = new TestDatabase();
    expect(set(opened, 'a', { n: 1 })).toEqual({ updated: 0, upsert_id: 'a' });
    expect(set(opened, 'a', { m: 2 })).toEqual({ updated: 1, upsert_id: null });
    expect(opened.findOnly()).toEqual({ _id: 'a', m: 2 });
  });

  it('refuses operators and another _id', () => {
    const opened = new TestDatabase();
    set(opened, 'a', { n: 1 });
    expect(() => set(opened, 'a', { $set: { n: 2 } })).toThrow(/must not contain update operators/);
    expect(() => set(opened, 'a', { _id: 'b' })).toThrow(/immutable/);
  });
});

describe('update and remove', () => {
  it('one or many, and how many', () => {
    const opened = new TestDatabase();
    opened.insert('things', ...[1, 2, 3].map((n) => ({ _id: n, n })));
    expect(opened.update('things', { n: { $gt: 1 } }, { $inc: { n: 10 } })).toBe(1);
    expect(opened.update('things', {}, { $set: { seen: true } }, { multi: true })).toBe(3);
    expect(opened.update('things', { _id: 9 }, { $set: { a: 1 } })).toBe(0);
    const remove = (query: string, multi: boolean) =>
      opened.call('removeDocument', { collectionName: 'things', queryType: 'WHERE', query, multi })['deleted'];
    expect(remove('{"seen":true}', false)).toBe(1);
    expect(remove('', true)).toBe(2);
  });

  it('an update that moves documents along its own index changes each once', () => {
    const opened = new TestDatabase({ things: [{ name: 'n', keys: [['n', 1]] }] });
    opened.insert('things', ...Array.from({ length: 50 }, (_, n) => ({ _id: n, n })));
    expect(opened.update('things', { n: { $gte: 0 } }, { $inc: { n: 25 } }, { multi: true })).toBe(50);
    expect(opened.cost?.accesses).toEqual([{ collection: 'things', index: 'n', documentsExamined: 50 }]);
    expect(opened.count('things', { n: { $gte: 25, $lt: 75 } })).toBe(50);
  });

  it('a condition decides, for every one of many buyers and few seats', () => {
    const opened = new TestDatabase();
    opened.insert('things', { _id: 'g', left: 2, seats: [] });
    const take = (seat: string) =>
      opened.update(
        'things',
        { _id: 'g', left: { $gt: 0 }, seats: { $ne: seat } },
        { $inc: { left: -1 }, $push: { seats: seat } },
      );
    expect(['a', 'a', 'b', 'c'].map(take)).toEqual([1, 0, 1, 0]);
    expect(opened.findOnly()).toEqual({ _id: 'g', left: 0, seats: ['a', 'b'] });
  });

  it('an upsert begins with what its query demands', () => {
    const opened = new TestDatabase();
    opened.update(
      'things',
      { _id: 'n', kind: 'x', n: { $gt: 5 } },
      { $inc: { hits: 1 }, $setOnInsert: { first: true } },
      { upsert: true },
    );
    expect(opened.findOnly()).toEqual({ _id: 'n', kind: 'x', hits: 1, first: true });
  });

  it('updateAndReturn gives the first document as it is afterwards', () => {
    const opened = new TestDatabase();
    opened.insert('things', { _id: 'x', n: 1 });
    const body = { collectionName: 'things', queryType: 'WHERE', query: '{"n":1}', data: '{"$inc":{"n":1}}' };
    expect(opened.call('modifyAndReturnDoc', body)).toEqual({ updated: 1, doc: '{"_id":"x","n":2}' });
    expect(opened.call('modifyAndReturnDoc', body)).toEqual({ updated: 0, doc: null });
  });
});
