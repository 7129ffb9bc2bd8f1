const answers = new WeakMap<object, unknown>();

/** Keeps what a handler in the page returned for an event with this detail; only a few events ask for it. */
export function keepAnswer(detail: unknown, answer: unknown): void {
  if (typeof detail === 'object' && detail !== null && answer !== undefined) answers.set(detail, answer);
}

/** What the last handler returned for the event with this detail. */
export function answerTo(detail: object): unknown {
  return answers.get(detail);
}
