import { hourMs, minuteMs } from './time';

/** Work that must still follow a transition. It lives in the document that moved, so the transition and its consequences are written together. */
export interface Effect<Kind extends string> {
  readonly kind: Kind;
  /** Not before this time; pushed back after a failed try. */
  readonly at: Date;
  readonly attempts: number;
  /** When it had failed so often that an operator should look. It is tried on all the same. */
  readonly needsAttentionAt?: Date;
}

/** The wait after the n-th failed attempt: none (the next sweep), then 1, 2, 4, … minutes, at most an hour. */
export function backOffMs(attempts: number): number {
  return attempts <= 1 ? 0 : Math.min(hourMs, minuteMs * 2 ** (attempts - 2));
}

/** After so many failed tries, about five hours, an effect is put before an operator. */
const attentionAfterAttempts = 12;

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

/** When a document first needed an operator's attention; `null` when it doesn't. */
export function needsAttentionAt(effects: readonly Effect<string>[]): Date | null {
  const since = effects.flatMap((effect) => (effect.needsAttentionAt ? [effect.needsAttentionAt.getTime()] : []));
  return since.length === 0 ? null : new Date(Math.min(...since));
}

/** When the sweep must look at a document: its earliest effect, `null` when there is none. */
export function dueAt(effects: readonly Effect<string>[]): Date | null {
  if (effects.length === 0) return null;
  return new Date(Math.min(...effects.map((effect) => effect.at.getTime())));
}
