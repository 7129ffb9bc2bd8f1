import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Services } from '../services';
import { noCosts } from '../sessions';
import { readBody, type ControlRequest, type Route, type RouteAnswer } from './route';

const Query = v.pipe(
  v.unknown(),
  v.check((query) => !Array.isArray(query), 'query: not an object'),
  v.record(v.string(), v.unknown()),
);
const Sort = v.record(v.string(), v.picklist([1, -1]));
const Limit = v.pipe(v.string(), v.regex(/^\d+$/, 'limit: not a whole number'), v.transform(Number));
const NewCollection = v.strictObject({ name: v.string() });
const Import = v.strictObject({ documents: v.array(v.record(v.string(), v.unknown())) });
const ClientRequest = v.strictObject({
  as: v.optional(v.pipe(v.string(), v.minLength(1))),
  action: v.pipe(v.string(), v.startsWith('database.')),
  body: v.optional(v.record(v.string(), v.unknown()), {}),
});
const Switches = v.strictObject({ conflictAt: v.optional(v.picklist(['op', 'commit'])) });

/** The database operations of CloudBase's console, requests from pages, and how conflicts are reported. */
export function databaseRoutes(services: Services): readonly Route[] {
  const { state } = services;
  return [
    { method: 'GET', path: 'collections', handle: () => ({ collections: state.database.collectionNames() }) },
    {
      method: 'POST',
      path: 'collections',
      handle: (request) => {
        runAction(services, 'database.addCollection', { collectionName: readBody(NewCollection, request).name });
        return { collections: state.database.collectionNames() };
      },
    },
    { method: 'GET', path: 'collections/:name', handle: (request) => find(services, request) },
    { method: 'POST', path: 'collections/:name', handle: (request) => importDocuments(services, request) },
    {
      method: 'POST',
      path: 'database/client',
      handle: (request) => runClientRequest(services, readBody(ClientRequest, request)),
    },
    { method: 'GET', path: 'database', handle: () => ({ conflictAt: state.conflictAt }) },
    {
      method: 'POST',
      path: 'database',
      handle: (request) => {
        const { conflictAt } = readBody(Switches, request);
        if (conflictAt !== undefined) state.conflictAt = conflictAt;
        return { conflictAt: state.conflictAt };
      },
    },
  ];
}

/** A page's own `wx.cloud.database()` request, subject to the collection's access rules. */
async function runClientRequest(
  services: Services,
  { as, action, body }: v.InferOutput<typeof ClientRequest>,
): Promise<RouteAnswer> {
  const person = as ?? services.settings.people[0];
  if (person === undefined) throw new Error('as: a client request needs a person');
  const [openid, requestId] = [services.people.openid(person), randomUUID()];
  services.lastSeen.mark(openid);
  const session = {
    ...{ token: '', requestId, function: '(page)', openid, source: 'wx_client', fromPage: true, openapi: [] },
    ...{ parent: undefined, costs: noCosts(), kill: () => undefined },
  };
  const reply = await services.admin.answer({ action, fields: body, parts: {} }, session, 'wx_client');
  if (reply.kind !== 'json') throw new Error('emulated fault: the answer was lost');
  return { requestId, ...reply.body };
}

function find({ state }: Services, { name, query }: ControlRequest): RouteAnswer {
  const filter = v.parse(Query, JSON.parse(query.get('query') ?? '{}'));
  const sort = query.get('sort');
  const limit = query.get('limit');
  const documents = state.database.find(name, filter, {
    ...(sort === null ? {} : { sort: v.parse(Sort, JSON.parse(sort)) }),
    ...(limit === null ? {} : { limit: v.parse(Limit, limit) }),
  });
  return { documents };
}

/** Like the console's import of a JSON file: all documents or none. */
function importDocuments(services: Services, request: ControlRequest): RouteAnswer {
  const { documents } = readBody(Import, request);
  const data = documents.map((document) => JSON.stringify(document));
  return runAction(services, 'database.insertDocument', { collectionName: request.name, data });
}

/** @throws the database's refusal */
function runAction({ state }: Services, action: string, body: Readonly<Record<string, unknown>>): RouteAnswer {
  const answer = state.database.handle(action, body).body;
  if (typeof answer['code'] === 'string') throw new Error(`${answer['code']}: ${String(answer['message'])}`);
  return (answer['data'] ?? {}) as RouteAnswer;
}
