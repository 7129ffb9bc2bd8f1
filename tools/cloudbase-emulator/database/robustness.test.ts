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
    // `__proto__` as JSON.parse gives it: an own field.
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

const contents = (opened: TestDatabase) =>
  JSON.stringify(opened.database.collectionNames().map((name) => opened.database.find(name, {})));

it('whatever is sent is answered, and an error changes nothing', () => {
  const opened = new TestDatabase(collections);
  opened.insert('things', { _id: 'x', a: [1, { b: 2 }], b: ['y'] }, { _id: 'y', a: 'text' });
  fc.assert(
    fc.property(fc.constantFrom('foo', ...Object.keys(actions)), body, (action, some) => {
      const before = contents(opened);
      const { body: answer } = opened.database.handle(action, some);
      if (answer['code'] === undefined) return;
      expect(Object.keys(answer)).toEqual(['code', 'message']);
      expect(answer['code']).toMatch(/^[A-Z_]+$/);
      expect(contents(opened)).toBe(before);
    }),
    { numRuns: 2000 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

it('a body that is no object, and nesting without end, are errors too', () => {
  const opened = new TestDatabase(collections);
  const handle = (body: unknown) =>
    opened.database.handle('database.getDocument', body as Record<string, unknown>).body['code'];
  expect([handle(null), handle('x'), handle([])]).toEqual(Array(3).fill(expect.any(String)));
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(handle({ collectionName: 'things', queryType: 'WHERE', query: `{"a":${deep}}` })).toBe('INVALID_PARAM');
});

it('a missing collection has its own code, whatever is asked of it', () => {
  const opened = new TestDatabase(collections);
  const asked = { collectionName: 'none', queryType: 'WHERE', query: '{}', data: ['{}'], stages: [] };
  for (const action of ['insertDocument', 'getDocument', 'calculateDocument', 'removeDocument', 'aggregateDocuments']) {
    expect(opened.handle(action, asked)['code']).toBe('DATABASE_COLLECTION_NOT_EXIST');
  }
  const update = { ...asked, data: '{"$set":{"a":1}}' };
  expect(opened.handle('modifyDocument', update)['code']).toBe('DATABASE_COLLECTION_NOT_EXIST');
});
