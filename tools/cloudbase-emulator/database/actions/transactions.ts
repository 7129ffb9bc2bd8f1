import { invalidParameter } from '../refusal';
import type { Answer, Request } from './request';
import { applyWrites } from './target';

/** `database.startTransaction`: `{transactionId}` beside `requestId`, not inside `data`. */
export function startTransaction(request: Request): Answer {
  return { transactionId: request.surroundings.transactions.start(request.now.getTime()) };
}

/** `database.commitTransaction`. Refuses a conflict, a duplicate key, or an id that is unknown or too old; the transaction then is over. */
export function commitTransaction(request: Request): Answer {
  const { transactions } = request.surroundings;
  const transaction = transactions.get(idOf(request), request.now.getTime());
  for (const { collection } of transaction.writes.values()) request.meter.touch(collection.name);
  transactions.refuseConflict(transaction);
  applyWrites(transaction);
  request.meter.documentsWritten += transaction.writes.size;
  transactions.end(transaction.id);
  return {};
}

/** `database.abortTransaction`. */
export function abortTransaction(request: Request): Answer {
  const { transactions } = request.surroundings;
  const transaction = transactions.find(idOf(request), request.now.getTime());
  transactions.end(transaction.id);
  return {};
}

function idOf(request: Request): string {
  const id = request.transactionId;
  if (id === undefined) throw invalidParameter('transactionId is missing');
  return id;
}
