import { abortTransaction, commitTransaction, startTransaction } from './transactions';
import { addCollection } from './collections';
import { aggregateDocuments, calculateDocument, getDocument } from './read';
import type { ActionResult, ActionRequest } from './request';
import { insertDocument, modifyAndReturnDoc, modifyDocument, removeDocument } from './write';

interface Action {
  readonly run: (request: ActionRequest) => ActionResult;
  /** The action changes the file, so it runs inside one SQLite transaction. */
  readonly writes: boolean;
  /** The result stands beside `requestId` instead of inside `data` (docs/protocol.md, database). */
  readonly topLevel?: boolean;
}

/** Every database action of the wire protocol. */
export const actions: Readonly<Record<string, Action>> = {
  'database.insertDocument': { run: insertDocument, writes: true },
  'database.getDocument': { run: getDocument, writes: false },
  'database.calculateDocument': { run: calculateDocument, writes: false },
  'database.modifyDocument': { run: modifyDocument, writes: true },
  'database.modifyAndReturnDoc': { run: modifyAndReturnDoc, writes: true },
  'database.removeDocument': { run: removeDocument, writes: true },
  'database.aggregateDocuments': { run: aggregateDocuments, writes: false },
  'database.addCollection': { run: addCollection, writes: true, topLevel: true },
  'database.startTransaction': { run: startTransaction, writes: false, topLevel: true },
  'database.commitTransaction': { run: commitTransaction, writes: true, topLevel: true },
  'database.abortTransaction': { run: abortTransaction, writes: false, topLevel: true },
};
