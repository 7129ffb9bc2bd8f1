/** What the emulator's server asks of its database, and nothing more: the seam between `emulator/database` and the rest. */

/** One index as `database.json` describes it; `1` ascending, `-1` descending. */
export interface IndexDescription {
  readonly name: string;
  readonly keys: readonly (readonly [field: string, direction: 1 | -1 | '2dsphere'])[];
  readonly unique?: boolean;
}

/** Who may reach a collection from a mini-program, as the console's four presets have it. */
export type Acl = 'READONLY' | 'PRIVATE' | 'ADMINWRITE' | 'ADMINONLY';

/** Security rules as the console takes them: booleans or expressions. What of writing is not said by itself is as `write` says. */
export interface CollectionRules {
  readonly read?: boolean | string;
  readonly write?: boolean | string;
  readonly create?: boolean | string;
  readonly update?: boolean | string;
  readonly delete?: boolean | string;
}

export interface CollectionDescription {
  readonly indexes: readonly IndexDescription[];
  readonly rule?: CollectionRules;
  /** `PRIVATE` when there is no rule either. */
  readonly acl?: Acl;
}

/** `database.json`: collections with their indexes and who may reach them. `_id` is always indexed and unique. */
export interface DatabaseDescription {
  readonly collections: Readonly<Record<string, CollectionDescription>>;
}

/** What one database call cost and touched: goes into the record of calls. */
export interface DatabaseCost {
  /** Every collection the call read or wrote, `$lookup`s included, in order. */
  readonly collections: readonly string[];
  /** Per collection access: the index that served it, `null` where every document had to be read. */
  readonly accesses: readonly {
    readonly collection: string;
    readonly index: string | null;
    readonly documentsExamined: number;
  }[];
  readonly documentsExamined: number;
  readonly documentsReturned: number;
  readonly documentsWritten: number;
}

export interface DatabaseAnswer {
  /** The JSON body of the response without `requestId`; has a truthy `code` and a `message` when it is an error. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly cost: DatabaseCost;
}

export interface Database {
  /**
   * Answers one wire action (`database.insertDocument`, …, PROTOCOL §3). Synchronous, so each call is atomic. Never throws for anything
   * a client can send: what is wrong comes back as `code` and `message`.
   */
  handle(action: string, body: Readonly<Record<string, unknown>>): DatabaseAnswer;
  /** For the doors: documents as relaxed-EJSON objects. */
  find(
    collection: string,
    query: Readonly<Record<string, unknown>>,
    options?: { readonly sort?: Readonly<Record<string, 1 | -1>>; readonly limit?: number },
  ): readonly Readonly<Record<string, unknown>>[];
  collectionNames(): readonly string[];
  /** Forgets whatever is held in memory, because the file behind the connection was replaced. */
  reload(): void;
  /** How the next conflicts between transactions are reported: by the operation that meets them or by commit. */
  conflictAt: 'op' | 'commit';
}
