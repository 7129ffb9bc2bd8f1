const results = new WeakMap<object, unknown>();

/** Keeps what a handler in the page returned for an event with this detail; only a few events ask for it. */
export function storeHandlerResult(detail: unknown, answer: unknown): void {
  if (typeof detail === 'object' && detail !== null && answer !== undefined) results.set(detail, answer);
}

/** What the last handler returned for the event with this detail. */
export function getHandlerResult(detail: object): unknown {
  return results.get(detail);
}
