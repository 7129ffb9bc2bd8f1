import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from './contract';
import { TestDatabase } from './testing/test-database';

/** The part of wx-server-sdk used here; its own types do not fit. */
interface Sdk {
  init(options: { env: string }): void;
  database(): Db;
}
type Result = Promise<Record<string, unknown>>;
interface Query {
  where(query: object): Query;
  orderBy(field: string, direction: string): Query;
  limit(count: number): Query;
  field(projection: object): Query;
  get(): Promise<{ data: Record<string, unknown>[] }>;
  count(): Result;
  update(options: { data: object }): Promise<{ stats: object }>;
  remove(): Result;
}
interface Doc {
  get(): Promise<{ data: Record<string, unknown> }>;
  set(options: { data: object }): Result;
  update(options: { data: object }): Promise<{ stats: object }>;
  remove(): Result;
}
interface Collection extends Query {
  add(options: { data: object }): Promise<{ _id: string }>;
  doc(id: string): Doc;
  aggregate(): Record<string, (operand: unknown) => Aggregate>;
}
type Aggregate = Record<string, (operand?: unknown) => Aggregate> & { end(): Promise<{ list: object[] }> };
interface Db {
  command: Record<string, (...operands: unknown[]) => Command> & {
    aggregate: Record<string, (...operands: unknown[]) => object>;
  };
  collection(name: string): Collection;
  createCollection(name: string): Result;
  serverDate(options?: { offset: number }): object;
  Geo: { Point: new (longitude: number, latitude: number) => object };
  RegExp(options: { regexp: string; options: string }): object;
  runTransaction<T>(
    work: (transaction: { collection(name: string): Collection }) => Promise<T>,
    times?: number,
  ): Promise<T>;
}
type Command = Record<string, (...operands: unknown[]) => Command>;

let server: Server;
let testDatabase: TestDatabase;
let db: Db;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Parameters<Database['handle']>[1];
      const answer = testDatabase.database.handle(String(body['action']), body);
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.end(JSON.stringify({ requestId: 'r', ...answer.body }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('TENCENTCLOUD_RUNENV', 'SCF');
  vi.stubEnv('TENCENTCLOUD_REGION', 'ap-shanghai');
  vi.stubEnv('SCF_NAMESPACE', 'demo-env');
  vi.stubEnv('TCB_ENV', 'demo-env');
  vi.stubEnv('TCB_CONTEXT_CNFG', JSON.stringify({ URL: `http://127.0.0.1:${port}/admin` }));
  vi.stubEnv('TENCENTCLOUD_SECRETID', 'id');
  vi.stubEnv('TENCENTCLOUD_SECRETKEY', 'key');
  vi.stubEnv('TENCENTCLOUD_SESSIONTOKEN', 'token');
  vi.stubEnv('SILENCE', 'true');
  const sdk = createRequire(import.meta.url)('wx-server-sdk') as Sdk;
  sdk.init({ env: 'demo-env' });
  db = sdk.database();
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  testDatabase = new TestDatabase({
    orders: [
      { name: 'idx_no', keys: [['no', 1]], unique: true },
      { name: 'at_geo', keys: [['place', '2dsphere']] },
    ],
    people: [],
  });
});

describe('wx-server-sdk, unmodified', () => {
  it('The SDK adds, gets, updates, sets, counts and removes documents', async () => {
    const orders = db.collection('orders');
    const _ = db.command;
    const at = new Date(5);
    const { _id } = await orders.add({
      data: { no: 1, at, place: new db.Geo.Point(121, 31), made: db.serverDate({ offset: 1000 }), nested: { n: 1 } },
    });
    expect(_id).toMatch(/^[0-9a-f]{32}$/);
    expect(
      await orders.doc(_id).update({ data: { nested: { n: _['inc']?.(2) }, tags: _['push']?.(['a', 'b']) } }),
    ).toMatchObject({ stats: { updated: 1 } });
    const { data } = await orders.doc(_id).get();
    expect(data).toMatchObject({
      no: 1,
      at,
      made: new Date(testDatabase.nowMs + 1000),
      nested: { n: 3 },
      tags: ['a', 'b'],
    });
    expect(data['place']).toMatchObject({ longitude: 121, latitude: 31 });
    expect(await orders.doc('k').set({ data: { no: 2 } })).toMatchObject({
      _id: 'k',
      stats: { created: 1, updated: 0 },
    });
    expect(await orders.where({ no: _['in']?.([1, 2]) }).count()).toMatchObject({ total: 2 });
    expect(await orders.where({ no: _['gt']?.(0) }).remove()).toMatchObject({ stats: { removed: 2 } });
    await expect(orders.doc('k').get()).rejects.toMatchObject({
      errMsg: expect.stringContaining('does not exist') as string,
    });
  });

  it('The SDK finds documents with commands, orderBy, limit, field and regular expressions', async () => {
    const orders = db.collection('orders');
    const _ = db.command;
    for (const n of [1, 2, 3])
      await orders.add({ data: { _id: `o${n}`, no: n, list: [{ x: n }, { x: n + 1 }], name: `Order ${n}` } });
    const ids = async (query: object) =>
      (await orders.where(query).orderBy('no', 'desc').limit(2).field({ _id: true }).get()).data;
    expect(await ids({ no: _['gte']?.(1)['and']?.(_['lt']?.(3)) })).toEqual([{ _id: 'o2' }, { _id: 'o1' }]);
    expect(await ids({ list: _['elemMatch']?.({ x: 4 }) })).toEqual([{ _id: 'o3' }]);
    expect(await ids({ 'list.x': 2 })).toEqual([{ _id: 'o2' }, { _id: 'o1' }]);
    expect(await ids({ name: db.RegExp({ regexp: '^order 3', options: 'i' }) })).toEqual([{ _id: 'o3' }]);
    expect(await ids(_['or']?.([{ no: 1 }, { no: 3 }]) as object)).toEqual([{ _id: 'o3' }, { _id: 'o1' }]);
    const $ = db.command.aggregate;
    expect(await ids(_['expr']?.($['eq']?.(['$no', 2])) as object)).toEqual([{ _id: 'o2' }]);
    await expect(orders.limit(-1).get()).rejects.toMatchObject({ errCode: -501007 });
  });

  it('A conditional update through the SDK reports whether it happened', async () => {
    const orders = db.collection('orders');
    const _ = db.command;
    await orders.add({ data: { _id: 'g', no: 0, left: 1 } });
    const take = async () =>
      (
        await orders
          .where({ _id: 'g', left: _['gt']?.(0) })
          .update({ data: { left: _['inc']?.(-1), seats: _['addToSet']?.('s') } })
      ).stats;
    expect([await take(), await take()]).toEqual([{ updated: 1 }, { updated: 0 }]);
  });

  it('The SDK reports a duplicate key and a missing collection with the documented error codes', async () => {
    await db.collection('orders').add({ data: { no: 1 } });
    await expect(db.collection('orders').add({ data: { no: 1 } })).rejects.toMatchObject({
      errCode: -502001,
      errMsg: expect.stringMatching(
        /E11000 duplicate key error collection: orders index: idx_no dup key: \{ no: 1 \}/,
      ) as string,
    });
    await expect(db.collection('nowhere').add({ data: {} })).rejects.toMatchObject({ errCode: -502005 });
    await db.createCollection('nowhere');
    await db.collection('nowhere').add({ data: {} });
    await expect(db.createCollection('nowhere')).rejects.toMatchObject({ code: 'DATABASE_COLLECTION_ALREADY_EXIST' });
  });

  it('The SDK runs an aggregate built with its own builders', async () => {
    const $ = db.command.aggregate;
    const _ = db.command;
    for (const n of [1, 2, 3])
      await db.collection('orders').add({ data: { _id: `o${n}`, no: n, who: n < 3 ? 'p1' : 'p2' } });
    await db.collection('people').add({ data: { _id: 'p1', name: 'ann' } });
    const pipeline = (db.collection('orders').aggregate() as Aggregate)
      ['match']?.({ no: _['lt']?.(9) })
      ['group']?.({ _id: '$who', total: $['sum']?.('$no') })
      ['sort']?.({ _id: 1 })
      ['lookup']?.({
        from: 'people',
        let: { who: '$_id' },
        pipeline: (
          (db.command.aggregate as unknown as { pipeline(): Aggregate }).pipeline() as unknown as Record<
            string,
            (x: unknown) => Aggregate
          >
        )
          ['match']?.(_['expr']?.($['eq']?.(['$_id', '$$who'])))
          ['done']?.(),
        as: 'people',
      });
    expect((await pipeline?.end())?.list).toEqual([
      { _id: 'p1', total: 3, people: [{ _id: 'p1', name: 'ann' }] },
      { _id: 'p2', total: 3, people: [] },
    ]);
  });

  it('runTransaction retries a conflict at commit but not a conflict at an operation', async () => {
    await db.collection('orders').add({ data: { _id: 'a', no: 1, n: 0 } });
    let attempts = 0;
    const work = () =>
      db.runTransaction(async (transaction) => {
        const doc = transaction.collection('orders').doc('a');
        const { data } = await doc.get();
        if (++attempts === 1)
          await db
            .collection('orders')
            .doc('a')
            .update({ data: { n: 10 } });
        await doc.update({ data: { n: (data['n'] as number) + 1 } });
      });
    await work();
    expect([attempts, testDatabase.findOnly('orders')?.['n']]).toEqual([2, 11]);
    attempts = 0;
    testDatabase.database.conflictAt = 'op';
    await expect(work()).rejects.toMatchObject({ errMsg: expect.stringMatching(/conflict/i) as string });
    expect(attempts).toBe(1);
  });
});
