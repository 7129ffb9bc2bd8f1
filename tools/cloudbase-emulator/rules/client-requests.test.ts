import { Db, type CollectionReference } from '@cloudbase/database';
import Libsql from 'libsql';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  openDatabase,
  type Acl,
  type CollectionRules,
  type Database,
  type DatabaseDescription,
} from '../database/index';
import { ClientRequests } from './client-requests';

const nowMs = 1_700_000_000_000;

/** The four presets, and rules in the style of CloudBase's documentation. */
const described: Record<string, { indexes: []; rule?: CollectionRules; acl?: Acl }> = {
  plain: { indexes: [] },
  readonly: { indexes: [], acl: 'READONLY' },
  private: { indexes: [], acl: 'PRIVATE' },
  adminwrite: { indexes: [], acl: 'ADMINWRITE' },
  adminonly: { indexes: [], acl: 'ADMINONLY' },
  closed: { indexes: [], rule: { read: false, write: false } },
  silent: { indexes: [], rule: {} },
  open: { indexes: [], rule: { read: true, write: true } },
  loggedIn: { indexes: [], rule: { read: 'auth != null', write: 'auth != null' } },
  own: { indexes: [], rule: { read: 'doc._openid == auth.openid', write: 'auth.openid == doc._openid' } },
  articles: {
    indexes: [],
    rule: { read: 'doc.published == true || doc.author == auth.openid', write: 'doc.author == auth.openid' },
  },
  split: {
    indexes: [],
    rule: {
      read: true,
      write: false,
      create: 'auth.openid == doc._openid',
      update: "doc.state == 'open'",
      delete: false,
    },
  },
  rooms: { indexes: [], rule: { read: 'auth.openid in doc.members', write: false } },
  shop: { indexes: [], rule: { read: 'auth.openid in get(`database.shops.${doc.shopId}`).owners', write: false } },
  vip: { indexes: [], rule: { read: "get('database.vips.list')[auth.openid] in [1, 2]", write: false } },
  shops: { indexes: [], rule: { read: false, write: false } },
  vips: { indexes: [], rule: { read: false, write: false } },
  grown: { indexes: [], rule: { read: 'doc.age >= 18 && doc.age < 65', write: false } },
  due: { indexes: [], rule: { read: 'doc.dueAt < now', write: false } },
  kinds: { indexes: [], rule: { read: "doc.kind in ['a', 'b'] && !(doc.kind in ['b'])", write: false } },
  web: { indexes: [], rule: { read: 'auth.uid == doc.uid', write: false } },
  frozen: { indexes: [], rule: { read: true, write: 'request.data.price == undefined' } },
  broken: { indexes: [], rule: { read: 'doc.x = 1', write: 'alert(1)' } },
  misspelt: { indexes: [], acl: 'EVERYBODY' as Acl },
};

let database: Database;
let requests: ClientRequests;

class Request {
  constructor(private readonly config: { readonly person: string }) {}

  send(action: string, body: Record<string, unknown>): Promise<object> {
    // The body passes through JSON, as on the wire.
    const sent = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
    const answer = requests.handle(action, sent, this.config.person).body;
    if (typeof answer['code'] === 'string')
      return Promise.reject(new Error(`${answer['code']} ${String(answer['message'])}`));
    return Promise.resolve({ requestId: 'r', ...answer });
  }
}
Db.reqClass = Request;

const as = (person: string): Db => new Db({ person });
const _ = as('').command;
const serverDate = as('').serverDate as () => object;

beforeEach(() => {
  const description: DatabaseDescription = { collections: described };
  database = openDatabase({ sql: new Libsql(':memory:'), description, now: () => nowMs });
  requests = new ClientRequests(
    () => database,
    description,
    () => nowMs,
  );
  for (const collectionName of Object.keys(described)) {
    const documents = [
      { _id: 'a', _openid: 'alice', author: 'alice', n: 1, published: true, members: ['alice', 'bob'], shopId: 's1' },
      { _id: 'b', _openid: 'bob', author: 'bob', n: 2, published: false, members: ['bob'], shopId: 's2' },
      { _id: 's1', _openid: 'carl', owners: ['alice'], n: 3, age: 20, kind: 'a', dueAt: new Date(nowMs - 1000) },
      { _id: 'list', alice: 1, bob: 3, n: 4, age: 70, kind: 'b', state: 'open' },
    ].map((document) => JSON.stringify(document).replace(/"(\d{4}-[^"]+Z)"/, '{"$date":"$1"}'));
    database.handle('database.insertDocument', { collectionName, data: documents });
  }
});

const denied = 'DATABASE_PERMISSION_DENIED Permission denied';

type Operation = (collection: CollectionReference) => Promise<unknown>;

/** Reduces an answer to its ids, its number, or its refusal. */
async function outcome(person: string, collection: string, operation: Operation): Promise<unknown> {
  const answer = await operation(as(person).collection(collection)).catch((error: unknown) => (error as Error).message);
  if (typeof answer === 'string') return answer.startsWith('DATABASE_REQUEST_FAILED') ? answer.slice(0, 200) : answer;
  const { data, total, updated, deleted, id } = answer as Record<string, unknown>;
  if (Array.isArray(data)) return data.map((one) => (one as { _id: unknown })._id);
  return total ?? updated ?? deleted ?? id;
}

const mine = { _openid: '{openid}' };
const all: Operation = (c) => c.get();
const byId =
  (id: string): Operation =>
  (c) =>
    c.doc(id).get();
const where =
  (query: object): Operation =>
  (c) =>
    c.where(query).get();
const change =
  (query: object): Operation =>
  (c) =>
    c.where(query).update({ n: 9 });
const erase =
  (query: object): Operation =>
  (c) =>
    c.where(query).remove();
const add =
  (data: object): Operation =>
  (c) =>
    c.add({ _id: 'new', ...data });

describe('ClientRequests', () => {
  it.each<[string, string, string, Operation, unknown]>([
    // Presets: the server adds the condition to the query, so another person's documents are not found.
    ['private', 'alice', 'reads all', all, ['a']],
    ['private', 'alice', 'reads her own by id', byId('a'), ['a']],
    ['private', 'alice', 'reads another by id', byId('b'), []],
    ['private', 'alice', 'asks for another’s', where({ _openid: 'bob' }), []],
    ['private', 'alice', 'counts', (c) => c.count(), 1],
    ['private', 'alice', 'changes her own', (c) => c.doc('a').update({ n: 9 }), 1],
    ['private', 'alice', 'changes another’s and finds nothing', (c) => c.doc('b').update({ n: 9 }), 0],
    ['private', 'alice', 'changes many, of which only her own are changed', change({ n: _.gt(0) }), 1],
    ['private', 'alice', 'removes another’s', (c) => c.doc('b').remove(), 0],
    ['private', 'alice', 'removes all, of which only her own are removed', erase({}), 1],
    ['private', 'mallory', 'reads all', all, []],
    ['private', 'mallory', 'adds', add({ n: 5 }), 'new'],
    ['private', 'mallory', 'sets over another’s', (c) => c.doc('a').set({ n: 9 }), expect.stringContaining('E11000')],
    ['plain', 'alice', 'reads all, and the default preset is PRIVATE', all, ['a']],
    ['plain', 'alice', 'changes another’s', (c) => c.doc('b').update({ n: 9 }), 0],
    ['readonly', 'alice', 'reads all', all, ['a', 'b', 's1', 'list']],
    ['readonly', 'alice', 'changes another’s', (c) => c.doc('b').update({ n: 9 }), 0],
    ['readonly', 'alice', 'changes her own', (c) => c.doc('a').update({ n: 9 }), 1],
    ['adminwrite', 'alice', 'reads another by id', byId('b'), ['b']],
    ['adminwrite', 'alice', 'adds', add({}), denied],
    ['adminwrite', 'alice', 'changes her own', (c) => c.doc('a').update({ n: 9 }), denied],
    ['adminonly', 'alice', 'reads her own', where(mine), denied],
    ['adminonly', 'alice', 'counts', (c) => c.count(), denied],
    ['adminonly', 'alice', 'adds', add({}), denied],
    ['misspelt', 'alice', 'reads her own', where(mine), denied],

    // Rules: the query alone must prove the rule.
    ['closed', 'alice', 'reads her own', where(mine), denied],
    ['closed', 'alice', 'reads by id', byId('a'), denied],
    ['closed', 'alice', 'removes', erase({ _id: 'a' }), denied],
    ['silent', 'alice', 'reads her own', where(mine), denied],
    ['open', 'mallory', 'reads all', all, ['a', 'b', 's1', 'list']],
    ['open', 'mallory', 'changes another’s', (c) => c.doc('a').update({ n: 9 }), 1],
    ['open', 'mallory', 'changes many', change({ n: _.lt(3) }), 2],
    ['loggedIn', 'mallory', 'reads by id', byId('a'), ['a']],
    ['own', 'alice', 'reads all', all, denied],
    ['own', 'alice', 'reads her own by id', byId('a'), denied],
    ['own', 'alice', 'reads her own', where(mine), ['a']],
    ['own', 'alice', 'reads her own among others’', where({ ...mine, n: _.gt(1) }), []],
    ['own', 'alice', 'names herself', where({ _openid: 'alice' }), ['a']],
    ['own', 'alice', 'asks for another’s', where({ _openid: 'bob' }), denied],
    ['own', 'alice', 'asks for anybody’s but bob’s', where({ _openid: _.neq('bob') }), denied],
    ['own', 'alice', 'asks for her own or bob’s', where({ _openid: _.in(['alice', 'bob']) }), denied],
    ['own', 'alice', 'asks for her own in a list of one', where({ _openid: _.in(['{openid}']) }), ['a']],
    ['own', 'alice', 'hides another’s in an or', where(_.or([mine, { n: 2 }])), denied],
    [
      'own',
      'alice',
      'repeats the condition in each branch of an or',
      where(
        _.or([
          { ...mine, n: 1 },
          { ...mine, n: 2 },
        ]),
      ),
      ['a'],
    ],
    ['own', 'alice', 'has the condition once beside an or', where(_.and([mine, _.or([{ n: 1 }, { n: 2 }])])), ['a']],
    ['own', 'alice', 'hides the condition in a nor', where(_.nor([{ _openid: _.neq('alice') }])), denied],
    ['own', 'alice', 'asks for a pattern', where({ _openid: /^alice/ }), denied],
    ['own', 'alice', 'counts her own', (c) => c.where(mine).count(), 1],
    ['own', 'alice', 'changes many of her own', change(mine), 1],
    ['own', 'alice', 'changes her own by id', (c) => c.doc('a').update({ n: 9 }), denied],
    ['own', 'alice', 'removes her own', erase({ ...mine, _id: 'a' }), 1],
    ['own', 'alice', 'removes bob’s', erase({ ...mine, _id: 'b' }), 0],
    ['own', 'alice', 'adds', add({}), 'new'],
    ['articles', 'alice', 'reads what is published', where({ published: true }), ['a']],
    ['articles', 'bob', 'reads his own', where({ author: '{openid}' }), ['b']],
    ['articles', 'bob', 'reads either', where(_.or([{ published: true }, { author: '{openid}' }])), ['a', 'b']],
    ['articles', 'bob', 'reads what is not', where({ published: false }), denied],
    ['articles', 'bob', 'adds in his name', add({ author: 'bob' }), 'new'],
    ['articles', 'bob', 'adds in another’s name', add({ author: 'alice' }), denied],
    ['split', 'alice', 'adds', add({}), 'new'],
    ['split', 'alice', 'changes what is open', change({ state: 'open' }), 1],
    ['split', 'alice', 'changes by id', (c) => c.doc('list').update({ n: 9 }), denied],
    ['split', 'alice', 'removes what is open', erase({ state: 'open' }), denied],
    ['rooms', 'alice', 'reads rooms she is in', where({ members: '{openid}' }), ['a']],
    ['rooms', 'alice', 'reads rooms she and bob are in', where({ members: _.all(['{openid}', 'bob']) }), ['a']],
    ['rooms', 'alice', 'reads rooms bob is in', where({ members: 'bob' }), denied],
    ['shop', 'alice', 'reads her shop’s', where({ shopId: 's1' }), ['a']],
    ['shop', 'bob', 'reads alice’s shop’s', where({ shopId: 's1' }), denied],
    ['shop', 'alice', 'reads one that is no shop', where({ shopId: 'nowhere' }), denied],
    ['shop', 'alice', 'names no shop', all, denied],
    ['shop', 'alice', 'names two', where({ shopId: _.in(['s1', 's2']) }), denied],
    ['vip', 'alice', 'is on the list', all, ['a', 'b', 's1', 'list']],
    ['vip', 'bob', 'is on the list with too low a level', all, denied],
    ['vip', 'mallory', 'is not on the list', all, denied],
    ['grown', 'alice', 'asks for an age within', where({ age: _.gte(18).and(_.lt(30)) }), ['s1']],
    ['grown', 'alice', 'asks for one age', where({ age: 20 }), ['s1']],
    ['grown', 'alice', 'asks for too wide an age', where({ age: _.gte(18) }), denied],
    ['grown', 'alice', 'asks for the bound itself', where({ age: _.gte(18).and(_.lte(65)) }), denied],
    ['due', 'alice', 'asks for what is past', where({ dueAt: _.lt(new Date(nowMs)) }), ['s1']],
    ['due', 'alice', 'asks by the server’s clock', where({ dueAt: _.lt(serverDate()) }), ['s1']],
    ['due', 'alice', 'asks for what will be', where({ dueAt: _.lt(new Date(nowMs + 1)) }), denied],
    ['kinds', 'alice', 'asks for a', where({ kind: 'a' }), ['s1']],
    ['kinds', 'alice', 'asks for b', where({ kind: 'b' }), denied],
    ['kinds', 'alice', 'asks for either', where({ kind: _.in(['a', 'b']) }), denied],
    ['web', 'alice', 'has no uid, which null does not equal', where({ uid: null }), denied],
    ['frozen', 'alice', 'changes what may be', (c) => c.doc('a').update({ n: 9 }), 1],
    ['frozen', 'alice', 'sets what may not', (c) => c.doc('a').update({ price: 1 }), denied],
    ['frozen', 'alice', 'counts it up', (c) => c.doc('a').update({ price: _.inc(1) }), denied],
    ['frozen', 'alice', 'changes a part of it', (c) => c.doc('a').update({ price: { low: 1 } }), denied],
    ['broken', 'alice', 'reads', where({ x: 1 }), denied],
    ['broken', 'alice', 'adds', add({}), denied],
    ['absent', 'alice', 'reads', all, expect.stringContaining('DATABASE_COLLECTION_NOT_EXIST')],
  ])('In the collection %s, %s %s', async (collection, person, _description, operation, expected) => {
    expect(await outcome(person, collection, operation)).toEqual(expected);
  });
});

describe('_openid', () => {
  const stored = (id: string, collection = 'open') => database.find(collection, { _id: id })[0];
  const refused = 'INVALID_PARAM _openid is set by the server and cannot be given';

  it('Only the server can write _openid', async () => {
    expect(await outcome('alice', 'open', add({ n: 5 }))).toBe('new');
    expect(stored('new')).toEqual({ _id: 'new', n: 5, _openid: 'alice' });
    expect(await outcome('alice', 'open', add({ _openid: 'bob' }))).toBe(refused);
    expect(await outcome('alice', 'open', (c) => c.doc('b').update({ _openid: 'alice' }))).toBe(refused);
    expect(await outcome('alice', 'open', (c) => c.doc('b').update({ _openid: _.remove() }))).toBe(refused);
    expect(await outcome('alice', 'open', (c) => c.doc('b').update({ author: _.rename('_openid') }))).toBe(refused);
    expect(await outcome('alice', 'open', (c) => c.doc('b').set({ _openid: 'alice' }))).toBe(refused);
    expect(stored('b')).toMatchObject({ _openid: 'bob', author: 'bob' });
  });

  it('_openid survives a set, and a set that creates a document writes it', async () => {
    await as('alice').collection('private').doc('a').set({ n: 7 });
    await as('alice').collection('private').doc('c').set({ n: 8 });
    await as('mallory').collection('open').doc('a').set({ n: 9 });
    expect([stored('a', 'private'), stored('c', 'private'), stored('a')]).toEqual([
      { _id: 'a', n: 7, _openid: 'alice' },
      { _id: 'c', n: 8, _openid: 'alice' },
      { _id: 'a', n: 9, _openid: 'alice' },
    ]);
  });
});

describe('limits', () => {
  it('A page reads at most 20 documents, and a watch more', async () => {
    const data = Array.from({ length: 30 }, (_none, n) => JSON.stringify({ _id: `m${n}`, many: true }));
    database.handle('database.insertDocument', { collectionName: 'open', data });
    const many = as('alice').collection('open').where({ many: true });
    expect((await many.get()).data).toHaveLength(20);
    expect((await many.limit(100).get()).data).toHaveLength(20);
    expect((await many.limit(5).get()).data).toHaveLength(5);
    expect((await many.skip(20).get()).data).toHaveLength(10);
    const watched = { collectionName: 'open', queryType: 'WHERE', query: '{"many":true}', watching: true };
    const { body } = requests.handle('database.getDocument', watched, 'alice');
    expect((body['data'] as { list: unknown[] }).list).toHaveLength(30);
  });

  it.each([
    ['database.addCollection', { collectionName: 'mine' }],
    ['database.startTransaction', {}],
    ['database.modifyAndReturnDoc', { collectionName: 'open', queryType: 'WHERE', data: '{"$set":{"n":1}}' }],
    ['database.getDocument', { collectionName: 'open', queryType: 'DOC', query: '{"_id":"a"}', transactionId: 't' }],
    ['toString', {}],
  ])('The action %s is for functions only', (action, body) => {
    expect(requests.handle(action, body, 'alice').body).toMatchObject({ code: 'INVALID_REQUEST_SOURCE' });
    expect(database.collectionNames()).not.toContain('mine');
  });

  it.each([
    ['database.getDocument', { query: '{' }],
    ['database.getDocument', { query: '[1]' }],
    ['database.insertDocument', { data: 'x' }],
    ['database.insertDocument', { data: [7] }],
    ['database.modifyDocument', { data: 7 }],
    ['database.modifyDocument', { data: '{"$set":{"n":1}}', upsert: true, queryType: 'WHERE' }],
    ['database.aggregateDocuments', { stages: 'x' }],
    ['database.aggregateDocuments', { stages: [{ stageKey: '$match', stageValue: 7 }] }],
    ['database.aggregateDocuments', { stages: [{ stageKey: '$geoNear', stageValue: '7' }] }],
    ['database.aggregateDocuments', { stages: [{ stageKey: '$lookup', stageValue: '7' }] }],
    ['database.getDocument', { collectionName: 7 }],
  ])('The action %s with %j is refused as invalid', (action, body) => {
    const answer = requests.handle(action, { collectionName: 'open', queryType: 'WHERE', ...body }, 'alice').body;
    expect(answer).toMatchObject({ code: 'INVALID_PARAM' });
  });
});

describe('an aggregate', () => {
  const ended = async (person: string, collection: string, stages: (a: Aggregate) => Aggregate): Promise<unknown> => {
    const end = stages(as(person).collection(collection).aggregate()).end() as Promise<{ data: { _id: unknown }[] }>;
    return end.then(({ data }) => data.map(({ _id }) => _id)).catch((error: unknown) => (error as Error).message);
  };
  type Aggregate = ReturnType<CollectionReference['aggregate']>;
  const lookup = (from: string) => (a: Aggregate) =>
    a.lookup({ from, localField: '_id', foreignField: '_id', as: 'x' });

  it.each<[string, string, (a: Aggregate) => Aggregate, unknown]>([
    ['private', 'sees her own', (a) => a.sort({ n: 1 }), ['a']],
    ['readonly', 'sees all', (a) => a.match({ n: _.lt(3) }), ['a', 'b']],
    ['adminonly', 'sees nothing', (a) => a.limit(1), denied],
    ['own', 'proves nothing', (a) => a.sort({ n: 1 }), denied],
    ['own', 'proves the rule by a match', (a) => a.match(mine).sort({ n: 1 }), ['a']],
    ['own', 'proves the rule by two matches', (a) => a.match({ n: 1 }).match(mine), ['a']],
    ['own', 'proves the rule too late', (a) => a.limit(3).match(mine), denied],
    ['open', 'looks up what is open', lookup('readonly'), ['a', 'b', 's1', 'list']],
    ['open', 'looks up what is closed', lookup('closed'), denied],
    ['open', 'looks up what is private', lookup('private'), denied],
    ['open', 'looks up what a rule protects', lookup('own'), denied],
    [
      'open',
      'hides a lookup',
      (a) => a.lookup({ from: 'open', pipeline: [{ $lookup: { from: 'closed', pipeline: [], as: 'y' } }], as: 'x' }),
      denied,
    ],
  ])('An aggregate by alice on %s %s', async (collection, _description, stages, expected) => {
    expect(await ended('alice', collection, stages)).toEqual(expected);
  });
});
