import type { Database, DatabaseAnswer, DatabaseDescription } from '../database/contract';
import { Refusal, invalidParameter } from '../database/refusal';
import { readDocument, readEjson } from '../database/values/ejson';
import { isDocument, type Document, type Value } from '../database/values/value';
import { plain, writeEjson } from '../database/values/write-ejson';
import { noCost } from '../record';
import { Guard, denied } from './guard';

type Body = Readonly<Record<string, unknown>>;

/** "小程序端默认及最大上限为 20" (developers.weixin.qq.com, Collection.limit). */
export const clientGetLimit = 20;

/** `watch` sees more than a page: 5,000 in production, here what one read gives. */
export const watchLimit = 1000;

/** What a mini-program may send, whatever the rules say; collections are made and transactions run by functions only. */
const clientActions: Readonly<Record<string, (asked: Asked) => Body>> = {
  'database.getDocument': ({ body, query, guard, collection, readMost }) => ({
    ...body,
    ...queryField(guard.narrow('read', collection, query)),
    ...(body['queryType'] === 'WHERE' ? { limit: limitOf(body['limit'], readMost) } : {}),
  }),
  'database.calculateDocument': ({ body, query, guard, collection }) => ({
    ...body,
    ...queryField(guard.narrow('read', collection, query)),
  }),
  'database.removeDocument': ({ body, query, guard, collection }) => ({
    ...body,
    ...queryField(guard.narrow('delete', collection, query)),
  }),
  'database.modifyDocument': (asked) => (asked.body['merge'] === false ? replace(asked) : update(asked)),
  'database.insertDocument': insert,
  'database.aggregateDocuments': aggregate,
};

/** One request of a person, taken apart. */
interface Asked {
  readonly body: Body;
  readonly collection: string;
  /** With `{openid}` replaced by the person's. */
  readonly query: Document;
  readonly guard: Guard;
  readonly readMost: number;
  /** EJSON text of the body, with the server's time in it. */
  readonly value: (text: unknown, name: string) => Value;
  readonly document: (text: unknown, name: string) => Document;
  /** The document with this `_id`, whoever may see it. */
  readonly stored: (id: Value) => Document | undefined;
}

/** A mini-program's own requests to the database: the rules are asked first, and what they allow goes on to the database itself. */
export class ClientRequests {
  constructor(
    private readonly database: () => Database,
    private readonly description: DatabaseDescription,
    private readonly now: () => number,
  ) {}

  /** Answers one wire action, as `Database.handle`, for the person with this openid. */
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
    // Of a collection that does not exist the database itself says so.
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
    const asked = query === undefined || query === '' ? {} : document(query, 'query');
    return guarded({
      ...{ body, collection, value, document },
      query: withOpenid(asked, openid) as Document,
      guard: new Guard(openid, nowMs, database, this.description),
      readMost: watching ? watchLimit : clientGetLimit,
      stored: (id) => {
        const found = database.find(collection, { _id: id }, { limit: 1 })[0];
        return found && readDocument(JSON.stringify(found));
      },
    });
  }
}

const queryField = (query: Document): { readonly query: string } => ({ query: writeEjson(query) });

/** More than a client may have is cut down, as the client's SDK does; what makes no sense the database refuses. */
function limitOf(limit: unknown, most: number): unknown {
  if (limit === undefined || limit === 0) return most;
  return typeof limit === 'number' ? Math.min(limit, most) : limit;
}

/** "查询条件中可使用字符串常量 {openid}，系统会自动替换为对应的用户身份标识" (docs.cloudbase.net/database/security-rules). */
function withOpenid(value: Value, openid: string): Value {
  if (value === '{openid}') return openid;
  if (Array.isArray(value)) return value.map((member) => withOpenid(member, openid));
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withOpenid(member, openid)]));
}

/** Who made a document is the server's to say: "不允许用户在创建记录时尝试设置 _openid", "更新记录时，不允许修改 _openid". */
function refuseOpenid(names: readonly unknown[]): void {
  const given = names.some((name) => typeof name === 'string' && (name === '_openid' || name.startsWith('_openid.')));
  if (given) throw invalidParameter('_openid is set by the server and cannot be given');
}

function insert({ body, collection, guard, document }: Asked): Body {
  if (!Array.isArray(body['data'])) throw invalidParameter('data must be an array of EJSON texts');
  const documents = body['data'].map((text: unknown) => {
    const given = document(text, 'data');
    refuseOpenid(Object.keys(given));
    const created = { ...given, _openid: guard.openid };
    guard.admit(collection, created);
    return writeEjson(created);
  });
  return { ...body, data: documents };
}

function update({ body, collection, query, guard, document }: Asked): Body {
  if (body['upsert'] === true) throw invalidParameter('upsert is for doc().set() only');
  const data = document(body['data'], 'data');
  for (const [operator, fields] of Object.entries(data)) {
    if (!isDocument(fields)) continue;
    refuseOpenid(Object.keys(fields));
    if (operator === '$rename') refuseOpenid(Object.values(fields));
  }
  return { ...body, ...queryField(guard.narrow('update', collection, query, data)) };
}

/** `doc().set()`: over a document it is an update, and who made that document stays; else it creates one. */
function replace({ body, collection, query, guard, document, stored }: Asked): Body {
  const data = document(body['data'], 'data');
  refuseOpenid(Object.keys(data));
  const narrowed = guard.narrow('update', collection, query, { $set: data });
  const before = stored(query['_id']);
  if (before === undefined) guard.admit(collection, { ...data, _id: query['_id'], _openid: guard.openid });
  const owner = before === undefined ? guard.openid : before['_openid'];
  const whole = owner === undefined ? data : { ...data, _openid: owner };
  return { ...body, ...queryField(narrowed), data: writeEjson(whole) };
}

interface Stage {
  readonly name: string;
  readonly operand: Value;
}

/** What its first `match`es say is the query. What a `lookup` brings in must be open to the person without any condition. */
function aggregate({ body, collection, guard, value }: Asked): Body {
  const stages = stagesOf(body['stages'], value).map(({ name, operand }) => ({
    name,
    operand: name === '$match' ? withOpenid(operand, guard.openid) : operand,
  }));
  for (const { name, operand } of stages) refuseLookups({ [name]: operand }, guard);
  const [first, ...others] = stages;
  if (first?.name === '$geoNear') return withStages(body, [nearby(first.operand, guard, collection), ...others]);
  const after = stages.findIndex(({ name }) => name !== '$match');
  const matches = stages.slice(0, after < 0 ? stages.length : after);
  const query = matches.length === 0 ? {} : { $and: matches.map(({ operand }) => operand) };
  const operand = guard.narrow('read', collection, query);
  return withStages(body, [{ name: '$match', operand }, ...stages.slice(matches.length)]);
}

function stagesOf(stages: unknown, value: Asked['value']): readonly Stage[] {
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

/** `geoNear` must be the first stage, and has a query of its own. */
function nearby(operand: Value, guard: Guard, collection: string): Stage {
  const { query = {} } = isDocument(operand) ? operand : {};
  const asked = withOpenid(query, guard.openid);
  if (!isDocument(operand) || !isDocument(asked)) throw invalidParameter('geoNear must be an object, and so its query');
  return { name: '$geoNear', operand: { ...operand, query: guard.narrow('read', collection, asked) } };
}

/** Those inside the pipelines of other stages, too. */
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
  // A preset that would narrow the query means that not every document may be seen.
  if (Object.keys(guard.narrow('read', from, {})).length > 0) throw denied();
}
