/** What must still follow a move. It lives in the document that moved, so the move and its consequences are written together. */
export interface Todo<Kind extends string> {
  readonly kind: Kind;
  /** Not before this time; pushed back after a failed try. */
  readonly at: Date;
  readonly tries: number;
  /** Since when it has failed so often that an operator should look. It is tried on all the same. */
  readonly stuckAt?: Date;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** How long after the n-th failed try the next one follows: at the next sweep, then after 1, 2, 4, … minutes, at most an hour. */
export function backOffMs(tries: number): number {
  return tries <= 1 ? 0 : Math.min(hourMs, minuteMs * 2 ** (tries - 2));
}

/** After so many failed tries, about five hours, a todo is put before an operator. */
export const stuckAfterTries = 12;

/** A todo after one more failed try: later, and never given up. */
export function afterFailure<Any extends Todo<string>>(todo: Any, now: Date): Any {
  const tries = todo.tries + 1;
  const later = { ...todo, tries, at: new Date(now.getTime() + backOffMs(tries)) };
  return tries < stuckAfterTries || todo.stuckAt ? later : { ...later, stuckAt: now };
}

/** Since when a document needs an operator's eye; `null` when it doesn't, or not any more. */
export function stuckAt(todos: readonly Todo<string>[]): Date | null {
  const since = todos.flatMap((todo) => (todo.stuckAt ? [todo.stuckAt.getTime()] : []));
  return since.length === 0 ? null : new Date(Math.min(...since));
}

/** When the sweep must look at a document: its earliest todo, `null` when there is none. */
export function dueAt(todos: readonly Todo<string>[]): Date | null {
  if (todos.length === 0) return null;
  return new Date(Math.min(...todos.map((todo) => todo.at.getTime())));
}
