/** What must still follow a move. It lives in the document that moved, so the move and its consequences are written together. */
export interface Todo<Kind extends string> {
  readonly kind: Kind;
  /** Not before this time; pushed back after a failed try. */
  readonly at: Date;
  readonly tries: number;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** How long after the n-th failed try the next one follows: at the next sweep, then after 1, 2, 4, … minutes, at most an hour. */
export function backOffMs(tries: number): number {
  return tries <= 1 ? 0 : Math.min(hourMs, minuteMs * 2 ** (tries - 2));
}

/** When the sweep must look at a document: its earliest todo, `null` when there is none. */
export function dueAt(todos: readonly Todo<string>[]): Date | null {
  if (todos.length === 0) return null;
  return new Date(Math.min(...todos.map((todo) => todo.at.getTime())));
}
