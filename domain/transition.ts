/**
 * A life is a table: for every state and every event, what happens. `to('Paid')` moves; `already` is a repeat that is fine and changes
 * nothing; `refused('NotPaid')` is a repeat or a wish that is not fine, with its code.
 */
export type Verdict<State extends string> =
  | { readonly kind: 'moved'; readonly to: State }
  | { readonly kind: 'already' }
  | { readonly kind: 'refused'; readonly code: string };

export type TransitionTable<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Record<Event, Verdict<State>>>>
>;

export const to = <const State extends string>(state: State) => ({ kind: 'moved', to: state }) as const;
export const noop = { kind: 'already' } as const;
export const refused = <const Code extends string>(code: Code) => ({ kind: 'refused', code }) as const;

/** One line of a document's history: written in the same update as the move itself. */
export interface Transition<State extends string, Event extends string> {
  readonly event: Event;
  readonly from: State | null;
  readonly to: State;
  readonly at: Date;
  /** Who caused it, for the audit: a role, never an openid. */
  readonly actor: Actor;
}

export type Actor = 'buyer' | 'owner' | 'operator' | 'system';
