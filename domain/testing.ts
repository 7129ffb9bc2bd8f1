import type { Decision } from './transition';

/** The next document of a decision that must move, for tests. @throws where it doesn't, with what it answered instead */
export function next<Document>(decision: Decision<Document, string>): Document {
  if (decision.kind !== 'moved') throw new Error(`expected a move, got ${JSON.stringify(decision)}`);
  return decision.next;
}
