import { hourMs, minuteMs } from './time';

/**
 * A consequence a transition still owes. It is stored in the document that moved, so both are written in one operation.
 */
export interface Effect<Kind extends string> {
  readonly kind: Kind;
  /** The earliest time to run it; pushed back after a failed attempt. */
  readonly at: Date;
  readonly attempts: number;
  /** The time it first needed an operator's attention, after many failures. It is still retried. */
  readonly needsAttentionAt?: Date;
}

/** The delay after the n-th failed attempt: until the next sweep, then 1, 2, 4, … minutes, at most an hour. */
export function backOffMs(attempts: number): number {
  return attempts <= 1 ? 0 : Math.min(hourMs, minuteMs * 2 ** (attempts - 2));
}

/** An effect needs an operator's attention after so many failed attempts, which takes about five hours. */
const attentionAfterAttempts = 12;

/** Reschedules an effect after a failed attempt. Effects are never given up. Before `patientUntil` waiting is no trouble. */
export function reschedule<Any extends Effect<string>>(effect: Any, now: Date, patientUntil: Date | null = null): Any {
  const attempts = effect.attempts + 1;
  const later = { ...effect, attempts, at: new Date(now.getTime() + backOffMs(attempts)) };
  const isTrouble = attempts >= attentionAfterAttempts && (patientUntil === null || now >= patientUntil);
  return isTrouble && !effect.needsAttentionAt ? { ...later, needsAttentionAt: now } : later;
}

/** All effects, those that are due rescheduled. */
export function rescheduleDue<Any extends Effect<string>>(
  effects: readonly Any[],
  now: Date,
  patienceOf: (effect: Any) => Date | null = () => null,
): readonly Any[] {
  return effects.map((effect) => (effect.at <= now ? reschedule(effect, now, patienceOf(effect)) : effect));
}

/** The time a document first needed an operator's attention; `null` if it does not. */
export function needsAttentionAt(effects: readonly Effect<string>[]): Date | null {
  const since = effects.flatMap((effect) => (effect.needsAttentionAt ? [effect.needsAttentionAt.getTime()] : []));
  return since.length === 0 ? null : new Date(Math.min(...since));
}

/** The time the sweep must process a document: its earliest effect, `null` without effects. */
export function dueAt(effects: readonly Effect<string>[]): Date | null {
  if (effects.length === 0) return null;
  return new Date(Math.min(...effects.map((effect) => effect.at.getTime())));
}
