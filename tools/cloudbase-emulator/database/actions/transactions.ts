import { invalidParameter } from '../refusal';
import type { ActionResult, ActionRequest } from './request';
import { applyWrites } from './writable-view';

/** `database.startTransaction`: `{transactionId}` stands beside `requestId`, not inside `data`. */
export function startTransaction(request: ActionRequest): ActionResult {
  return { transactionId: request.context.transactions.start(request.now.getTime()) };
}

/**
 * `database.commitTransaction`. Refuses a conflict, a duplicate key, and an unknown or expired id. A refused
 * transaction has ended.
 */
export function commitTransaction(request: ActionRequest): ActionResult {
  const { transactions } = request.context;
  const transaction = transactions.requireActive(requireTransactionId(request), request.now.getTime());
  for (const { collection } of transaction.writes.values()) request.meter.recordCollection(collection.name);
  transactions.refuseConflicts(transaction);
  applyWrites(transaction);
  request.meter.documentsWritten += transaction.writes.size;
  transactions.end(transaction.id);
  return {};
}

/** `database.abortTransaction`. */
export function abortTransaction(request: ActionRequest): ActionResult {
  const { transactions } = request.context;
  const transaction = transactions.requireOpen(requireTransactionId(request), request.now.getTime());
  transactions.end(transaction.id);
  return {};
}

function requireTransactionId(request: ActionRequest): string {
  const id = request.transactionId;
  if (id === undefined) throw invalidParameter('transactionId is missing');
  return id;
}
