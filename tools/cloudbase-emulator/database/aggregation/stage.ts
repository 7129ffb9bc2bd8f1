import { requestFailed } from '../refusal';
import { isDocument, type Document, type Value } from '../values/value';
import type { ExpressionScope } from './expression';

/** One stage of a pipeline: a name such as `$match`, and its operand. */
export interface Stage {
  readonly name: string;
  readonly operand: Value;
}

/** The documents that flow from one stage to the next, read on demand. */
export type Stream = Iterable<Document>;

/** Compiles a stage. Refuses an invalid operand before any document is read. */
export type StageCompiler = (operand: Value, scope: ExpressionScope) => (input: Stream) => Stream;

/** Reads the form that pipelines have inside `$lookup` and `$facet`: `[{$match: {…}}, …]`. */
export function readStages(pipeline: Value): Stage[] {
  if (!Array.isArray(pipeline)) throw requestFailed('a pipeline must be an array of stages');
  return pipeline.map((stage) => {
    const names = isDocument(stage) ? Object.keys(stage) : [];
    const [name] = names;
    if (!isDocument(stage) || name === undefined || names.length !== 1) {
      throw requestFailed('A pipeline stage specification object must contain exactly one field.');
    }
    return { name, operand: stage[name] };
  });
}

/** Reads a whole number of at least `min`, such as the operand of `$limit` or `$skip`. */
export function readWholeNumber(stage: string, operand: Value, min: number): number {
  if (!Number.isSafeInteger(operand) || (operand as number) < min) {
    throw requestFailed(`the ${stage} must be ${min === 0 ? 'non-negative' : 'positive'}: ${JSON.stringify(operand)}`);
  }
  return operand as number;
}

export function readDocumentOperand(stage: string, operand: Value): Document {
  if (!isDocument(operand)) throw requestFailed(`the ${stage} specification must be an object`);
  return operand;
}
