import type { Database, DatabaseDescription } from '../database/contract';
import { Refusal } from '../database/refusal';
import { readStored } from '../database/values/ejson';
import { valueAt } from '../database/values/path';
import { isDocument, type Document, type Value } from '../database/values/value';
import { accessOf, presets, type Operation, type Reach, type Rule } from './collection-rules';
import { alternativesOf, factsAt } from './facts';
import { holds, type EvaluationContext, type Operand } from './evaluate';

/** "最多可访问 10 个不同的文档" (docs.cloudbase.net/rule/reference/function). */
const maxDocuments = 10;

export const denied = (): Refusal => new Refusal('DATABASE_PERMISSION_DENIED', 'Permission denied');

const unknown: Operand = { kind: 'facts', facts: [] };

/** Applies a collection's preset or rules to one person's request. Refusals are thrown as `Refusal`. */
export class Guard {
  readonly #documents = new Map<string, Value>();

  constructor(
    readonly openid: string,
    private readonly nowMs: number,
    private readonly database: Database,
    private readonly description: DatabaseDescription,
  ) {}

  /**
   * The query to run instead of `query`. A preset may restrict it to the person's own documents; rules leave it unchanged, but it must prove
   * them ("查询条件必须是安全规则的子集").
   */
  narrow(operation: Exclude<Operation, 'create'>, collection: string, query: Document, update?: Document): Document {
    const access = accessOf(this.description, collection);
    if (access.kind === 'preset')
      return this.#restrict(presets[access.acl][operation === 'read' ? 'read' : 'write'], query);
    const data = (path: readonly string[]): Operand => (update ? updatedValue(update, path) : unknown);
    this.#prove(access.of(operation), query, data);
    return query;
  }

  /** Checks that the document may be created. */
  requireCreatable(collection: string, document: Document): void {
    const access = accessOf(this.description, collection);
    if (access.kind === 'preset') {
      if (presets[access.acl].write === 'nobody') throw denied();
      return;
    }
    const field = (path: readonly string[]): Operand => ({ kind: 'known', value: valueAt(document, path) });
    this.#require(access.of('create'), [{ ...this.#context(), doc: field, data: field }]);
  }

  #restrict(reach: Reach, query: Document): Document {
    if (reach === 'nobody') throw denied();
    if (reach === 'everybody') return query;
    const own = { _openid: this.openid };
    return Object.hasOwn(query, '_openid') ? { $and: [query, own] } : { ...query, ...own };
  }

  #prove(rule: Rule, query: Document, data: EvaluationContext['data']): void {
    const contexts = alternativesOf(query).map((alternative): EvaluationContext => {
      const doc = (path: readonly string[]): Operand => ({ kind: 'facts', facts: factsAt(alternative, path) });
      return { ...this.#context(), doc, data };
    });
    this.#require(rule, contexts);
  }

  /** The rule must hold in every context. */
  #require(rule: Rule, contexts: readonly EvaluationContext[]): void {
    const allowed = typeof rule === 'boolean' ? rule : contexts.every((context) => holds(rule, context));
    if (!allowed || this.#documents.size > maxDocuments) throw denied();
  }

  #context(): Pick<EvaluationContext, 'openid' | 'nowMs' | 'get'> {
    return { openid: this.openid, nowMs: this.nowMs, get: (collection, id) => this.#get(collection, id) };
  }

  /** Reads each document once per request. */
  #get(collection: string, id: string): Value {
    const key = `${collection}.${id}`;
    const known = this.#documents.get(key);
    if (known !== undefined) return known;
    const found = this.#documents.size > maxDocuments ? null : this.#read(collection, id);
    this.#documents.set(key, found);
    return found;
  }

  #read(collection: string, id: string): Value {
    const query = JSON.stringify({ _id: id });
    const { body } = this.database.handle('database.getDocument', {
      collectionName: collection,
      queryType: 'DOC',
      query,
    });
    const [text] = (body['data'] as { list?: readonly string[] } | undefined)?.list ?? [];
    return text === undefined ? null : readStored(text);
  }
}

/** `request.data` of an update: fields that are set are known, fields that another operator changes are unknown, other fields are missing. */
function updatedValue(update: Document, path: readonly string[]): Operand {
  const requested = path.join('.');
  for (const [operator, fields] of Object.entries(update)) {
    for (const [name, value] of Object.entries(isDocument(fields) ? fields : {})) {
      if (operator === '$set' && name === requested) return { kind: 'known', value };
      if (`${name}.`.startsWith(`${requested}.`) || `${requested}.`.startsWith(`${name}.`) || requested === '')
        return unknown;
    }
  }
  return { kind: 'known', value: undefined };
}
