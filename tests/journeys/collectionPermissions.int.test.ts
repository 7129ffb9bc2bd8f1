import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack } from '../testStack';

/** No page reads a collection directly: each is tried by the document's creator, another person and an owner. */
const described = JSON.parse(readFileSync('database.json', 'utf8')) as { collections: Record<string, object> };
const names = Object.keys(described.collections);

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
  for (const name of names)
    await stack.insert(name, { _id: `closed-${name}`, _openid: stack.openid('alice'), activeKey: name });
});
afterAll(() => stack.end());

const ask = (as: string, action: string, body: object) =>
  stack.control('POST', 'database/client', { as, action, body });
const where = { queryType: 'WHERE', query: '{"_openid":"{openid}"}' };
const stage = (name: string, value: object) => ({ stageKey: `$${name}`, stageValue: JSON.stringify(value) });
const requests: readonly (readonly [string, (name: string) => object])[] = [
  ['getDocument', () => where],
  ['getDocument', (name) => ({ queryType: 'DOC', query: `{"_id":"closed-${name}"}` })],
  ['getDocument', () => ({ queryType: 'WHERE', watching: true })],
  ['calculateDocument', () => where],
  ['aggregateDocuments', () => ({ stages: [stage('match', { _openid: '{openid}' })] })],
  ['insertDocument', () => ({ data: ['{"n":1}'] })],
  ['modifyDocument', () => ({ ...where, multi: true, merge: true, upsert: false, data: '{"$set":{"n":1}}' })],
  [
    'modifyDocument',
    (name) => ({
      ...{ queryType: 'DOC', query: `{"_id":"closed-${name}"}`, data: '{"n":1}' },
      ...{ multi: false, merge: false, upsert: true },
    }),
  ],
  ['removeDocument', () => ({ ...where, multi: true })],
];

describe.each(names)('%s', (collectionName) => {
  it.each(['alice', 'mallory', 'olivia'])(`Collection ${collectionName} is closed to %s`, async (person) => {
    for (const [action, body] of requests) {
      const answer = await ask(person, `database.${action}`, { collectionName, ...body(collectionName) });
      expect([action, answer['code'], answer['data']]).toEqual([action, 'DATABASE_PERMISSION_DENIED', undefined]);
    }
    const kept = { _id: `closed-${collectionName}`, _openid: stack.openid('alice'), activeKey: collectionName };
    expect(await stack.documents(collectionName)).toEqual([kept]);
  });
});
