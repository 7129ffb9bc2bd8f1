import type { Database, DatabaseAnswer, DatabaseDescription } from '../database/contract';
import { Refusal, invalidParameter } from '../database/refusal';
import { readDocument, readEjson } from '../database/values/ejson';
import { isDocument, type Document, type Value } from '../database/values/value';
import { plain, writeEjson } from '../database/values/write-ejson';
import { noCost } from '../call-log';
import { Guard, denied } from './guard';

type Body = Readonly<Record<string, unknown>>;

/** "小程序端默认及最大上限为 20" (developers.weixin.qq.com, Collection.limit). */
const clientGetLimit = 20;

/** A `watch` reads up to 5,000 documents in production; here it reads as many as one query can return. */
const watchLimit = 1000;

/** The actions allowed to a mini-program; creating collections and running transactions are for functions only. */
const clientActions: Readonly<Record<string, (request: ClientRequest) => Body>> = {
  'database.getDocument': ({ body, query, guard, collection, maxDocuments }) => ({
    ...body,
    ...queryField(guard.narrow('read', collection, query)),
    ...(body['queryType'] === 'WHERE' ? { limit: limitOf(body['limit'], maxDocuments) } : {}),
  }),
  'database.calculateDocument': ({ body, query, guard, collection }) => ({
    ...body,
    ...queryField(guard.narrow('read', collection, query)),
  }),
  'database.removeDocument': ({ body, query, guard, collection }) => ({
    ...body,
    ...queryField(guard.narrow('delete', collection, query)),
  }),
  'database.modifyDocument': (request) => (request.body['merge'] === false ? replace(request) : update(request)),
  'database.insertDocument': insert,
  'database.aggregateDocuments': aggregate,
};

/** One person's request, parsed. */
interface ClientRequest {
  readonly body: Body;
  readonly collection: string;
  /** With `{openid}` replaced by the person's openid. */
  readonly query: Document;
  readonly guard: Guard;
  readonly maxDocuments: number;
  /** Parses EJSON text of the body, with server dates filled in. */
  readonly value: (text: unknown, name: string) => Value;
  readonly document: (text: unknown, name: string) => Document;
  /** The document with this `_id`, without checking rules. */
  readonly stored: (id: Value) => Document | undefined;
}

/** A mini-program's own database requests: each is checked against the collection's rules and then passed to the database. */
export class ClientRequests {
  constructor(
    private readonly database: () => Database,
    private readonly description: DatabaseDescription,
    private readonly now: () => number,
  ) {}

  /** Answers one wire action for the person with this openid, like `Database.handle`. */
  handle(action: string, { watching, ...body }: Body, openid: string): DatabaseAnswer {
    try {
      return this.database().handle(action, this.#guarded(action, body, openid, watching === true));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { body: { code: error.code, message: error.message }, cost: noCost };
    }
  }

  #guarded(action: string, body: Body, openid: string, watching: boolean): Body {
    const guarded = Object.hasOwn(clientActions, action) ? clientActions[action] : undefined;
    if (guarded === undefined || body['transactionId'] !== undefined) {
      throw new Refusal('INVALID_REQUEST_SOURCE', `${action} is for functions only`);
    }
    const database = this.database();
    const collection = body['collectionName'];
    if (typeof collection !== 'string') throw invalidParameter('collectionName must be a string');
    // The database reports a missing collection itself.
    if (!database.collectionNames().includes(collection)) return body;
    const nowMs = this.now();
    const value = (text: unknown, name: string): Value => {
      if (typeof text !== 'string') throw invalidParameter(`${name} must be EJSON text`);
      return readEjson(text, (offsetMs) => new Date(nowMs + offsetMs));
    };
    const document = (text: unknown, name: string): Document => {
      const read = value(text, name);
      if (!isDocument(read)) throw invalidParameter(`${name} must be a document`);
      return read;
    };
    const { query } = body;
    const parsed = query === undefined || query === '' ? {} : document(query, 'query');
    return guarded({
      ...{ body, collection, value, document },
      query: withOpenid(parsed, openid) as Document,
      guard: new Guard(openid, nowMs, database, this.description),
      maxDocuments: watching ? watchLimit : clientGetLimit,
      stored: (id) => {
        const found = database.find(collection, { _id: id }, { limit: 1 })[0];
        return found && readDocument(JSON.stringify(found));
      },
    });
  }
}

const queryField = (query: Document): { readonly query: string } => ({ query: writeEjson(query) });

/** Caps the limit, as the client SDK does; the database refuses invalid values. */
function limitOf(limit: unknown, max: number): unknown {
  if (limit === undefined || limit === 0) return max;
  return typeof limit === 'number' ? Math.min(limit, max) : limit;
}

/** "查询条件中可使用字符串常量 {openid}，系统会自动替换为对应的用户身份标识" (docs.cloudbase.net/database/security-rules). */
function withOpenid(value: Value, openid: string): Value {
  if (value === '{openid}') return openid;
  if (Array.isArray(value)) return value.map((member) => withOpenid(member, openid));
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withOpenid(member, openid)]));
}

/** Only the server sets `_openid`: "不允许用户在创建记录时尝试设置 _openid", "更新记录时，不允许修改 _openid". */
function refuseOpenid(names: readonly unknown[]): void {
  const given = names.some((name) => typeof name === 'string' && (name === '_openid' || name.startsWith('_openid.')));
  if (given) throw invalidParameter('_openid is set by the server and cannot be given');
}

function insert({ body, collection, guard, document }: ClientRequest): Body {
  if (!Array.isArray(body['data'])) throw invalidParameter('data must be an array of EJSON texts');
  const documents = body['data'].map((text: unknown) => {
    const given = document(text, 'data');
    refuseOpenid(Object.keys(given));
    const created = { ...given, _openid: guard.openid };
    guard.requireCreatable(collection, created);
    return writeEjson(created);
  });
  return { ...body, data: documents };
}

function update({ body, collection, query, guard, document }: ClientRequest): Body {
  if (body['upsert'] === true) throw invalidParameter('upsert is for doc().set() only');
  const data = document(body['data'], 'data');
  for (const [operator, fields] of Object.entries(data)) {
    if (!isDocument(fields)) continue;
    refuseOpenid(Object.keys(fields));
    if (operator === '$rename') refuseOpenid(Object.values(fields));
  }
  return { ...body, ...queryField(guard.narrow('update', collection, query, data)) };
}

/** `doc().set()`: on an existing document it is an update that keeps `_openid`; otherwise it creates the document. */
function replace({ body, collection, query, guard, document, stored }: ClientRequest): Body {
  const data = document(body['data'], 'data');
  refuseOpenid(Object.keys(data));
  const narrowed = guard.narrow('update', collection, query, { $set: data });
  const before = stored(query['_id']);
  if (before === undefined) guard.requireCreatable(collection, { ...data, _id: query['_id'], _openid: guard.openid });
  const owner = before === undefined ? guard.openid : before['_openid'];
  const complete = owner === undefined ? data : { ...data, _openid: owner };
  return { ...body, ...queryField(narrowed), data: writeEjson(complete) };
}

interface Stage {
  readonly name: string;
  readonly operand: Value;
}

/** The leading `match` stages are the query that must prove the rule. A `lookup` may only read collections that are open without a condition. */
function aggregate({ body, collection, guard, value }: ClientRequest): Body {
  const stages = stagesOf(body['stages'], value).map(({ name, operand }) => ({
    name,
    operand: name === '$match' ? withOpenid(operand, guard.openid) : operand,
  }));
  for (const { name, operand } of stages) refuseLookups({ [name]: operand }, guard);
  const [first, ...others] = stages;
  if (first?.name === '$geoNear') return withStages(body, [geoNearStage(first.operand, guard, collection), ...others]);
  const after = stages.findIndex(({ name }) => name !== '$match');
  const matches = stages.slice(0, after < 0 ? stages.length : after);
  const query = matches.length === 0 ? {} : { $and: matches.map(({ operand }) => operand) };
  const operand = guard.narrow('read', collection, query);
  return withStages(body, [{ name: '$match', operand }, ...stages.slice(matches.length)]);
}

function stagesOf(stages: unknown, value: ClientRequest['value']): readonly Stage[] {
  if (!Array.isArray(stages)) throw invalidParameter('stages must be an array');
  return stages.map((stage: unknown) => {
    const { stageKey, stageValue } = isDocument(stage) ? stage : {};
    if (typeof stageKey !== 'string') throw invalidParameter('a stage needs stageKey and stageValue as text');
    return { name: stageKey, operand: value(stageValue, 'stageValue') };
  });
}

function withStages(body: Body, stages: readonly Stage[]): Body {
  const wire = stages.map(({ name, operand }) => ({ stageKey: name, stageValue: JSON.stringify(plain(operand)) }));
  return { ...body, stages: wire };
}

/** `geoNear` must be the first stage and has its own query. */
function geoNearStage(operand: Value, guard: Guard, collection: string): Stage {
  const { query = {} } = isDocument(operand) ? operand : {};
  const parsed = withOpenid(query, guard.openid);
  if (!isDocument(operand) || !isDocument(parsed)) {
    throw invalidParameter('geoNear must be an object, and so must its query');
  }
  return { name: '$geoNear', operand: { ...operand, query: guard.narrow('read', collection, parsed) } };
}

/** Also checks the pipelines inside other stages. */
function refuseLookups(value: Value, guard: Guard): void {
  if (Array.isArray(value)) for (const member of value) refuseLookups(member, guard);
  if (!isDocument(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '$lookup') refuseLookup(member, guard);
    refuseLookups(member, guard);
  }
}

function refuseLookup(operand: Value, guard: Guard): void {
  const from = isDocument(operand) ? operand['from'] : undefined;
  if (typeof from !== 'string') throw invalidParameter('$lookup needs a string for from');
  // If a preset restricts the query, not every document may be read.
  if (Object.keys(guard.narrow('read', from, {})).length > 0) throw denied();
}
