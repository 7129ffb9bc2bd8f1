import { PipelineRunner } from '../aggregation/pipeline';
import type { Stage } from '../aggregation/stage';
import { defaultAggregateLimit, maxAggregateLimit, defaultGetLimit, maxGetLimit } from '../limits';
import { compileQuery } from '../matching/query';
import { allDocuments, find } from '../planning/find';
import { invalidParameter } from '../refusal';
import { compileProjection } from '../projection/find-projection';
import { encodeIdKey } from '../values/key-writer';
import { readSort } from '../values/sorting';
import { isDocument } from '../values/value';
import { readStored } from '../values/ejson';
import { writeEjson } from '../values/write-ejson';
import type { ActionResult, ActionRequest } from './request';

/** `database.getDocument`: `{list: [EJSON text, …]}`. */
export function getDocument(request: ActionRequest): ActionResult {
  const spec = request.readDocument('projection');
  const project = spec && compileProjection(spec, (query) => compileQuery(query, request.scope));
  const texts =
    request.transactionId === undefined ? findTexts(request) : readInTransaction(request, request.transactionId);
  const list = project === undefined ? texts : texts.map((text) => writeEjson(project(readStored(text))));
  request.meter.documentsReturned += list.length;
  return { list };
}

function findTexts(request: ActionRequest): string[] {
  const { collection, query, scope, openAccess, isDocumentQuery } = request;
  const sort = readSort(request.readDocument('order') ?? {});
  const skip = request.readNumber('offset') ?? 0;
  if (!Number.isInteger(skip) || skip < 0) throw invalidParameter(`offset must be a non-negative integer: ${skip}`);
  const limit = isDocumentQuery ? 1 : readLimit(request);
  return Array.from(find(collection, query, { sort, skip, limit }, scope, openAccess), ({ text }) => text);
}

/** `limit(0)` means the default, as in the SDK. The SDK also sends a negative limit unchanged; it is refused here. */
function readLimit(request: ActionRequest): number {
  const limit = request.readNumber('limit') ?? 0;
  if (!Number.isInteger(limit) || limit < 0) throw invalidParameter(`limit must be a non-negative integer: ${limit}`);
  return limit === 0 ? defaultGetLimit : Math.min(limit, maxGetLimit);
}

/**
 * A transaction reads single documents only (developers.weixin.qq.com, wxcloud/guide/database/transaction: no `where`).
 */
function readInTransaction(request: ActionRequest, transactionId: string): string[] {
  const { transactions } = request.context;
  const transaction = transactions.requireActive(transactionId, request.now.getTime());
  const { collection, query } = request;
  if (!request.isDocumentQuery) throw invalidParameter('only documents by _id can be read in a transaction');
  request.openAccess('_id_').documentsExamined++;
  const text = transactions.read(transaction, collection, encodeIdKey(query['_id']));
  return text !== null && compileQuery(query, request.scope)(readStored(text)) ? [text] : [];
}

/** `database.calculateDocument`: `{total}`. */
export function calculateDocument(request: ActionRequest): ActionResult {
  const { collection, query, scope, openAccess } = request;
  if (Object.keys(query).length === 0) {
    const total = collection.documents.count();
    openAccess(null).documentsExamined += total;
    return { total };
  }
  let total = 0;
  for (const { row } of find(collection, query, allDocuments, scope, openAccess)) total += Number(row > 0);
  return { total };
}

/** `database.aggregateDocuments`: `{list: [EJSON text, …]}`, at most 20 rows unless a stage is `$limit`. */
export function aggregateDocuments(request: ActionRequest): ActionResult {
  const stages = request.requireList('stages').map((stage) => readStage(stage, request));
  const { collection, openAccess, scope, meter } = request;
  const maxRows = stages.some(({ name }) => name === '$limit') ? maxAggregateLimit : defaultAggregateLimit;
  const list: string[] = [];
  for (const document of new PipelineRunner(request.context.catalog, meter).run(
    collection,
    stages,
    scope,
    openAccess,
  )) {
    list.push(writeEjson(document));
    if (list.length === maxRows) break;
  }
  meter.documentsReturned += list.length;
  return { list };
}

function readStage(stage: unknown, request: ActionRequest): Stage {
  if (!isDocument(stage)) throw invalidParameter('a stage must be an object');
  const { stageKey, stageValue } = stage;
  if (typeof stageKey !== 'string' || typeof stageValue !== 'string') {
    throw invalidParameter('a stage needs stageKey and stageValue as text');
  }
  return { name: stageKey, operand: request.parseValue(stageValue) };
}
