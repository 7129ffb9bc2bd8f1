import type { Database, DatabaseDescription } from '../database/contract';
import { Refusal } from '../database/refusal';
import { readStored } from '../database/values/ejson';
import { valueAt } from '../database/values/path';
import { isDocument, type Document, type Value } from '../database/values/value';
import { accessOf, presets } from './collection-rules';
import type { Operation, Reach, Rule } from './collection-rules';
import { alternativesOf, factsAt } from './facts';
import { holds } from './judge';
import type { Seen, Sight } from './judge';

/** "最多可访问 10 个不同的文档" (docs.cloudbase.net/rule/reference/function). */
const mostDocuments = 10;

export const denied = (): Refusal => new Refusal('DATABASE_PERMISSION_DENIED', 'Permission denied');

const nothingKnown: Seen = { kind: 'facts', facts: [] };

/** Decides, for one person and one request, what a collection's preset or rules allow. Everything it refuses is thrown as a `Refusal`. */
export class Guard {
  readonly #documents = new Map<string, Value>();

  constructor(
    readonly openid: string,
    private readonly nowMs: number,
    private readonly database: Database,
    private readonly description: DatabaseDescription,
  ) {}

  /**
   * The query a person may ask instead of `query`: presets add that the documents are the person's own, rules want to be proved by the query
   * as it is ("查询条件必须是安全规则的子集").
   */
  narrow(operation: Exclude<Operation, 'create'>, collection: string, query: Document, update?: Document): Document {
    const access = accessOf(this.description, collection);
    if (access.kind === 'preset')
      return this.#byReach(presets[access.acl][operation === 'read' ? 'read' : 'write'], query);
    const data = (path: readonly string[]): Seen => (update ? seenInUpdate(update, path) : nothingKnown);
    this.#prove(access.of(operation), query, data);
    return query;
  }

  /** Whether this very document may be created. */
  admit(collection: string, document: Document): void {
    const access = accessOf(this.description, collection);
    if (access.kind === 'preset') {
      if (presets[access.acl].write === 'nobody') throw denied();
      return;
    }
    const seen = (path: readonly string[]): Seen => ({ kind: 'known', value: valueAt(document, path) });
    this.#judge(access.of('create'), [{ ...this.#sight(), doc: seen, data: seen }]);
  }

  #byReach(reach: Reach, query: Document): Document {
    if (reach === 'nobody') throw denied();
    if (reach === 'everybody') return query;
    const own = { _openid: this.openid };
    return Object.hasOwn(query, '_openid') ? { $and: [query, own] } : { ...query, ...own };
  }

  #prove(rule: Rule, query: Document, data: Sight['data']): void {
    const sights = alternativesOf(query).map((alternative): Sight => {
      const doc = (path: readonly string[]): Seen => ({ kind: 'facts', facts: factsAt(alternative, path) });
      return { ...this.#sight(), doc, data };
    });
    this.#judge(rule, sights);
  }

  /** Every way in which a document may be found must satisfy the rule. */
  #judge(rule: Rule, sights: readonly Sight[]): void {
    const allowed = typeof rule === 'boolean' ? rule : sights.every((sight) => holds(rule, sight));
    if (!allowed || this.#documents.size > mostDocuments) throw denied();
  }

  #sight(): Pick<Sight, 'openid' | 'nowMs' | 'get'> {
    return { openid: this.openid, nowMs: this.nowMs, get: (collection, id) => this.#get(collection, id) };
  }

  /** Each document is read once a request. */
  #get(collection: string, id: string): Value {
    const key = `${collection}.${id}`;
    const known = this.#documents.get(key);
    if (known !== undefined) return known;
    const found = this.#documents.size > mostDocuments ? null : this.#read(collection, id);
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

/** `request.data` of an update: what is set is known, what an operator changes is not, the rest is not there. */
function seenInUpdate(update: Document, path: readonly string[]): Seen {
  const wanted = path.join('.');
  for (const [operator, fields] of Object.entries(update)) {
    for (const [name, value] of Object.entries(isDocument(fields) ? fields : {})) {
      if (operator === '$set' && name === wanted) return { kind: 'known', value };
      if (`${name}.`.startsWith(`${wanted}.`) || `${wanted}.`.startsWith(`${name}.`) || wanted === '')
        return nothingKnown;
    }
  }
  return { kind: 'known', value: undefined };
}
