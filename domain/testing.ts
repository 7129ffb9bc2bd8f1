import type { Decision } from './transition';

/** The next document of a decision that must move, for tests. @throws if it does not move; the message names the decision */
export function next<Document>(decision: Decision<Document, string>): Document {
  if (decision.kind !== 'moved') throw new Error(`expected a move, got ${JSON.stringify(decision)}`);
  return decision.next;
}
