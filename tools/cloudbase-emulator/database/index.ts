import type Libsql from 'libsql';
import { EJSON } from 'bson';
import { actions } from './actions/actions';
import { Request, type Surroundings } from './actions/request';
import { scopeOf } from './aggregation/expression';
import type { Database, DatabaseAnswer, DatabaseDescription } from './contract';
import { everything, find } from './planning/find';
import { Meter } from './planning/meter';
import { Refusal } from './refusal';
import { Catalog } from './storage/catalog';
import { Work } from './storage/work';
import { Transactions } from './transactions/transactions';
import { readDocument } from './values/ejson';
import { readSort } from './values/sorting';

export type * from './contract';

export interface DatabaseOptions {
  /** An open connection; whoever opened it sets its pragmas and closes it. Tables are named `db_…`. */
  readonly sql: Libsql.Database;
  readonly description: DatabaseDescription;
  /** The emulator's clock, in milliseconds. */
  readonly now: () => number;
}

/** Opens the database in a libsql file, creating the collections and indexes that are described. Throws if a unique index cannot be built. */
export function openDatabase({ sql, description, now }: DatabaseOptions): Database {
  const transactions = new Transactions();
  const catalog = new Catalog(sql, description, transactions);
  const work = new Work(sql);
  const load = () => work.whole(() => catalog.load());
  load();
  const database: Database = {
    conflictAt: 'commit',
    handle(action, body) {
      const surroundings: Surroundings = {
        catalog,
        transactions,
        conflictAt: database.conflictAt,
        rehearse: (change) => {
          transactions.unheard(() => work.rehearse(change));
        },
      };
      return answer(action, new Request(body, surroundings, now()), work);
    },
    find(collection, query, options = {}) {
      const meter = new Meter();
      const sort = readSort({ ...options.sort });
      const wanted = { ...everything, sort, limit: options.limit ?? Infinity };
      const scope = scopeOf({}, new Date(now()));
      const parsed = readDocument(JSON.stringify(query), (offsetMs) => new Date(now() + offsetMs));
      const found = find(catalog.get(collection), parsed, wanted, scope, (index) => meter.open(collection, index));
      return Array.from(
        found,
        ({ document }) => EJSON.serialize(document, { relaxed: true }) as Record<string, unknown>,
      );
    },
    collectionNames: () => catalog.names(),
    reload() {
      transactions.forgetAll();
      load();
    },
  };
  return database;
}

function answer(name: string, request: Request, work: Work): DatabaseAnswer {
  const { catalog, transactions } = request.surroundings;
  try {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) throw new Refusal('INVALID_PARAM', `unknown action: ${name}`);
    const result = action.writes ? work.whole(() => action.run(request)) : action.run(request);
    transactions.committed();
    return { body: action.bare === true ? result : { data: result }, cost: request.meter.total() };
  } catch (failure) {
    transactions.rolledBack();
    for (const touched of request.meter.total().collections) catalog.find(touched)?.forgetArrays();
    request.meter.documentsWritten = 0;
    if (failure instanceof Refusal && endsTransaction.has(failure.code))
      transactions.fail(request.transactionToFail, failure);
    return { body: errorBody(failure), cost: request.meter.total() };
  }
}

/** What comes from the database itself; a request that never reached it leaves a transaction as it was. */
const endsTransaction = new Set(['DATABASE_REQUEST_FAILED', 'DATABASE_TRANSACTION_CONFLICT']);

/** Everything a client can send wrongly is a `Refusal` or an error of mingo's; the file's own trouble is the service's. */
function errorBody(failure: unknown): Record<string, unknown> {
  if (failure instanceof Refusal) return { code: failure.code, message: failure.message };
  const { name, message } = failure instanceof Error ? failure : new Error(String(failure));
  return {
    code: name === 'SqliteError' ? 'SYS_ERR' : 'DATABASE_REQUEST_FAILED',
    message: `[FailedOperation] ${message}`,
  };
}
