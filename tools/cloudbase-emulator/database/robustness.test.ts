import fc from 'fast-check';
import { expect, it } from 'vitest';
import { actions } from './actions/actions';
import { TestDatabase } from './testing/test-database';

const collections = { things: [{ name: 'a', keys: [['a', 1]] }], other: [] } as const;

const word = fc.constantFrom(
  ...[
    '$gt',
    '$in',
    '$set',
    '$inc',
    '$push',
    '$expr',
    '$where',
    '$function',
    '$regex',
    '$elemMatch',
    '$each',
    '$and',
    '$or',
    '$not',
  ],
  ...[
    '$lookup',
    '$group',
    '$match',
    '$limit',
    '$project',
    '$unwind',
    '$sort',
    '$nearSphere',
    '$geometry',
    '$date',
    '$numberInt',
    '$oid',
  ],
  ...[
    '$tcb_server_date',
    '$slice',
    '$literal',
    '$$ROOT',
    '$a.b',
    'a',
    'a.b',
    'b.0',
    '_id',
    '__proto__',
    'constructor',
    'toString',
    '',
    '.',
  ],
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.integer({ min: -2, max: 9 }),
    fc.constantFrom(null, true, 1.5, 1e300, ''),
    fc.array(tie('value'), { maxLength: 3 }),
    // JSON.parse creates `__proto__` as an own field.
    fc
      .array(fc.tuple(word, tie('value')), { maxLength: 3 })
      .map(
        (entries) =>
          JSON.parse(
            `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`).join(',')}}`,
          ) as object,
      ),
  ),
})).value;
const text = fc.oneof(
  { weight: 9, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string() },
);
const stage = fc.record({ stageKey: fc.oneof(word, json), stageValue: fc.oneof(text, json) }, { requiredKeys: [] });
const body = fc.record(
  {
    collectionName: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('things', 'other', 'none') }, json),
    queryType: fc.constantFrom('DOC', 'WHERE', 5),
    query: fc.oneof({ weight: 5, arbitrary: text }, json),
    data: fc.oneof(text, fc.array(text, { maxLength: 2 }), json),
    order: fc.oneof(text, json),
    projection: fc.oneof(text, json),
    limit: fc.oneof(fc.integer(), json),
    offset: fc.oneof(fc.nat(3), json),
    multi: fc.oneof(fc.boolean(), json),
    merge: fc.boolean(),
    upsert: fc.boolean(),
    stages: fc.oneof(fc.array(fc.oneof(stage, json), { maxLength: 3 }), json),
    transactionId: fc.oneof(fc.constant('tx'), json),
  },
  { requiredKeys: [] },
);

const readContents = (testDatabase: TestDatabase) =>
  JSON.stringify(testDatabase.database.collectionNames().map((name) => testDatabase.database.find(name, {})));

it('Every request gets an answer, and an error changes nothing', () => {
  const testDatabase = new TestDatabase(collections);
  testDatabase.insert('things', { _id: 'x', a: [1, { b: 2 }], b: ['y'] }, { _id: 'y', a: 'text' });
  fc.assert(
    fc.property(fc.constantFrom('foo', ...Object.keys(actions)), body, (action, someBody) => {
      const before = readContents(testDatabase);
      const { body: answer } = testDatabase.database.handle(action, someBody);
      if (answer['code'] === undefined) return;
      expect(Object.keys(answer)).toEqual(['code', 'message']);
      expect(answer['code']).toMatch(/^[A-Z_]+$/);
      expect(readContents(testDatabase)).toBe(before);
    }),
    { numRuns: 2000, seed: 20261122 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

it('A body that is not an object and excessive nesting are errors', () => {
  const testDatabase = new TestDatabase(collections);
  const handle = (body: unknown) =>
    testDatabase.database.handle('database.getDocument', body as Record<string, unknown>).body['code'];
  expect([handle(null), handle('x'), handle([])]).toEqual(Array(3).fill(expect.any(String)));
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(handle({ collectionName: 'things', queryType: 'WHERE', query: `{"a":${deep}}` })).toBe('INVALID_PARAM');
});

it('Every action on a missing collection fails with its own code', () => {
  const testDatabase = new TestDatabase(collections);
  const request = { collectionName: 'none', queryType: 'WHERE', query: '{}', data: ['{}'], stages: [] };
  for (const action of ['insertDocument', 'getDocument', 'calculateDocument', 'removeDocument', 'aggregateDocuments']) {
    expect(testDatabase.handle(action, request)['code']).toBe('DATABASE_COLLECTION_NOT_EXIST');
  }
  const update = { ...request, data: '{"$set":{"a":1}}' };
  expect(testDatabase.handle('modifyDocument', update)['code']).toBe('DATABASE_COLLECTION_NOT_EXIST');
});
