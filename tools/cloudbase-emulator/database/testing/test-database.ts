import Libsql from 'libsql';
import { EJSON } from 'bson';
import { openDatabase, type Database, type DatabaseCost, type IndexDescription } from '../index';

/** A database in memory with the interface of the SDK: values in, EJSON on the wire, values out. */
export class TestDatabase {
  readonly sql = new Libsql(':memory:');
  readonly database: Database;
  nowMs = 1_700_000_000_000;
  /** The cost of the last call. */
  cost: DatabaseCost | undefined;

  constructor(collections: Readonly<Record<string, readonly IndexDescription[]>> = { things: [] }) {
    const described = Object.entries(collections).map(([name, indexes]) => [name, { indexes }]);
    this.database = openDatabase({
      sql: this.sql,
      description: { collections: Object.fromEntries(described) as Record<string, { indexes: IndexDescription[] }> },
      now: () => this.nowMs,
    });
  }

  /** Returns the response body of an action. */
  handle(action: string, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const answer = this.database.handle(`database.${action}`, body);
    this.cost = answer.cost;
    return answer.body;
  }

  /** Returns the `data` of a response; throws an error response as `code message`. */
  call(action: string, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const answer = this.handle(action, body);
    if (typeof answer['code'] === 'string') throw new Error(`${answer['code']} ${String(answer['message'])}`);
    return (answer['data'] ?? answer) as Readonly<Record<string, unknown>>;
  }

  insert(collectionName: string, ...documents: object[]): void {
    this.call('insertDocument', { collectionName, data: documents.map(toCanonicalEjson) });
  }

  find(
    collectionName: string,
    query: object,
    { order, projection, ...rest }: { order?: object; projection?: object; limit?: number; offset?: number } = {},
  ): Record<string, unknown>[] {
    const { list } = this.call('getDocument', {
      collectionName,
      queryType: 'WHERE',
      query: toCanonicalEjson(query),
      ...(order && { order: toCanonicalEjson(order) }),
      ...(projection && { projection: toCanonicalEjson(projection) }),
      limit: 1000,
      ...rest,
    });
    return parseList(list);
  }

  findIds(collectionName: string, query: object, options: { order?: object; limit?: number } = {}): unknown[] {
    return this.find(collectionName, query, options).map(({ _id }) => _id);
  }

  count(collectionName: string, query: object): unknown {
    return this.call('calculateDocument', { collectionName, queryType: 'WHERE', query: toCanonicalEjson(query) })[
      'total'
    ];
  }

  /** Runs `where(query).update(update)` and returns the number of changed documents. */
  update(collectionName: string, query: object, update: object, more: object = {}): unknown {
    const body = { collectionName, queryType: 'WHERE', query: toCanonicalEjson(query), data: toCanonicalEjson(update) };
    return this.call('modifyDocument', { ...body, merge: true, multi: false, upsert: false, ...more })['updated'];
  }

  aggregate(collectionName: string, ...stages: object[]): Record<string, unknown>[] {
    const wire = stages.flatMap((stage) =>
      Object.entries(stage).map(([stageKey, value]) => ({ stageKey, stageValue: encodeStage(value) })),
    );
    return parseList(this.call('aggregateDocuments', { collectionName, stages: wire })['list']);
  }

  /** Returns the only document of a collection. */
  findOnly(collectionName = 'things'): Record<string, unknown> | undefined {
    return this.find(collectionName, {})[0];
  }
}

/** Encodes EJSON as the SDK sends it. */
export const toCanonicalEjson = (value: object): string => EJSON.stringify(value, { relaxed: false });

const encodeStage = (value: unknown): string =>
  typeof value === 'object' && value !== null ? toCanonicalEjson(value) : JSON.stringify(value);

const parseList = (list: unknown): Record<string, unknown>[] =>
  (list as string[]).map((text) => EJSON.parse(text) as Record<string, unknown>);
