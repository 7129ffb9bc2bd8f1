import { Lazy } from 'mingo/lazy';
import { $bucket, $bucketAuto, $group, $redact, $sample, $sortByCount } from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { compileQuery } from '../matching/query';
import { requestFailed } from '../refusal';
import { compileAddFields, compileProject, compileUnset } from '../projection/projection-stages';
import { takeSorted, readSort } from '../values/sorting';
import { isDocument, getTypeName, type Document, type Value } from '../values/value';
import { readDocumentOperand, readWholeNumber, type StageCompiler, type Stream } from './stage';
import { compileUnwind } from './unwind';

function* map(input: Stream, change: (document: Document) => Document): Generator<Document> {
  for (const document of input) yield change(document);
}

function* filter(input: Stream, keep: (document: Document) => boolean): Generator<Document> {
  for (const document of input) if (keep(document)) yield document;
}

function* take(input: Stream, count: number): Generator<Document> {
  let left = count;
  for (const document of input) {
    yield document;
    if (--left === 0) return;
  }
}

function* drop(input: Stream, count: number): Generator<Document> {
  let left = count;
  for (const document of input) if (left-- <= 0) yield document;
}

function* countAll(input: Stream, field: string): Generator<Document> {
  let count = 0;
  for (const document of input) count += Number(document !== undefined);
  if (count > 0) yield { [field]: count };
}

type MingoIterator = ReturnType<typeof Lazy>;

type MingoStage = (input: ReturnType<typeof Lazy>, operand: never, options: Options) => MingoIterator;

function* drain(iterator: MingoIterator): Generator<Document> {
  for (let next = iterator.next(); !next.done; next = iterator.next()) yield next.value as Document;
}

/** Compiles a stage that mingo runs as MongoDB does. */
const compileWithMingo =
  (name: string, stage: MingoStage): StageCompiler =>
  (operand, scope) => {
    const prepared = scope.prepare(operand);
    if (!isDocument(prepared) && name !== '$sortByCount')
      throw requestFailed(`a ${name} specification must be an object`);
    return (input) => drain(stage(Lazy(input), prepared as never, scope.options));
  };

/** Restores MongoDB's field order: mingo writes the `_id` of a bucket last. */
const moveIdFirst =
  (compiler: StageCompiler): StageCompiler =>
  (operand, scope) => {
    const stage = compiler(operand, scope);
    return (input) => map(stage(input), ({ _id, ...rest }) => ({ _id, ...rest }));
  };

const compileReplaceRoot = (
  expression: Value,
  ...[scope]: [Parameters<StageCompiler>[1]]
): ((input: Stream) => Stream) => {
  const prepared = scope.prepare(expression);
  return (input) =>
    map(input, (document) => {
      const root = scope.evaluate(document, prepared);
      if (!isDocument(root))
        throw requestFailed(`'newRoot' expression must evaluate to an object, but was ${getTypeName(root)}`);
      return root;
    });
};

/** The stages that read nothing but their input. `$lookup`, `$facet` and `$geoNear` are in the pipeline runner. */
export const stageCompilers: Readonly<Record<string, StageCompiler>> = {
  $match: (operand, scope) => {
    const test = compileQuery(readDocumentOperand('$match', operand), scope);
    return (input) => filter(input, test);
  },
  $sort: (operand) => {
    const fields = readSort(readDocumentOperand('$sort', operand));
    return (input) => takeSorted(input, (document) => document, fields, Infinity);
  },
  $limit: (operand) => {
    const count = readWholeNumber('limit', operand, 1);
    return (input) => take(input, count);
  },
  $skip: (operand) => {
    const count = readWholeNumber('skip', operand, 0);
    return (input) => drop(input, count);
  },
  $count: (operand) => {
    if (typeof operand !== 'string' || !/^[^$.\0][^.\0]*$/.test(operand))
      throw requestFailed('the count field must be a non-empty string');
    return (input) => countAll(input, operand);
  },
  $project: (operand, scope) => {
    const reshape = compileProject(operand, scope);
    return (input) => map(input, reshape);
  },
  $addFields: (operand, scope) => {
    const reshape = compileAddFields(operand, scope);
    return (input) => map(input, reshape);
  },
  $set: (operand, scope) => stageCompilers['$addFields']?.(operand, scope) ?? ((input) => input),
  $unset: (operand) => {
    const reshape = compileUnset(operand);
    return (input) => map(input, reshape);
  },
  $replaceRoot: (operand, scope) => compileReplaceRoot(readDocumentOperand('$replaceRoot', operand)['newRoot'], scope),
  $replaceWith: compileReplaceRoot,
  $unwind: (operand) => compileUnwind(operand),
  $group: (operand, scope) => {
    if (!Object.hasOwn(readDocumentOperand('$group', operand), '_id'))
      throw requestFailed('a group specification must include an _id');
    return compileWithMingo('$group', $group)(operand, scope);
  },
  $bucket: moveIdFirst(compileWithMingo('$bucket', $bucket)),
  $bucketAuto: moveIdFirst(compileWithMingo('$bucketAuto', $bucketAuto)),
  $sortByCount: compileWithMingo('$sortByCount', $sortByCount),
  $redact: compileWithMingo('$redact', $redact),
  $sample: (operand, scope) => {
    readWholeNumber('size', readDocumentOperand('$sample', operand)['size'], 1);
    return compileWithMingo('$sample', $sample)(operand, scope);
  },
};
