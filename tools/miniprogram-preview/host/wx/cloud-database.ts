import { Db, type DocumentReference, type Query } from '@cloudbase/database';
import { failure, type Callbacks } from './cloud-errors';
import { databaseFailure, DatabaseRequest, perform } from './cloud-database-request';
import { watchQuery, type WatchOptions } from './cloud-watch';

type Doc = Record<string, unknown>;
type WithData = Callbacks & { data?: object };
type Aggregation = ReturnType<ReturnType<Db['collection']>['aggregate']>;
type CollectionOf = (db: Db) => ReturnType<Db['collection']>;

Db.reqClass = DatabaseRequest;
const db = new Db();
/** The same builder, whose reads are those of a watch. */
const watchingDb = new Db({ watching: true });

/** A watch sees all that its query finds, not a page of it. */
const watchMost = 1000;

/** A query under construction, kept as the steps that make it: a watch makes it over another connection. */
class QueryLink {
  readonly #query: Query;

  constructor(
    protected readonly name: string,
    private readonly make: (db: Db) => Query,
    private readonly limited = false,
  ) {
    this.#query = make(db);
  }

  where(condition: object): QueryLink {
    return this.#next((query) => query.where(condition));
  }

  orderBy(field: string, direction: 'asc' | 'desc'): QueryLink {
    return this.#next((query) => query.orderBy(field, direction));
  }

  limit(most: number): QueryLink {
    return this.#next((query) => query.limit(most), true);
  }

  skip(offset: number): QueryLink {
    return this.#next((query) => query.skip(offset));
  }

  field(projection: object): QueryLink {
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
    const query = this.make(watchingDb);
    const all = this.limited ? query : query.limit(watchMost);
    return watchQuery(async () => (await all.get().catch(rethrow('collection.watch'))).data as Doc[], options);
  }

  #next(step: (query: Query) => Query, limited = this.limited): QueryLink {
    return new QueryLink(this.name, (on) => step(this.make(on)), limited);
  }

  #perform(call: string, callbacks: Callbacks, work: () => Promise<object>): unknown {
    return perform(`collection.${call}`, this.name, callbacks, work);
  }
}

class CollectionLink extends QueryLink {
  constructor(
    name: string,
    private readonly collection: CollectionOf,
  ) {
    super(name, collection);
  }

  doc(id: string | number): DocumentLink {
    return new DocumentLink(this.name, id, (on) => this.collection(on).doc(id));
  }

  add(options: WithData = {}): unknown {
    return perform('collection.add', this.name, options, async () => {
      const { id, ids } = (await this.collection(db).add(options.data ?? {})) as Doc;
      return ids === undefined ? { _id: id } : { _ids: ids };
    });
  }

  aggregate(): Aggregation {
    return withEnd(this.name, this.collection(db).aggregate());
  }
}

/** The builder's own stages, with an end in both calling styles; a pipeline for `lookup` ends by `done()`. */
function withEnd(name: string, aggregation: Aggregation): Aggregation {
  const end = aggregation.end.bind(aggregation) as () => Promise<{ data: unknown }>;
  const both = (options: Callbacks = {}): unknown =>
    perform('collection.aggregate', name, options, async () => ({ list: (await end()).data }));
  return Object.assign(aggregation, { end: both });
}

class DocumentLink {
  readonly #document: DocumentReference;

  constructor(
    private readonly name: string,
    private readonly id: string | number,
    private readonly make: (db: Db) => DocumentReference,
  ) {
    this.#document = make(db);
  }

  field(projection: object): DocumentLink {
    return new DocumentLink(this.name, this.id, (on) => this.make(on).field(projection));
  }

  get(options: Callbacks = {}): unknown {
    return this.#perform('get', options, async () => {
      const [data] = ((await this.#document.get()) as { data: Doc[] }).data;
      if (data === undefined) throw new Error(missing(this.id));
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
    const document = this.make(watchingDb);
    return watchQuery(async () => {
      const { data } = (await document.get().catch(rethrow('document.watch'))) as { data: Doc[] };
      return data;
    }, options);
  }

  #perform(call: string, callbacks: Callbacks, work: () => Promise<object>): unknown {
    return perform(`document.${call}`, this.name, callbacks, work);
  }
}

/** WeChat does not tell a document that is not there from one that may not be seen. */
const missing = (id: string | number): string =>
  `cannot find document with _id ${id}, please make sure that the document exists and you have the corresponding access permission`;

const rethrow =
  (api: string) =>
  (error: unknown): never => {
    throw databaseFailure(api, error);
  };

/** `Geo.Point(…)` and `new Geo.Point(…)` are both in use. */
const Geo = Object.fromEntries(
  Object.entries(db.Geo).map(([name, Shape]: [string, new (...parts: never[]) => object]) => [
    name,
    function (...parts: never[]) {
      return new Shape(...parts);
    },
  ]),
);

const forFunctions = (api: string) => (): Promise<never> =>
  Promise.reject(failure(api, -501_008, 'transactions are for cloud functions'));

/** `wx.cloud.database()`: CloudBase's own builder of queries, answered by the emulator as the collection's rules have it. */
export function clientDatabase(): object {
  return {
    ...{ command: db.command, Geo, RegExp: db.RegExp as unknown, serverDate: db.serverDate as unknown },
    collection: (name: string) => new CollectionLink(name, (on) => on.collection(name)),
    startTransaction: forFunctions('database.startTransaction'),
    runTransaction: forFunctions('database.runTransaction'),
  };
}
