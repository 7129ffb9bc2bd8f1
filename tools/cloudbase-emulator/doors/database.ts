import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { noCosts } from '../sessions';
import { read } from './door';
import type { Door, DoorAnswer, Knock } from './door';
import type { House } from './house';

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

/** What CloudBase's console can do with the database, and how it behaves. */
export function databaseDoors(house: House): readonly Door[] {
  const { state } = house;
  return [
    { method: 'GET', path: 'collections', open: () => ({ collections: state.database.collectionNames() }) },
    {
      method: 'POST',
      path: 'collections',
      open: (knock) => {
        perform(house, 'database.addCollection', { collectionName: read(NewCollection, knock).name });
        return { collections: state.database.collectionNames() };
      },
    },
    { method: 'GET', path: 'collections/<name>', open: (knock) => find(house, knock) },
    { method: 'POST', path: 'collections/<name>', open: (knock) => insert(house, knock) },
    { method: 'POST', path: 'database/client', open: (knock) => ask(house, read(ClientRequest, knock)) },
    { method: 'GET', path: 'database', open: () => ({ conflictAt: state.conflictAt }) },
    {
      method: 'POST',
      path: 'database',
      open: (knock) => {
        const { conflictAt } = read(Switches, knock);
        if (conflictAt !== undefined) state.conflictAt = conflictAt;
        return { conflictAt: state.conflictAt };
      },
    },
  ];
}

/** A page's own request, by a person: what `wx.cloud.database()` sends, bound by the collection's rules. */
async function ask(house: House, { as, action, body }: v.InferOutput<typeof ClientRequest>): Promise<DoorAnswer> {
  const person = as ?? house.settings.people[0];
  if (person === undefined) throw new Error('as: a client request needs a person');
  const [openid, requestId] = [house.people.openid(person), randomUUID()];
  house.visits.note(openid);
  const session = {
    ...{ token: '', requestId, function: '(page)', openid, source: 'wx_client', byPage: true, openapi: [] },
    ...{ parent: undefined, costs: noCosts(), kill: () => undefined },
  };
  const reply = await house.admin.answer({ action, fields: body, parts: {} }, session, 'wx_client');
  if (reply.kind !== 'json') throw new Error('emulated fault: the answer was lost');
  return { requestId, ...reply.body };
}

function find({ state }: House, { name, query }: Knock): DoorAnswer {
  const filter = v.parse(Query, JSON.parse(query.get('query') ?? '{}'));
  const sort = query.get('sort');
  const limit = query.get('limit');
  const documents = state.database.find(name, filter, {
    ...(sort === null ? {} : { sort: v.parse(Sort, JSON.parse(sort)) }),
    ...(limit === null ? {} : { limit: v.parse(Limit, limit) }),
  });
  return { documents };
}

/** As the console imports a JSON file: all of them or none. */
function insert(house: House, knock: Knock): DoorAnswer {
  const { documents } = read(Import, knock);
  const data = documents.map((document) => JSON.stringify(document));
  return perform(house, 'database.insertDocument', { collectionName: knock.name, data });
}

/** @throws what the database refuses with */
function perform({ state }: House, action: string, body: Readonly<Record<string, unknown>>): DoorAnswer {
  const answer = state.database.handle(action, body).body;
  if (typeof answer['code'] === 'string') throw new Error(`${answer['code']}: ${String(answer['message'])}`);
  return (answer['data'] ?? {}) as DoorAnswer;
}
