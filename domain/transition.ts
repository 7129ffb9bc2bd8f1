/**
 * A transition table says, for every state and every event, what happens: the document moves to another state, nothing changes because
 * the event is a harmless repeat, or the event is refused with a code.
 */
export type Cell<State extends string, Code extends string> =
  | { readonly kind: 'moved'; readonly to: State }
  | { readonly kind: 'noop' }
  | { readonly kind: 'refused'; readonly code: Code };

export type TransitionTable<State extends string, Event extends string, Code extends string = string> = Readonly<
  Record<State, Readonly<Record<Event, Cell<State, Code>>>>
>;

export const to = <const State extends string>(state: State) => ({ kind: 'moved', to: state }) as const;
export const noop = { kind: 'noop' } as const;
export const refused = <const Code extends string>(code: Code) => ({ kind: 'refused', code }) as const;

/**
 * A rule's answer about a document: `moved` carries the whole next document, `noop` means that everything asked for holds already,
 * `refused` carries the code that a function passes on to its caller.
 */
export type Decision<Document, Code extends string> =
  | { readonly kind: 'moved'; readonly next: Document }
  | { readonly kind: 'noop' }
  | { readonly kind: 'refused'; readonly code: Code };

export type Refused<Code extends string> = Extract<Decision<never, Code>, { readonly kind: 'refused' }>;

export const moved = <Document>(next: Document) => ({ kind: 'moved', next }) as const;

/** The next document; `null` if the decision changes nothing. For callers that treat a repeat and a refusal alike. */
export function nextOf<Document>(decision: Decision<Document, string>): Document | null {
  return decision.kind === 'moved' ? decision.next : null;
}

type CodeOfCell<Found> = Found extends { readonly kind: 'refused'; readonly code: infer Code extends string }
  ? Code
  : never;

/** The codes with which a table refuses any of these events, in any state. */
export type RefusalOf<Table, Event extends string> = {
  [State in keyof Table]: Event extends keyof Table[State] ? CodeOfCell<Table[State][Event]> : never;
}[keyof Table];

/** One line of a document's history, written in the same update as the change of state itself. */
export interface Transition<State extends string, Event extends string> {
  readonly event: Event;
  /** `null` for the event that created the document. */
  readonly from: State | null;
  readonly to: State;
  readonly at: Date;
  /** The role that caused it, for the audit; never an openid. */
  readonly actor: Actor;
}

export const actors = ['buyer', 'owner', 'operator', 'system'] as const;
export type Actor = (typeof actors)[number];
