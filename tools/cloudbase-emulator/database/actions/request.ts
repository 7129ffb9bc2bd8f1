import { createScope, type ExpressionScope } from '../aggregation/expression';
import { Meter, type OpenAccess } from '../planning/meter';
import { invalidParameter } from '../refusal';
import type { Catalog } from '../storage/catalog';
import type { Collection } from '../storage/collection';
import type { Transactions } from '../transactions/transactions';
import { readDocument, readEjson } from '../values/ejson';
import type { Document, Value } from '../values/value';

/** Everything an action may use besides its own request. */
export interface ActionContext {
  readonly catalog: Catalog;
  readonly transactions: Transactions;
  readonly conflictAt: 'op' | 'commit';
  /** Makes a change and rolls it back. Throws the refusal that the change would meet. */
  readonly dryRun: (change: () => void) => void;
}

/**
 * One wire request. Reads the fields of the body, refuses fields of the wrong type, and counts the cost of the call.
 */
export class ActionRequest {
  readonly meter = new Meter();
  readonly now: Date;
  readonly scope: ExpressionScope;

  constructor(
    private readonly body: Readonly<Record<string, unknown>>,
    readonly context: ActionContext,
    nowMs: number,
  ) {
    this.now = new Date(nowMs);
    this.scope = createScope({}, this.now);
  }

  get collectionName(): string {
    const name = this.body['collectionName'];
    if (typeof name !== 'string' || name === '') throw invalidParameter('collectionName must be a non-empty string');
    return name;
  }

  /** Refuses a collection that does not exist. */
  get collection(): Collection {
    const collection = this.context.catalog.get(this.collectionName);
    this.meter.recordCollection(collection.name);
    return collection;
  }

  get transactionId(): string | undefined {
    return this.readOptional('transactionId', 'string');
  }

  /** The `transactionId` of a request that has already failed: a malformed one is ignored, not refused. */
  get unverifiedTransactionId(): string | undefined {
    const id = this.body['transactionId'];
    return typeof id === 'string' ? id : undefined;
  }

  /** True when the request names one document by `_id` (`DOC`), false when it searches (`WHERE`). */
  get isDocumentQuery(): boolean {
    const type = this.body['queryType'];
    if (type !== 'DOC' && type !== 'WHERE') throw invalidParameter('queryType must be DOC or WHERE');
    return type === 'DOC';
  }

  /** An absent query and an empty text both match every document. */
  get query(): Document {
    const text = this.readOptional('query', 'string');
    return text === undefined || text === '' ? {} : this.parseDocument(text);
  }

  get openAccess(): OpenAccess {
    const { name } = this.collection;
    return (index) => this.meter.openAccess(name, index);
  }

  /** `modifyAndReturnDoc` sends no `merge`; it always takes an update document. */
  get isMerge(): boolean {
    return this.readOptional('merge', 'boolean') ?? true;
  }

  readFlag(name: string): boolean {
    return this.readOptional(name, 'boolean') ?? false;
  }

  readNumber(name: string): number | undefined {
    return this.readOptional(name, 'number');
  }

  readDocument(name: string): Document | undefined {
    const text = this.readOptional(name, 'string');
    return text === undefined || text === '' ? undefined : this.parseDocument(text);
  }

  requireDocument(name: string): Document {
    const document = this.readDocument(name);
    if (document === undefined) throw invalidParameter(`${name} must be EJSON text`);
    return document;
  }

  requireList(name: string): readonly unknown[] {
    const list = this.body[name];
    if (!Array.isArray(list)) throw invalidParameter(`${name} must be an array`);
    return list;
  }

  parseDocument(text: string): Document {
    return readDocument(text, this.serverDate);
  }

  parseValue(text: string): Value {
    return readEjson(text, this.serverDate);
  }

  private readonly serverDate = (offsetMs: number): Date => new Date(this.now.getTime() + offsetMs);

  private readOptional(name: string, type: 'string'): string | undefined;
  private readOptional(name: string, type: 'number'): number | undefined;
  private readOptional(name: string, type: 'boolean'): boolean | undefined;
  private readOptional(name: string, type: 'string' | 'number' | 'boolean'): unknown {
    const value = this.body[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== type) throw invalidParameter(`${name} must be a ${type}`);
    return value;
  }
}

/** The `data` of a response, or all of it besides `requestId` for a top-level action. */
export type ActionResult = Readonly<Record<string, unknown>>;
