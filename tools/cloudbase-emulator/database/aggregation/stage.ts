import { requestFailed } from '../refusal';
import { isDocument, type Document, type Value } from '../values/value';
import type { ExpressionScope } from './expression';

/** One stage as the wire has it: `$match` and its operand. */
export interface Stage {
  readonly name: string;
  readonly operand: Value;
}

/** Documents on their way through a pipeline, read as the next stage asks for them. */
export type Stream = Iterable<Document>;

/** Prepares a stage, refusing a wrong operand at once; what it returns runs it. */
export type StageCompiler = (operand: Value, scope: ExpressionScope) => (input: Stream) => Stream;

/** Reads `[{$match: {…}}, …]` as it stands inside `$lookup` and `$facet`. */
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

/** `$limit`'s and `$skip`'s operand. */
export function readWholeNumber(stage: string, operand: Value, least: number): number {
  if (!Number.isSafeInteger(operand) || (operand as number) < least) {
    throw requestFailed(
      `the ${stage} must be ${least === 0 ? 'non-negative' : 'positive'}: ${JSON.stringify(operand)}`,
    );
  }
  return operand as number;
}

export function readDocumentOperand(stage: string, operand: Value): Document {
  if (!isDocument(operand)) throw requestFailed(`the ${stage} specification must be an object`);
  return operand;
}
