const results = new WeakMap<object, unknown>();

/** Stores the return value of a page's handler for an event with this detail. Only a few events use it. */
export function storeHandlerResult(detail: unknown, answer: unknown): void {
  if (typeof detail === 'object' && detail !== null && answer !== undefined) results.set(detail, answer);
}

/** Returns the last handler's return value for the event with this detail. */
export function getHandlerResult(detail: object): unknown {
  return results.get(detail);
}
