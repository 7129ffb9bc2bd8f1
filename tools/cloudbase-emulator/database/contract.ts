/** The interface between the emulator's server and its database. */

/** One index as `database.json` describes it; `1` is ascending, `-1` descending. */
export interface IndexDescription {
  readonly name: string;
  readonly keys: readonly (readonly [field: string, direction: 1 | -1 | '2dsphere'])[];
  readonly unique?: boolean;
}

/** The console's four presets for access to a collection from a mini-program. */
export type Acl = 'READONLY' | 'PRIVATE' | 'ADMINWRITE' | 'ADMINONLY';

/**
 * Security rules in the console's form: booleans or expressions. `write` applies to every kind of write without a rule
 * of its own.
 */
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
  /** The default is `PRIVATE` when there is no `rule` either. */
  readonly acl?: Acl;
}

/** `database.json`: the collections with their indexes and access rules. `_id` is always indexed and unique. */
export interface DatabaseDescription {
  readonly collections: Readonly<Record<string, CollectionDescription>>;
}

/** The cost of one database call and the collections it touched, for the call log. */
export interface DatabaseCost {
  /** Every collection the call read or wrote, `$lookup`s included, in order. */
  readonly collections: readonly string[];
  /** One row per collection access; `index` is `null` when the access read every document. */
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
  /** The JSON body of the response without `requestId`. An error has a truthy `code` and a `message`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly cost: DatabaseCost;
}

export interface Database {
  /**
   * Answers one wire action (`database.insertDocument`, …; docs/protocol.md, database). It is synchronous, so each call
   * is atomic. It never throws for client input: errors come back as `code` and `message`.
   */
  handle(action: string, body: Readonly<Record<string, unknown>>): DatabaseAnswer;
  /** Returns documents as relaxed EJSON objects, for the control API. */
  find(
    collection: string,
    query: Readonly<Record<string, unknown>>,
    options?: { readonly sort?: Readonly<Record<string, 1 | -1>>; readonly limit?: number },
  ): readonly Readonly<Record<string, unknown>>[];
  collectionNames(): readonly string[];
  /** Drops all state in memory, because the file behind the connection was replaced. */
  reload(): void;
  /** Selects where later transaction conflicts are reported: at the operation or at commit. */
  conflictAt: 'op' | 'commit';
}
