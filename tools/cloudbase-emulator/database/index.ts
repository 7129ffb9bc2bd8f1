import type Libsql from 'libsql';
import { EJSON } from 'bson';
import { actions } from './actions/actions';
import { ActionRequest, type ActionContext } from './actions/request';
import { createScope } from './aggregation/expression';
import type { Database, DatabaseAnswer, DatabaseDescription } from './contract';
import { allDocuments, find } from './planning/find';
import { Meter } from './planning/meter';
import { Refusal } from './refusal';
import { Catalog } from './storage/catalog';
import { SqlTransactions } from './storage/sql-transactions';
import { Transactions } from './transactions/transactions';
import { readDocument } from './values/ejson';
import { readSort } from './values/sorting';

export type * from './contract';

export interface DatabaseOptions {
  /** An open connection. The caller sets its pragmas and closes it. Table names begin with `db_`. */
  readonly sql: Libsql.Database;
  readonly description: DatabaseDescription;
  /** The emulator's clock, in milliseconds. */
  readonly now: () => number;
}

/**
 * Opens the database in a libsql file and creates the described collections and indexes. Throws when the documents
 * violate a unique index.
 */
export function openDatabase({ sql, description, now }: DatabaseOptions): Database {
  const transactions = new Transactions();
  const catalog = new Catalog(sql, description, transactions);
  const sqlTransactions = new SqlTransactions(sql);
  const load = () => sqlTransactions.run(() => catalog.load());
  load();
  const database: Database = {
    conflictAt: 'commit',
    handle(action, body) {
      const context: ActionContext = {
        catalog,
        transactions,
        conflictAt: database.conflictAt,
        dryRun: (change) => {
          transactions.ignoreChanges(() => sqlTransactions.dryRun(change));
        },
      };
      return handleAction(action, new ActionRequest(body, context, now()), sqlTransactions);
    },
    find(collection, query, options = {}) {
      const meter = new Meter();
      const sort = readSort({ ...options.sort });
      const findOptions = { ...allDocuments, sort, limit: options.limit ?? Infinity };
      const scope = createScope({}, new Date(now()));
      const parsed = readDocument(JSON.stringify(query), (offsetMs) => new Date(now() + offsetMs));
      const found = find(catalog.get(collection), parsed, findOptions, scope, (index) =>
        meter.openAccess(collection, index),
      );
      return Array.from(
        found,
        ({ document }) => EJSON.serialize(document, { relaxed: true }) as Record<string, unknown>,
      );
    },
    collectionNames: () => catalog.listNames(),
    reload() {
      transactions.clear();
      load();
    },
  };
  return database;
}

function handleAction(name: string, request: ActionRequest, sqlTransactions: SqlTransactions): DatabaseAnswer {
  const { catalog, transactions } = request.context;
  try {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) throw new Refusal('INVALID_PARAM', `unknown action: ${name}`);
    const result = action.writes ? sqlTransactions.run(() => action.run(request)) : action.run(request);
    transactions.commitChanges();
    return { body: action.topLevel === true ? result : { data: result }, cost: request.meter.computeCost() };
  } catch (failure) {
    transactions.discardChanges();
    for (const touched of request.meter.computeCost().collections) catalog.find(touched)?.reloadMultikey();
    request.meter.documentsWritten = 0;
    if (failure instanceof Refusal && failsTransaction.has(failure.code))
      transactions.markFailed(request.unverifiedTransactionId, failure);
    return { body: toErrorBody(failure), cost: request.meter.computeCost() };
  }
}

/**
 * The codes of errors raised by the database itself. A request that never reached it leaves its transaction unchanged.
 */
const failsTransaction = new Set(['DATABASE_REQUEST_FAILED', 'DATABASE_TRANSACTION_CONFLICT']);

/** Invalid client input is a `Refusal` or an error thrown by mingo. An error of SQLite is a failure of the service. */
function toErrorBody(failure: unknown): Record<string, unknown> {
  if (failure instanceof Refusal) return { code: failure.code, message: failure.message };
  const { name, message } = failure instanceof Error ? failure : new Error(String(failure));
  return {
    code: name === 'SqliteError' ? 'SYS_ERR' : 'DATABASE_REQUEST_FAILED',
    message: `[FailedOperation] ${message}`,
  };
}
