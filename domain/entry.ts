import { already, refused, to, type Actor, type Life, type Move } from './life';
import { dueAt, hourMs, type Todo } from './todo';
import type { Order, RefundWish } from './order';

export const entryStates = ['UnderReview', 'Admitted', 'Joined', 'Rejected', 'TimedOut', 'Refunded'] as const;
export type EntryState = (typeof entryStates)[number];

export const entryEvents = [
  'admitted',
  'reviewBegun',
  'approved',
  'rejected',
  'timedOut',
  'checkedIn',
  'refunded',
] as const;
export type EntryEvent = (typeof entryEvents)[number];

const ended = {
  admitted: to('Admitted'),
  reviewBegun: to('UnderReview'),
  approved: refused('AlreadyDecided'),
  checkedIn: refused('NotAdmitted'),
} as const;

export const entryLife = {
  UnderReview: {
    admitted: refused('UnderReview'),
    reviewBegun: refused('UnderReview'),
    approved: to('Admitted'),
    rejected: to('Rejected'),
    timedOut: to('TimedOut'),
    checkedIn: refused('UnderReview'),
    refunded: to('Refunded'),
  },
  Admitted: {
    admitted: refused('AlreadyMember'),
    reviewBegun: refused('AlreadyMember'),
    approved: already,
    rejected: refused('AlreadyDecided'),
    timedOut: refused('AlreadyDecided'),
    checkedIn: to('Joined'),
    refunded: to('Refunded'),
  },
  Joined: {
    admitted: refused('AlreadyMember'),
    reviewBegun: refused('AlreadyMember'),
    approved: already,
    rejected: refused('AlreadyDecided'),
    timedOut: refused('AlreadyDecided'),
    checkedIn: already,
    refunded: to('Refunded'),
  },
  // Ended: the next round begins with the next payment.
  Rejected: { ...ended, rejected: already, timedOut: refused('AlreadyDecided'), refunded: refused('AlreadyDecided') },
  TimedOut: { ...ended, rejected: refused('ReviewTimedOut'), timedOut: already, refunded: refused('AlreadyDecided') },
  Refunded: { ...ended, rejected: refused('AlreadyDecided'), timedOut: refused('AlreadyDecided'), refunded: already },
} as const satisfies Life<EntryState, EntryEvent>;

/** States in which a round is over; reaching one makes `round` grow by one. */
export const endedStates = ['Rejected', 'TimedOut', 'Refunded'] as const satisfies readonly EntryState[];
export const isEnded = (state: EntryState): boolean => (endedStates as readonly EntryState[]).includes(state);

/** `timeOut` end a review nobody decided · `refund` give the money of the round that ended back · `countCode` count a shown code. */
export type EntryTodoKind = 'timeOut' | 'refund' | 'countCode';

export interface EntryTodo extends Todo<EntryTodoKind> {
  readonly orderId?: string;
  readonly refund?: RefundWish;
  readonly codeId?: string;
}

/** Also says in which round it happened: moves of all rounds stand in one list. */
export interface EntryMove extends Move<EntryState, EntryEvent> {
  readonly round: number;
}

export interface Entry {
  /** hash(person, group) */
  readonly _id: string;
  readonly rev: number;
  readonly groupId: string;
  readonly openid: string;
  readonly state: EntryState;
  /** Begins at 1 and grows by one each time the entry ends. */
  readonly round: number;
  /** The order that gave the standing of the current, or the last, round. */
  readonly orderId: string;
  readonly paidFen: number;
  /** When the current, or last, round began. */
  readonly appliedAt: Date;
  /** When it came to its present state. */
  readonly stateAt: Date;
  readonly reviewUntil: Date | null;
  readonly rejectedReason: string;
  /** The code last shown in this round; once one was, an automatic refund is out. */
  readonly shownCodeId: string | null;
  readonly moves: readonly EntryMove[];
  readonly todo: readonly EntryTodo[];
  readonly dueAt: Date | null;
}

type Changes = Partial<Omit<Entry, '_id' | 'rev' | 'state' | 'stateAt' | 'moves' | 'dueAt'>>;

export function withEntryChanges(entry: Entry, changes: Changes): Entry {
  const next = { ...entry, ...changes };
  return { ...next, rev: entry.rev + 1, dueAt: dueAt(next.todo) };
}

function moved(entry: Entry, event: EntryEvent, by: Actor, now: Date, changes: Changes): Entry | null {
  const verdict = entryLife[entry.state][event];
  if (verdict.kind !== 'moved') return null;
  const round = isEnded(verdict.to) ? entry.round + 1 : entry.round;
  const move = { event, from: entry.state, to: verdict.to, at: now, by, round: entry.round };
  const next = withEntryChanges(entry, { ...changes, round });
  return { ...next, state: verdict.to, stateAt: now, moves: [...entry.moves, move] };
}

/** What a paid order makes of the entry it bought: a new document where there is none. */
function begun(order: Order, now: Date) {
  const event = order.sold.admission === 'payThenReview' ? 'reviewBegun' : 'admitted';
  const reviewUntil = event === 'reviewBegun' ? new Date(now.getTime() + order.sold.reviewHours * hourMs) : null;
  const todo: readonly EntryTodo[] = reviewUntil ? [{ kind: 'timeOut', at: reviewUntil, tries: 0 }] : [];
  const changes = {
    orderId: order._id,
    paidFen: order.priceFen,
    appliedAt: now,
    reviewUntil,
    rejectedReason: '',
    shownCodeId: null,
    todo,
  };
  return { event, changes } as const;
}

/** The first entry of a person in a group, given by a paid order. */
export function firstEntry(order: Order, now: Date): Entry {
  const { event, changes } = begun(order, now);
  const state = event === 'reviewBegun' ? 'UnderReview' : 'Admitted';
  return {
    _id: order.entryId,
    rev: 0,
    groupId: order.groupId,
    openid: order.openid,
    state,
    round: order.round,
    stateAt: now,
    ...changes,
    moves: [{ event, from: null, to: state, at: now, by: 'system', round: order.round }],
    dueAt: dueAt(changes.todo),
  };
}

/**
 * An entry that ended, begun anew by a paid order. `null` where it can't be: the round is another, or the entry lives by another order,
 * so this order's money goes back.
 */
export function nextRound(entry: Entry, order: Order, now: Date): Entry | null {
  if (entry.round !== order.round) return null;
  const { event, changes } = begun(order, now);
  // Todos of the round before (a refund still on its way) stay.
  return moved(entry, event, 'system', now, { ...changes, todo: [...entry.todo, ...changes.todo] });
}

/** Whether this order already gave, in its own round, what the entry shows or showed. */
export function gaveEntry(order: Order, entry: Entry): boolean {
  return entry.orderId === order._id;
}

export function approved(entry: Entry, by: Actor, now: Date): Entry | null {
  return moved(entry, 'approved', by, now, { todo: entry.todo.filter((todo) => todo.kind !== 'timeOut') });
}

function endedWithRefund(
  entry: Entry,
  event: 'rejected' | 'timedOut' | 'refunded',
  refund: RefundWish,
  now: Date,
): Entry | null {
  const kept = entry.todo.filter((todo) => todo.kind !== 'timeOut');
  const giveBack: EntryTodo = { kind: 'refund', at: now, tries: 0, orderId: entry.orderId, refund };
  return moved(entry, event, refund.by, now, { rejectedReason: refund.note, todo: [...kept, giveBack] });
}

/** `note` is what the applicant will read. The money of this round goes back. */
export function rejected(entry: Entry, note: string, by: Actor, now: Date): Entry | null {
  return endedWithRefund(entry, 'rejected', { reason: 'rejected', note, by }, now);
}

/** Nobody decided in time. The money of this round goes back. */
export function timedOut(entry: Entry, now: Date): Entry | null {
  return endedWithRefund(entry, 'timedOut', { reason: 'reviewTimedOut', note: '', by: 'system' }, now);
}

/** The buyer wants out. The money of this round goes back. */
export function refunded(entry: Entry, now: Date): Entry | null {
  return endedWithRefund(entry, 'refunded', { reason: 'byBuyer', note: '', by: 'buyer' }, now);
}

/** Where a round of this entry came to, as far as it has moves. */
export function stateOfRound(entry: Entry, round: number): EntryState | null {
  return entry.moves.filter((move) => move.round === round).at(-1)?.to ?? null;
}

/** A code was shown for the first time in this round. */
export function codeShown(entry: Entry, codeId: string, now: Date): Entry {
  const count: EntryTodo = { kind: 'countCode', at: now, tries: 0, codeId };
  return withEntryChanges(entry, { shownCodeId: codeId, todo: [...entry.todo, count] });
}
