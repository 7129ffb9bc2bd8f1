import { already, refused, to, type Actor, type Life, type Move } from './life';
import { dueAt, hourMs, minuteMs, stuckAt, type Todo } from './todo';
import type { AdmissionRule } from './group';
import { leastPayTimeMs, type Approval, type Order, type RefundWish } from './order';

export const entryStates = [
  'Applied',
  'Approved',
  'UnderReview',
  'Admitted',
  'Joined',
  'Expired',
  'Removed',
  'Rejected',
  'TimedOut',
  'Withdrawn',
  'Refunded',
] as const;
export type EntryState = (typeof entryStates)[number];

export const entryEvents = [
  'applied',
  'reviewBegun',
  'approved',
  'seatLacked',
  'admitted',
  'rejected',
  'timedOut',
  'withdrawn',
  'checkedIn',
  'expired',
  'renewed',
  'removed',
  'noWayIn',
  'refunded',
] as const;
export type EntryEvent = (typeof entryEvents)[number];

const notAdmitted = {
  checkedIn: refused('NotAdmitted'),
  expired: refused('NotAdmitted'),
  renewed: refused('NotAdmitted'),
  removed: refused('NotAdmitted'),
  noWayIn: refused('NotAdmitted'),
} as const;

/** Who has paid can't withdraw, but ask for the money back; who is in was decided about. */
const inside = {
  applied: refused('AlreadyMember'),
  reviewBegun: refused('AlreadyMember'),
  approved: already,
  seatLacked: refused('AlreadyDecided'),
  admitted: refused('AlreadyMember'),
  rejected: refused('AlreadyDecided'),
  timedOut: refused('AlreadyDecided'),
  withdrawn: refused('AlreadyPaid'),
} as const;

/** The next round begins with the next application or payment: no rejection is for life. */
const ended = {
  ...notAdmitted,
  applied: to('Applied'),
  reviewBegun: to('UnderReview'),
  admitted: to('Admitted'),
  approved: refused('AlreadyDecided'),
  seatLacked: refused('AlreadyDecided'),
  rejected: refused('AlreadyDecided'),
  timedOut: refused('AlreadyDecided'),
  withdrawn: refused('AlreadyDecided'),
  refunded: refused('AlreadyDecided'),
} as const;

export const entryLife = {
  // No money has moved.
  Applied: {
    ...notAdmitted,
    applied: already,
    reviewBegun: refused('Applied'),
    approved: to('Approved'),
    seatLacked: already,
    admitted: refused('Applied'),
    rejected: to('Rejected'),
    timedOut: to('TimedOut'),
    withdrawn: to('Withdrawn'),
    refunded: refused('NotPaid'),
  },
  // Holds a seat until it has paid, or its time to pay is over.
  Approved: {
    ...notAdmitted,
    applied: already,
    reviewBegun: refused('AlreadyDecided'),
    approved: already,
    // Others were faster: no seat could be had after all.
    seatLacked: to('Applied'),
    admitted: to('Admitted'),
    rejected: refused('AlreadyDecided'),
    timedOut: to('TimedOut'),
    withdrawn: to('Withdrawn'),
    refunded: refused('NotPaid'),
  },
  UnderReview: {
    ...notAdmitted,
    applied: refused('UnderReview'),
    reviewBegun: refused('UnderReview'),
    approved: to('Admitted'),
    seatLacked: refused('UnderReview'),
    admitted: refused('UnderReview'),
    rejected: to('Rejected'),
    timedOut: to('TimedOut'),
    withdrawn: refused('AlreadyPaid'),
    refunded: to('Refunded'),
  },
  Admitted: {
    ...inside,
    checkedIn: to('Joined'),
    expired: to('Expired'),
    renewed: already,
    removed: to('Removed'),
    // No live code, and none was ever shown to this person.
    noWayIn: to('Refunded'),
    refunded: to('Refunded'),
  },
  Joined: {
    ...inside,
    checkedIn: already,
    expired: to('Expired'),
    renewed: already,
    removed: to('Removed'),
    noWayIn: refused('AlreadyMember'),
    refunded: to('Refunded'),
  },
  // Its time is over; the round goes on when it is renewed.
  Expired: {
    ...inside,
    checkedIn: refused('NotAdmitted'),
    expired: already,
    renewed: to('Admitted'),
    removed: to('Removed'),
    noWayIn: refused('NotAdmitted'),
    refunded: to('Refunded'),
  },
  Removed: { ...ended, removed: already },
  Rejected: { ...ended, rejected: already },
  TimedOut: { ...ended, rejected: refused('ReviewTimedOut'), timedOut: already },
  Withdrawn: { ...ended, withdrawn: already },
  Refunded: { ...ended, noWayIn: already, refunded: already },
} as const satisfies Life<EntryState, EntryEvent>;

/** States in which a round is over; reaching one makes `round` grow by one. */
export const endedStates = [
  'Removed',
  'Rejected',
  'TimedOut',
  'Withdrawn',
  'Refunded',
] as const satisfies readonly EntryState[];
export const isEnded = (state: EntryState): boolean => (endedStates as readonly EntryState[]).includes(state);

/** How long an approved applicant has to begin paying, the seat held: a day, for everybody looks at their phone once a day; longer keeps others out. */
export const payApprovedWithinMs = 24 * hourMs;
/** How long an owner has to put a live code in for somebody who has paid and found none: a night's sleep and a day's work. */
export const noWayInAfterMs = 24 * hourMs;
/** A function that was taking a seat while its entry ended has ended itself by then (the longest runs 50 s). */
export const seatFreedAgainMs = 5 * minuteMs;

/**
 * `timeOut` end a review nobody decided, or an approval nobody paid for · `seat` make sure of an approved entry's seat · `freeSeat` give
 * one back once more · `noWayIn` give the money back of whom no code could be shown · `refund` give the money of the round that ended
 * back · `countCode` count a shown code.
 */
export type EntryTodoKind = 'timeOut' | 'seat' | 'freeSeat' | 'noWayIn' | 'refund' | 'countCode';

export interface EntryTodo extends Todo<EntryTodoKind> {
  readonly orderId?: string;
  readonly refund?: RefundWish;
  readonly codeId?: string;
  readonly seatId?: string;
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
  /** By which rule the current, or last, round began. */
  readonly admission: AdmissionRule;
  /** The order that gave the standing of the current, or the last, round; `null` before any was paid. */
  readonly orderId: string | null;
  readonly paidFen: number;
  /** When the current, or last, round began. */
  readonly appliedAt: Date;
  /** When it came to its present state. */
  readonly stateAt: Date;
  readonly reviewUntil: Date | null;
  /** Until when an approved applicant may begin to pay; `null` unless approved and unpaid. */
  readonly payUntil: Date | null;
  /** The seat that an approval took, or takes; another one for each approval. `null`: the order holds its own, or the group has no limit. */
  readonly seatId: string | null;
  /** What the applicant told the owner in confidence, sealed; `null` where there is nothing. */
  readonly sealedWords: string | null;
  readonly rejectedReason: string;
  /** The code last shown in this round; once one was, an automatic refund is out. */
  readonly shownCodeId: string | null;
  readonly moves: readonly EntryMove[];
  readonly todo: readonly EntryTodo[];
  readonly dueAt: Date | null;
  /** Since when something can't be finished; an operator has it before them. */
  readonly stuckAt: Date | null;
}

type Changes = Partial<Omit<Entry, '_id' | 'rev' | 'state' | 'stateAt' | 'moves' | 'todo' | 'dueAt' | 'stuckAt'>>;

export function withEntryChanges(entry: Entry, changes: Changes & Partial<Pick<Entry, 'todo'>>): Entry {
  const next = { ...entry, ...changes };
  return { ...next, rev: entry.rev + 1, dueAt: dueAt(next.todo), stuckAt: stuckAt(next.todo) };
}

/** What is owed whatever state the entry moves to; the other todos belong to the state it leaves. */
const lasting: readonly EntryTodoKind[] = ['refund', 'countCode', 'freeSeat'];

/** The entry after `event` with `more` to do, or `null` where the table does not move on it. */
function moved(
  entry: Entry,
  event: EntryEvent,
  by: Actor,
  now: Date,
  changes: Changes,
  more: readonly EntryTodo[] = [],
): Entry | null {
  const verdict = entryLife[entry.state][event];
  if (verdict.kind !== 'moved') return null;
  const round = isEnded(verdict.to) ? entry.round + 1 : entry.round;
  const move = { event, from: entry.state, to: verdict.to, at: now, by, round: entry.round };
  const todo = [...entry.todo.filter((each) => lasting.includes(each.kind)), ...more];
  const next = withEntryChanges(entry, { ...changes, round, todo });
  return { ...next, state: verdict.to, stateAt: now, moves: [...entry.moves, move] };
}

const timeOutAt = (at: Date): EntryTodo => ({ kind: 'timeOut', at, tries: 0 });

const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/** What a round begins with, however it begins. */
const fresh = {
  orderId: null,
  paidFen: 0,
  reviewUntil: null,
  payUntil: null,
  seatId: null,
  sealedWords: null,
  rejectedReason: '',
  shownCodeId: null,
} as const;

/** What a paid order makes of the entry it bought: a new document where there is none. */
function begun(order: Order, now: Date) {
  const { admission, reviewHours } = order.sold;
  const event = admission === 'payThenReview' ? 'reviewBegun' : 'admitted';
  const reviewUntil = event === 'reviewBegun' ? after(now, reviewHours * hourMs) : null;
  const changes = { ...fresh, admission, orderId: order._id, paidFen: order.priceFen, appliedAt: now, reviewUntil };
  return { event, changes, todo: reviewUntil ? [timeOutAt(reviewUntil)] : [] } as const;
}

type FirstParts = Omit<Entry, 'rev' | 'stateAt' | 'moves' | 'todo' | 'dueAt' | 'stuckAt'>;

function first(parts: FirstParts, event: EntryEvent, by: Actor, now: Date, todo: readonly EntryTodo[]): Entry {
  const move = { event, from: null, to: parts.state, at: now, by, round: parts.round };
  return { ...parts, rev: 0, stateAt: now, moves: [move], todo, dueAt: dueAt(todo), stuckAt: null };
}

/** The first entry of a person in a group, given by a paid order. */
export function firstEntry(order: Order, now: Date): Entry {
  const { event, changes, todo } = begun(order, now);
  const state = event === 'reviewBegun' ? 'UnderReview' : 'Admitted';
  const { entryId, groupId, openid, round } = order;
  return first({ _id: entryId, groupId, openid, state, round, ...changes }, event, 'system', now, todo);
}

/**
 * The entry as a paid order makes it: one that ended begins anew, one that was approved is admitted. `null` where it can't be: the round
 * is another, the entry lives by another order, or the order was sold by a rule the entry did not come by. Then its money goes back.
 */
export function entered(entry: Entry, order: Order, now: Date): Entry | null {
  if (entry.round !== order.round) return null;
  if ((entry.state === 'Approved') !== (order.sold.admission === 'reviewThenPay')) return null;
  if (entry.state === 'Approved') {
    const paid = { orderId: order._id, paidFen: order.priceFen, payUntil: null };
    return moved(entry, 'admitted', 'system', now, paid);
  }
  const { event, changes, todo } = begun(order, now);
  return moved(entry, event, 'system', now, changes, todo);
}

/** An application to be let in, before any money moves. */
export interface Application {
  readonly entryId: string;
  readonly groupId: string;
  readonly openid: string;
  readonly reviewHours: number;
  /** Sealed for this entry in this round. */
  readonly sealedWords: string;
}

/** `entry`: the person's standing so far, ended, or `null`. Answers `null` where it has not ended. */
export function applied(entry: Entry | null, application: Application, now: Date): Entry | null {
  const { entryId, groupId, openid, sealedWords } = application;
  const reviewUntil = after(now, application.reviewHours * hourMs);
  const changes = { ...fresh, admission: 'reviewThenPay' as const, appliedAt: now, reviewUntil, sealedWords };
  const todo = [timeOutAt(reviewUntil)];
  if (entry) return moved(entry, 'applied', 'buyer', now, changes, todo);
  const parts = { _id: entryId, groupId, openid, state: 'Applied' as const, round: 1, ...changes };
  return first(parts, 'applied', 'buyer', now, todo);
}

/** Whether this order already gave, in its own round, what the entry shows or showed. */
export function gaveEntry(order: Order, entry: Entry): boolean {
  return entry.orderId === order._id;
}

/** Who has paid is admitted; who has applied may pay, and the seat (where the group has a limit) is to be taken at once. */
export function approved(entry: Entry, by: Actor, now: Date, limited: boolean): Entry | null {
  if (entry.state !== 'Applied') return moved(entry, 'approved', by, now, {});
  const payUntil = after(now, payApprovedWithinMs);
  // Each approval's seat has an id of its own: one that is given back late can't be another approval's.
  const seatId = limited ? `${entry._id}#${entry.round}-${entry.rev}` : null;
  const seat: readonly EntryTodo[] = seatId === null ? [] : [{ kind: 'seat', at: now, tries: 0 }];
  return moved(entry, 'approved', by, now, { payUntil, seatId }, [...seat, timeOutAt(endOfApproval(payUntil))]);
}

/** A payment begun at the last moment is still given its time. */
const endOfApproval = (payUntil: Date): Date => after(payUntil, leastPayTimeMs);

/** What an approved entry gives its orders; `null` where it is not approved, or its time to begin paying is over. */
export function approvalOf(entry: Entry, now: Date): Approval | null {
  if (entry.state !== 'Approved' || entry.payUntil === null || now >= entry.payUntil) return null;
  return { seatId: entry.seatId, payUntil: endOfApproval(entry.payUntil) };
}

/** The seat is taken: from now on it can only be lost by the round's end. */
export function seatTaken(entry: Entry): Entry {
  return withEntryChanges(entry, { todo: entry.todo.filter((todo) => todo.kind !== 'seat') });
}

/** Whether an approved entry's seat is still to be made sure of. */
export const lacksSeat = (entry: Entry): boolean => entry.todo.some((todo) => todo.kind === 'seat');

function seatToFree(entry: Entry, now: Date): EntryTodo[] {
  // Of an admitted entry the order gives the seat back, with the money.
  if (entry.state !== 'Approved' || entry.seatId === null) return [];
  return [{ kind: 'freeSeat', at: after(now, seatFreedAgainMs), tries: 0, seatId: entry.seatId }];
}

/** No seat could be had: the application waits for its decision again, until its old time. Only before the seat was sure. */
export function seatLacked(entry: Entry, now: Date): Entry | null {
  if (!lacksSeat(entry)) return null;
  const review = entry.reviewUntil ? [timeOutAt(entry.reviewUntil)] : [];
  const todo = [...seatToFree(entry, now), ...review];
  return moved(entry, 'seatLacked', 'system', now, { payUntil: null, seatId: null }, todo);
}

/** The end of a round; money it was paid with goes back, a seat that an approval took is freed. */
function endedBy(
  entry: Entry,
  event: 'rejected' | 'timedOut' | 'withdrawn' | 'noWayIn' | 'refunded',
  refund: RefundWish,
  now: Date,
): Entry | null {
  const { orderId } = entry;
  const giveBack: EntryTodo[] = orderId === null ? [] : [{ kind: 'refund', at: now, tries: 0, orderId, refund }];
  const todo = [...giveBack, ...seatToFree(entry, now)];
  const changes = { rejectedReason: refund.note, payUntil: null, seatId: null };
  return moved(entry, event, refund.by, now, changes, todo);
}

/** `note` is what the applicant will read. The money of this round goes back, if any was paid. */
export function rejected(entry: Entry, note: string, by: Actor, now: Date): Entry | null {
  return endedBy(entry, 'rejected', { reason: 'rejected', note, by }, now);
}

/** Nobody decided in time, so the money of this round goes back, if any was paid; or who was approved did not pay in time. */
export function timedOut(entry: Entry, now: Date): Entry | null {
  return endedBy(entry, 'timedOut', { reason: 'reviewTimedOut', note: '', by: 'system' }, now);
}

/** The applicant wants no more. What was told in confidence goes with it. */
export function withdrawn(entry: Entry, now: Date): Entry | null {
  const end = endedBy(entry, 'withdrawn', { reason: 'byBuyer', note: '', by: 'buyer' }, now);
  return end && { ...end, sealedWords: null };
}

/** The buyer wants out, or an operator gives everything back. The money of this round goes back. */
export function refunded(entry: Entry, wish: RefundWish, now: Date): Entry | null {
  return endedBy(entry, 'refunded', wish, now);
}

/** No code could be shown for a day. The money of this round goes back. `null` where one was shown. */
export function noWayIn(entry: Entry, now: Date): Entry | null {
  if (entry.shownCodeId !== null) return null;
  return endedBy(entry, 'noWayIn', { reason: 'noWayIn', note: '', by: 'system' }, now);
}

/** When the money goes back by itself because no code could be shown; `null` while that is not so. */
export function noWayInAt(entry: Entry): Date | null {
  return entry.todo.find((todo) => todo.kind === 'noWayIn')?.at ?? null;
}

/** The admitted person has looked for a code and there was none: the owner's time to put one in begins. */
export function codeMissed(entry: Entry, now: Date): Entry {
  const todo: EntryTodo = { kind: 'noWayIn', at: after(now, noWayInAfterMs), tries: 0 };
  return withEntryChanges(entry, { todo: [...entry.todo, todo] });
}

/** Where a round of this entry came to, as far as it has moves. */
export function stateOfRound(entry: Entry, round: number): EntryState | null {
  return entry.moves.filter((move) => move.round === round).at(-1)?.to ?? null;
}

/** A code was shown for the first time in this round. */
export function codeShown(entry: Entry, codeId: string, now: Date): Entry {
  const count: EntryTodo = { kind: 'countCode', at: now, tries: 0, codeId };
  const kept = entry.todo.filter((todo) => todo.kind !== 'noWayIn');
  return withEntryChanges(entry, { shownCodeId: codeId, todo: [...kept, count] });
}
