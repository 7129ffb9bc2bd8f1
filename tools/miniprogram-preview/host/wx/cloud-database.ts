import { Db, type DocumentReference, type Query } from '@cloudbase/database';
import { createCloudError, type Callbacks } from './cloud-errors';
import { toDatabaseError, DatabaseRequest, runDatabaseCall } from './cloud-database-request';
import { watchQuery, type WatchOptions } from './cloud-watch';

type Doc = Record<string, unknown>;
type WithData = Callbacks & { data?: object };
type Aggregation = ReturnType<ReturnType<Db['collection']>['aggregate']>;
type CollectionOf = (db: Db) => ReturnType<Db['collection']>;

Db.reqClass = DatabaseRequest;
const db = new Db();
/** The same builder for the reads of a watch. */
const watchingDb = new Db({ watching: true });

/** A watch sees all documents of its query, not one page of them. */
const maxWatchedDocuments = 1000;

/** A query under construction, kept as the steps that build it, because a watch builds it over another connection. */
class ClientQuery {
  readonly #query: Query;

  constructor(
    protected readonly name: string,
    private readonly build: (db: Db) => Query,
    private readonly limited = false,
  ) {
    this.#query = build(db);
  }

  where(condition: object): ClientQuery {
    return this.#next((query) => query.where(condition));
  }

  orderBy(field: string, direction: 'asc' | 'desc'): ClientQuery {
    return this.#next((query) => query.orderBy(field, direction));
  }

  limit(most: number): ClientQuery {
    return this.#next((query) => query.limit(most), true);
  }

  skip(offset: number): ClientQuery {
    return this.#next((query) => query.skip(offset));
  }

  field(projection: object): ClientQuery {
    return this.#next((query) => query.field(projection));
  }

  get(options: Callbacks = {}): unknown {
    return this.#perform('get', options, async () => ({ data: (await this.#query.get()).data as unknown }));
  }

  count(options: Callbacks = {}): unknown {
    return this.#perform('count', options, async () => ({ total: ((await this.#query.count()) as Doc)['total'] }));
  }

  update(options: WithData = {}): unknown {
    return this.#perform('update', options, async () => {
      const { updated } = (await this.#query.update(options.data ?? {})) as Doc;
      return { stats: { updated } };
    });
  }

  remove(options: Callbacks = {}): unknown {
    return this.#perform('remove', options, async () => {
      const { deleted } = (await this.#query.remove()) as Doc;
      return { stats: { removed: deleted } };
    });
  }

  watch(options: WatchOptions): unknown {
    const query = this.build(watchingDb);
    const all = this.limited ? query : query.limit(maxWatchedDocuments);
    return watchQuery(async () => (await all.get().catch(rethrowAs('collection.watch'))).data as Doc[], options);
  }

  #next(step: (query: Query) => Query, limited = this.limited): ClientQuery {
    return new ClientQuery(this.name, (on) => step(this.build(on)), limited);
  }

  #perform(call: string, callbacks: Callbacks, work: () => Promise<object>): unknown {
    return runDatabaseCall(`collection.${call}`, this.name, callbacks, work);
  }
}

class ClientCollection extends ClientQuery {
  constructor(
    name: string,
    private readonly collection: CollectionOf,
  ) {
    super(name, collection);
  }

  doc(id: string | number): ClientDocument {
    return new ClientDocument(this.name, id, (on) => this.collection(on).doc(id));
  }

  add(options: WithData = {}): unknown {
    return runDatabaseCall('collection.add', this.name, options, async () => {
      const { id, ids } = (await this.collection(db).add(options.data ?? {})) as Doc;
      return ids === undefined ? { _id: id } : { _ids: ids };
    });
  }

  aggregate(): Aggregation {
    return addCallbackStyle(this.name, this.collection(db).aggregate());
  }
}

/** Adds the callback style to the builder's `end`. A pipeline for `lookup` ends with `done()`. */
function addCallbackStyle(name: string, aggregation: Aggregation): Aggregation {
  const end = aggregation.end.bind(aggregation) as () => Promise<{ data: unknown }>;
  const endInBothStyles = (options: Callbacks = {}): unknown =>
    runDatabaseCall('collection.aggregate', name, options, async () => ({ list: (await end()).data }));
  return Object.assign(aggregation, { end: endInBothStyles });
}

class ClientDocument {
  readonly #document: DocumentReference;

  constructor(
    private readonly name: string,
    private readonly id: string | number,
    private readonly build: (db: Db) => DocumentReference,
  ) {
    this.#document = build(db);
  }

  field(projection: object): ClientDocument {
    return new ClientDocument(this.name, this.id, (on) => this.build(on).field(projection));
  }

  get(options: Callbacks = {}): unknown {
    return this.#perform('get', options, async () => {
      const [data] = ((await this.#document.get()) as { data: Doc[] }).data;
      if (data === undefined) throw new Error(describeMissing(this.id));
      return { data };
    });
  }

  set(options: WithData = {}): unknown {
    return this.#perform('set', options, async () => {
      const { updated, upsertedId } = (await this.#document.set(options.data ?? {})) as Doc;
      return { _id: this.id, stats: { updated, created: upsertedId === null ? 0 : 1 } };
    });
  }

  update(options: WithData = {}): unknown {
    return this.#perform('update', options, async () => {
      const { updated } = (await this.#document.update(options.data ?? {})) as Doc;
      return { stats: { updated } };
    });
  }

  remove(options: Callbacks = {}): unknown {
    return this.#perform('remove', options, async () => {
      const { deleted } = (await this.#document.remove()) as Doc;
      return { stats: { removed: deleted } };
    });
  }

  watch(options: WatchOptions): unknown {
    const document = this.build(watchingDb);
    return watchQuery(async () => {
      const { data } = (await document.get().catch(rethrowAs('document.watch'))) as { data: Doc[] };
      return data;
    }, options);
  }

  #perform(call: string, callbacks: Callbacks, work: () => Promise<object>): unknown {
    return runDatabaseCall(`document.${call}`, this.name, callbacks, work);
  }
}

/** WeChat doesn't distinguish a missing document from an inaccessible one. */
const describeMissing = (id: string | number): string =>
  `cannot find document with _id ${id}, please make sure that the document exists and you have the corresponding access permission`;

const rethrowAs =
  (api: string) =>
  (error: unknown): never => {
    throw toDatabaseError(api, error);
  };

/** Mini-programs use both `Geo.Point(…)` and `new Geo.Point(…)`. */
const Geo = Object.fromEntries(
  Object.entries(db.Geo).map(([name, Shape]: [string, new (...parts: never[]) => object]) => [
    name,
    function (...parts: never[]) {
      return new Shape(...parts);
    },
  ]),
);

const rejectTransaction = (api: string) => (): Promise<never> =>
  Promise.reject(createCloudError(api, -501_008, 'transactions are for cloud functions'));

/** `wx.cloud.database()`: CloudBase's own query builder, answered by the emulator under the collection's rules. */
export function createClientDatabase(): object {
  return {
    ...{ command: db.command, Geo, RegExp: db.RegExp as unknown, serverDate: db.serverDate as unknown },
    collection: (name: string) => new ClientCollection(name, (on) => on.collection(name)),
    startTransaction: rejectTransaction('database.startTransaction'),
    runTransaction: rejectTransaction('database.runTransaction'),
  };
}
