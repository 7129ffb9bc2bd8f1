import { hourMs, minuteMs } from './time';

/** What must still follow a move. It lives in the document that moved, so the move and its consequences are written together. */
export interface Effect<Kind extends string> {
  readonly kind: Kind;
  /** Not before this time; pushed back after a failed try. */
  readonly at: Date;
  readonly attempts: number;
  /** Since when it has failed so often that an operator should look. It is tried on all the same. */
  readonly needsAttentionAt?: Date;
}

/** How long after the n-th failed try the next one follows: at the next sweep, then after 1, 2, 4, … minutes, at most an hour. */
export function backOffMs(attempts: number): number {
  return attempts <= 1 ? 0 : Math.min(hourMs, minuteMs * 2 ** (attempts - 2));
}

/** After so many failed tries, about five hours, a effect is put before an operator. */
export const attentionAfterAttempts = 12;

/** The effect after one more failed attempt: later, and never given up. */
export function reschedule<Any extends Effect<string>>(effect: Any, now: Date): Any {
  const attempts = effect.attempts + 1;
  const later = { ...effect, attempts, at: new Date(now.getTime() + backOffMs(attempts)) };
  return attempts < attentionAfterAttempts || effect.needsAttentionAt ? later : { ...later, needsAttentionAt: now };
}

/** All effects, those that are due rescheduled. */
export function rescheduleDue<Any extends Effect<string>>(effects: readonly Any[], now: Date): readonly Any[] {
  return effects.map((effect) => (effect.at <= now ? reschedule(effect, now) : effect));
}

/** Since when a document needs an operator's eye; `null` when it doesn't, or not any more. */
export function needsAttentionAt(effects: readonly Effect<string>[]): Date | null {
  const since = effects.flatMap((effect) => (effect.needsAttentionAt ? [effect.needsAttentionAt.getTime()] : []));
  return since.length === 0 ? null : new Date(Math.min(...since));
}

/** When the sweep must look at a document: its earliest effect, `null` when there is none. */
export function dueAt(effects: readonly Effect<string>[]): Date | null {
  if (effects.length === 0) return null;
  return new Date(Math.min(...effects.map((effect) => effect.at.getTime())));
}
