import type { CompileQuery } from '../matching/field';
import { requestFailed } from '../refusal';
import { sameValue } from '../values/order';
import { parsePath, valueAt, type Path } from '../values/path';
import { isDocument, type Document, type Value } from '../values/value';
import { createArrayOperators } from './array-operators';
import { createFieldOperators, unchanged, type FieldChange } from './field-operators';
import { removeAt, setAt } from './path-value';
import { resolvePositions, type FindMatchedIndex } from './positional';

/** Changes a document in place. `inserting` is true when an upsert creates the document. */
export type Update = (document: Document, matched: FindMatchedIndex, inserting?: boolean) => void;

type Step = (document: Document, matched: FindMatchedIndex) => void;

/**
 * Compiles an update document. Refuses unknown operators, two operators on one path, and a change of `_id`. Errors that
 * depend on the document, such as `$inc` of a string, occur when the update is applied.
 */
export function compileUpdate(update: Document, compile: CompileQuery, now: Date): Update {
  const operators = { ...createFieldOperators(now), ...createArrayOperators(compile) };
  const steps: { step: Step; onlyInserting: boolean }[] = [];
  const paths: string[] = [];
  if (Object.keys(update).length === 0) throw requestFailed('update document must have at least one element');
  for (const name of Object.keys(update)) {
    const fields = update[name];
    if (!name.startsWith('$')) throw requestFailed(`update document must contain key beginning with '$': ${name}`);
    const operator = operators[name];
    if (operator === undefined && name !== '$unset' && name !== '$rename')
      throw requestFailed(`Unknown modifier: ${name}`);
    if (!isDocument(fields)) throw requestFailed(`Modifiers operate on fields but we found another type for ${name}`);
    if (Object.keys(fields).length === 0) {
      throw requestFailed(`'${name}' is empty. You must specify a field like so: {${name}: {<field>: ...}}`);
    }
    for (const path of Object.keys(fields)) {
      const operand = fields[path];
      claimPath(paths, path);
      if (name === '$rename') claimPath(paths, readRenameTarget(path, operand));
      const step =
        name === '$unset'
          ? compileUnset(path)
          : name === '$rename'
            ? compileRename(path, readRenameTarget(path, operand))
            : compileChange(path, operator?.(operand, path) ?? (() => unchanged));
      steps.push({ step, onlyInserting: name === '$setOnInsert' });
    }
  }
  return (document, matched, inserting = false) => {
    const id = document['_id'];
    for (const { step, onlyInserting } of steps) if (inserting || !onlyInserting) step(document, matched);
    if (id !== undefined && !sameValue(id, document['_id'])) {
      throw requestFailed("Performing an update on the path '_id' would modify the immutable field '_id'");
    }
  };
}

/** Refuses two changes of one path, or of a path and a part of it, because they conflict. */
function claimPath(paths: string[], path: string): void {
  if (path === '' || parsePath(path).includes(''))
    throw requestFailed(`The update path '${path}' contains an empty field name`);
  const part = parsePath(path).find((one) => one.startsWith('$') && !/^\$(\[\])?$/.test(one));
  // Neither SDK can send array filters.
  const filter = /^\$\[(.+)\]$/.exec(part ?? '')?.[1];
  if (filter !== undefined) {
    throw requestFailed(`No array filter found for identifier '${filter}' in path '${path}'`);
  }
  if (part !== undefined)
    throw requestFailed(`The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`);
  const overlapping = paths.find(
    (other) => other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`),
  );
  if (overlapping !== undefined)
    throw requestFailed(`Updating the path '${path}' would create a conflict at '${overlapping}'`);
  paths.push(path);
}

function compileChange(dotted: string, change: FieldChange): Step {
  const path = parsePath(dotted);
  return (document, matched) => {
    for (const concrete of resolvePositions(document, path, matched)) {
      const next = change(valueAt(document, concrete), document, dotted);
      if (next !== unchanged) setAt(document, concrete, copyValue(next));
    }
  };
}

/** Copies a value that is used in several documents or paths, so that they do not share it. */
function copyValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyValue);
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyValue(inner)]));
}

function compileUnset(dotted: string): Step {
  const path = parsePath(dotted);
  return (document, matched) => {
    for (const concrete of resolvePositions(document, path, matched)) removeAt(document, concrete);
  };
}

function readRenameTarget(path: string, target: Value): string {
  if (typeof target !== 'string') throw requestFailed(`The 'to' field for $rename must be a string: ${path}`);
  return target;
}

function compileRename(from: string, to: string): Step {
  const source = parsePath(from);
  const target = parsePath(to);
  if ([...source, ...target].some((part) => part.startsWith('$')))
    throw requestFailed('$rename takes no positional path');
  return (document) => {
    refuseArrays(document, source);
    refuseArrays(document, target);
    const value = valueAt(document, source);
    if (value === undefined) return;
    removeAt(document, source);
    setAt(document, target, value);
  };
}

function refuseArrays(document: Document, path: Path): void {
  for (let length = 1; length < path.length; length++) {
    if (Array.isArray(valueAt(document, path.slice(0, length)))) {
      throw requestFailed(`The source and target field of $rename cannot be on an array element: '${path.join('.')}'`);
    }
  }
}
