import { randomBytes } from 'node:crypto';
import { compileQuery, type QueryScope } from '../matching/query';
import { allDocuments } from '../planning/find';
import { invalidParameter, requestFailed } from '../refusal';
import { valueAt } from '../values/path';
import { sameValue } from '../values/order';
import { beginsWithOperator, isDocument, type Document } from '../values/value';
import { writeEjson } from '../values/write-ejson';
import { setAt } from '../updates/path-value';
import { compileUpdate, type Update } from '../updates/update';
import type { FindMatchedIndex } from '../updates/positional';
import type { ActionResult, ActionRequest } from './request';
import { refuseInvalidId, openView, type WritableDocument } from './writable-view';

/** Generated ids are 32 hexadecimal digits (docs/protocol.md, database; assumed). */
const createId = (): string => randomBytes(16).toString('hex');

/** `database.insertDocument`: `{insertedIds}`. Inserts all documents or none. */
export function insertDocument(request: ActionRequest): ActionResult {
  const targets = openView(request);
  const documents = request.requireList('data').map((text) => {
    if (typeof text !== 'string') throw invalidParameter('data must be an array of EJSON texts');
    const document = request.parseDocument(text);
    const { _id: id = createId() } = document;
    return { _id: id, ...document };
  });
  for (const document of documents) {
    refuseInvalidId(document);
    targets.insert(document);
  }
  return { insertedIds: documents.map((document) => document['_id']) };
}

/**
 * `database.modifyDocument`: `{updated, upsert_id}`. `updated` counts the matching documents that changed. A `set` over
 * an existing document always counts (developers.weixin.qq.com, Document.set: "1 if the _id exists"). Changes all
 * documents or none.
 */
export function modifyDocument(request: ActionRequest): ActionResult {
  const change = compileChange(request);
  const options = request.readFlag('multi') ? allDocuments : { ...allDocuments, limit: 1 };
  const targets = openView(request);
  let matched = 0;
  let updated = 0;
  for (const target of targets.findMatching(options)) {
    matched++;
    if (applyChange(target, change, request) !== undefined || !request.isMerge) updated++;
  }
  if (matched > 0 || !request.readFlag('upsert')) return { updated, upsert_id: null };
  const created = change(extractEqualities(request.query), () => undefined, true);
  const document = { _id: created['_id'] ?? createId(), ...created };
  refuseInvalidId(document);
  targets.insert(document);
  return { updated: 0, upsert_id: document._id };
}

/** `database.modifyAndReturnDoc`: `{updated, doc}`, where `doc` is the first match after the update. */
export function modifyAndReturnDoc(request: ActionRequest): ActionResult {
  const change = compileChange(request);
  for (const target of openView(request).findMatching({ ...allDocuments, limit: 1 })) {
    const text = applyChange(target, change, request);
    return { updated: text === undefined ? 0 : 1, doc: text ?? target.text };
  }
  return { updated: 0, doc: null };
}

/** `database.removeDocument`: `{deleted}`. */
export function removeDocument(request: ActionRequest): ActionResult {
  const options = request.readFlag('multi') ? allDocuments : { ...allDocuments, limit: 1 };
  let deleted = 0;
  for (const target of openView(request).findMatching(options)) {
    target.remove();
    deleted++;
  }
  return { deleted };
}

type ChangeDocument = (document: Document, matched: FindMatchedIndex, inserting?: boolean) => Document;

/** Reads `data` as an update document when the request merges, otherwise as a replacement document. */
function compileChange(request: ActionRequest): ChangeDocument {
  const data = request.requireDocument('data');
  const merges = request.isMerge;
  if (!merges) return compileReplacement(data);
  const update: Update = compileUpdate(data, (query) => compileQuery(query, request.scope), request.now);
  return (document, matched, inserting) => {
    update(document, matched, inserting);
    return document;
  };
}

function compileReplacement(data: Document): ChangeDocument {
  const operator = Object.keys(data).find((name) => name.startsWith('$'));
  if (operator !== undefined)
    throw requestFailed(`the replacement document must not contain update operators: ${operator}`);
  return (document) => {
    const { _id: id } = document;
    if (id !== undefined && data['_id'] !== undefined && !sameValue(id, data['_id'])) {
      throw requestFailed("the (immutable) field '_id' was found to have been altered");
    }
    return id === undefined ? { ...data } : { ...data, _id: id };
  };
}

/** Applies a change and returns the new text, or `undefined` when the document stayed the same. */
function applyChange(target: WritableDocument, change: ChangeDocument, request: ActionRequest): string | undefined {
  const document = change(target.document, createMatchedIndexFinder(request.query, request.scope));
  const text = writeEjson(document);
  if (text === target.text) return undefined;
  target.replace(document);
  return text;
}

/** Finds the first element that alone in its array satisfies the conditions of the query on that array. */
function createMatchedIndexFinder(query: Document, scope: QueryScope): FindMatchedIndex {
  return (document, path) => {
    const dotted = path.join('.');
    const conditions = Object.entries(query).filter(([name]) => name === dotted || name.startsWith(`${dotted}.`));
    const array = valueAt(document, path);
    if (conditions.length === 0 || !Array.isArray(array)) return undefined;
    const test = compileQuery(Object.fromEntries(conditions), scope);
    const at = array.findIndex((element) => {
      const single: Document = {};
      setAt(single, path, [element]);
      return test(single);
    });
    return at < 0 ? undefined : at;
  };
}

/** Builds the document an upsert starts from: the fields that the query requires to equal a value. */
function extractEqualities(query: Document): Document {
  const document: Document = {};
  for (const [name, condition] of Object.entries(query)) {
    if (name.startsWith('$')) continue;
    if (isDocument(condition) && beginsWithOperator(condition)) {
      if (condition['$eq'] !== undefined) setAt(document, name.split('.'), condition['$eq']);
    } else if (!(condition instanceof RegExp)) {
      setAt(document, name.split('.'), condition);
    }
  }
  return document;
}
