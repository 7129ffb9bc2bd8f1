import { reschedule, type Effect } from '../../../domain/effect';

/**
 * `done`: the effect is dropped. `waiting`: nothing is wrong, and it stays due. `asksLater`: nothing is wrong, and it is due again at
 * `laterAt`. `failed`: it is retried later. `superseded`: another write has moved the document meanwhile; the next sweep does the rest.
 */
export type EffectResult = 'done' | 'waiting' | 'asksLater' | 'failed' | 'superseded';

export interface EffectOutcome<Subject> {
  readonly result: EffectResult;
  /** The document after the effect, with anything read along with it. */
  readonly subject: Subject;
  /** A failure before this time needs no operator. */
  readonly patientUntil?: Date | null;
  /** The next time of an effect that asks later. */
  readonly laterAt?: Date;
}

/** Everything the loop needs to know about one kind of document. */
export interface EffectHandler<Subject, Item extends Effect<string>> {
  readonly now: () => Date;
  readonly effectsOf: (subject: Subject) => readonly Item[];
  /** Identifies an effect within its document, across repeated reads. */
  readonly keyOf: (effect: Item) => string;
  /** Must be idempotent. */
  readonly perform: (subject: Subject, effect: Item) => Promise<EffectOutcome<Subject>>;
  /** Writes the remaining effects, unless the document has changed meanwhile. */
  readonly save: (subject: Subject, effects: readonly Item[]) => Promise<unknown>;
}

/** Runs the due effects of one document and writes the remaining ones once. Returns whether none failed. */
export async function runDueEffects<Subject, Item extends Effect<string>>(
  found: Subject,
  handler: EffectHandler<Subject, Item>,
): Promise<boolean> {
  const { effectsOf, now } = handler;
  const identify = (effect: Item): string => `${handler.keyOf(effect)} ${effect.at.getTime()}`;
  const results = new Map<string, EffectOutcome<Subject>>();
  let subject = found;
  for (;;) {
    const due = effectsOf(subject).find((effect) => effect.at <= now() && !results.has(identify(effect)));
    if (!due) break;
    const outcome = await handler.perform(subject, due);
    if (outcome.result === 'superseded') return true;
    results.set(identify(due), outcome);
    subject = outcome.subject;
  }
  const before = effectsOf(subject);
  const left = before.flatMap((effect) => {
    const outcome = results.get(identify(effect));
    if (outcome?.result === 'done') return [];
    if (outcome?.result === 'asksLater') return [{ ...effect, at: outcome.laterAt ?? effect.at }];
    return [outcome?.result === 'failed' ? reschedule(effect, now(), outcome.patientUntil) : effect];
  });
  const changed = left.length !== before.length || left.some((effect, index) => effect !== before[index]);
  if (changed) await handler.save(subject, left);
  return ![...results.values()].some(({ result }) => result === 'failed');
}
