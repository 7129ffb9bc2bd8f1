import { noop, refused, to, type Actor, type TransitionTable, type Transition } from './transition';
import { dueAt, hourMs, minuteMs, needsAttentionAt, type Effect } from './effect';
import type { AdmissionRule } from './group';
import { leastPayTimeMs, type Approval, type Order, type RefundRequest } from './order';

export const membershipStates = [
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
  'Revoked',
] as const;
export type MembershipState = (typeof membershipStates)[number];

export const membershipEvents = [
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
  'noValidQr',
  'revoked',
] as const;
export type MembershipEvent = (typeof membershipEvents)[number];

const notAdmitted = {
  checkedIn: refused('NotAdmitted'),
  expired: refused('NotAdmitted'),
  renewed: refused('NotAdmitted'),
  removed: refused('NotAdmitted'),
  noValidQr: refused('NotAdmitted'),
} as const;

/** Who has paid can't withdraw, but ask for the money back; who is in was decided about. */
const inside = {
  applied: refused('AlreadyMember'),
  reviewBegun: refused('AlreadyMember'),
  approved: noop,
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
  revoked: refused('AlreadyDecided'),
} as const;

export const membershipTransitions = {
  // No money has moved.
  Applied: {
    ...notAdmitted,
    applied: noop,
    reviewBegun: refused('Applied'),
    approved: to('Approved'),
    seatLacked: noop,
    admitted: refused('Applied'),
    rejected: to('Rejected'),
    timedOut: to('TimedOut'),
    withdrawn: to('Withdrawn'),
    revoked: refused('NotPaid'),
  },
  // Holds a seat until it has paid, or its time to pay is over.
  Approved: {
    ...notAdmitted,
    applied: noop,
    reviewBegun: refused('AlreadyDecided'),
    approved: noop,
    // Others were faster: no seat could be had after all.
    seatLacked: to('Applied'),
    admitted: to('Admitted'),
    rejected: refused('AlreadyDecided'),
    timedOut: to('TimedOut'),
    withdrawn: to('Withdrawn'),
    revoked: refused('NotPaid'),
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
    revoked: to('Revoked'),
  },
  Admitted: {
    ...inside,
    checkedIn: to('Joined'),
    expired: to('Expired'),
    renewed: noop,
    removed: to('Removed'),
    // No live code, and none was ever shown to this person.
    noValidQr: to('Revoked'),
    revoked: to('Revoked'),
  },
  Joined: {
    ...inside,
    checkedIn: noop,
    expired: to('Expired'),
    renewed: noop,
    removed: to('Removed'),
    noValidQr: refused('AlreadyMember'),
    revoked: to('Revoked'),
  },
  // Its time is over; the round goes on when it is renewed.
  Expired: {
    ...inside,
    checkedIn: refused('NotAdmitted'),
    expired: noop,
    renewed: to('Admitted'),
    removed: to('Removed'),
    noValidQr: refused('NotAdmitted'),
    revoked: to('Revoked'),
  },
  Removed: { ...ended, removed: noop },
  Rejected: { ...ended, rejected: noop },
  TimedOut: { ...ended, rejected: refused('ReviewTimedOut'), timedOut: noop },
  Withdrawn: { ...ended, withdrawn: noop },
  Revoked: { ...ended, noValidQr: noop, revoked: noop },
} as const satisfies TransitionTable<MembershipState, MembershipEvent>;

/** States in which a round is over; reaching one makes `round` grow by one. */
export const endedStates = [
  'Removed',
  'Rejected',
  'TimedOut',
  'Withdrawn',
  'Revoked',
] as const satisfies readonly MembershipState[];
export const isEnded = (state: MembershipState): boolean => (endedStates as readonly MembershipState[]).includes(state);

/** How long an approved applicant has to begin paying, the seat held: a day, for everybody looks at their phone once a day; longer keeps others out. */
export const payApprovedWithinMs = 24 * hourMs;
/** How long an owner has to put a live code in for somebody who has paid and found none: a night's sleep and a day's work. */
export const noValidQrAfterMs = 24 * hourMs;
/** A function that was taking a seat while its membership ended has ended itself by then (the longest runs 50 s). */
export const seatFreedAgainMs = 5 * minuteMs;

/**
 * `timeOut` end a review nobody decided, or an approval nobody paid for · `secureSeat` make sure of an approved membership's seat · `freeSeat` give
 * one back once more · `noValidQr` give the money back of whom no code could be shown · `refund` give the money of the round that ended
 * back · `countShownQr` count a shown code.
 */
export const membershipEffectKinds = [
  'timeOut',
  'secureSeat',
  'freeSeat',
  'noValidQr',
  'refund',
  'countShownQr',
] as const;
export type MembershipEffectKind = (typeof membershipEffectKinds)[number];

export interface MembershipEffect extends Effect<MembershipEffectKind> {
  readonly orderId?: string;
  readonly refund?: RefundRequest;
  readonly qrId?: string;
  readonly seatId?: string;
}

/** Also says in which round it happened: moves of all rounds stand in one list. */
export interface MembershipTransition extends Transition<MembershipState, MembershipEvent> {
  readonly round: number;
}

export interface Membership {
  /** hash(person, group) */
  readonly _id: string;
  readonly rev: number;
  readonly groupId: string;
  readonly openid: string;
  readonly state: MembershipState;
  /** Begins at 1 and grows by one each time the membership ends. */
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
  readonly encryptedMessage: string | null;
  readonly rejectedReason: string;
  /** The code last shown in this round; once one was, an automatic refund is out. */
  readonly shownQrId: string | null;
  readonly history: readonly MembershipTransition[];
  readonly effects: readonly MembershipEffect[];
  readonly dueAt: Date | null;
  /** Since when something can't be finished; an operator has it before them. */
  readonly needsAttentionAt: Date | null;
}

type Changes = Partial<
  Omit<Membership, '_id' | 'rev' | 'state' | 'stateAt' | 'history' | 'effects' | 'dueAt' | 'needsAttentionAt'>
>;

export function changeMembership(
  membership: Membership,
  changes: Changes & Partial<Pick<Membership, 'effects'>>,
): Membership {
  const next = { ...membership, ...changes };
  return {
    ...next,
    rev: membership.rev + 1,
    dueAt: dueAt(next.effects),
    needsAttentionAt: needsAttentionAt(next.effects),
  };
}

/** What is owed whatever state the membership moves to; the other effects belong to the state it leaves. */
const lasting: readonly MembershipEffectKind[] = ['refund', 'countShownQr', 'freeSeat'];

/** The membership after `event` with `more` to do, or `null` where the table does not move on it. */
function moved(
  membership: Membership,
  event: MembershipEvent,
  actor: Actor,
  now: Date,
  changes: Changes,
  more: readonly MembershipEffect[] = [],
): Membership | null {
  const verdict = membershipTransitions[membership.state][event];
  if (verdict.kind !== 'moved') return null;
  const round = isEnded(verdict.to) ? membership.round + 1 : membership.round;
  const transition = { event, from: membership.state, to: verdict.to, at: now, actor, round: membership.round };
  const effects = [...membership.effects.filter((each) => lasting.includes(each.kind)), ...more];
  const next = changeMembership(membership, { ...changes, round, effects });
  return { ...next, state: verdict.to, stateAt: now, history: [...membership.history, transition] };
}

const timeOutAt = (at: Date): MembershipEffect => ({ kind: 'timeOut', at, attempts: 0 });

const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

/** What a round begins with, however it begins. */
const fresh = {
  orderId: null,
  paidFen: 0,
  reviewUntil: null,
  payUntil: null,
  seatId: null,
  encryptedMessage: null,
  rejectedReason: '',
  shownQrId: null,
} as const;

/** What a paid order makes of the membership it bought: a new document where there is none. */
function begun(order: Order, now: Date) {
  const { admission, reviewHours } = order.terms;
  const event = admission === 'payThenReview' ? 'reviewBegun' : 'admitted';
  const reviewUntil = event === 'reviewBegun' ? after(now, reviewHours * hourMs) : null;
  const changes = { ...fresh, admission, orderId: order._id, paidFen: order.priceFen, appliedAt: now, reviewUntil };
  return { event, changes, effects: reviewUntil ? [timeOutAt(reviewUntil)] : [] } as const;
}

type FirstParts = Omit<Membership, 'rev' | 'stateAt' | 'history' | 'effects' | 'dueAt' | 'needsAttentionAt'>;

function first(
  parts: FirstParts,
  event: MembershipEvent,
  actor: Actor,
  now: Date,
  effects: readonly MembershipEffect[],
): Membership {
  const transition = { event, from: null, to: parts.state, at: now, actor, round: parts.round };
  return {
    ...parts,
    rev: 0,
    stateAt: now,
    history: [transition],
    effects,
    dueAt: dueAt(effects),
    needsAttentionAt: null,
  };
}

/** The first membership of a person in a group, given by a paid order. */
export function createMembership(order: Order, now: Date): Membership {
  const { event, changes, effects } = begun(order, now);
  const state = event === 'reviewBegun' ? 'UnderReview' : 'Admitted';
  const { membershipId, groupId, openid, round } = order;
  return first({ _id: membershipId, groupId, openid, state, round, ...changes }, event, 'system', now, effects);
}

/**
 * The membership as a paid order makes it: one that ended begins anew, one that was approved is admitted. `null` where it can't be: the round
 * is another, the membership lives by another order, or the order was sold by a rule the membership did not come by. Then its money goes back.
 */
export function enter(membership: Membership, order: Order, now: Date): Membership | null {
  if (membership.round !== order.round) return null;
  if ((membership.state === 'Approved') !== (order.terms.admission === 'reviewThenPay')) return null;
  if (membership.state === 'Approved') {
    const paid = { orderId: order._id, paidFen: order.priceFen, payUntil: null };
    return moved(membership, 'admitted', 'system', now, paid);
  }
  const { event, changes, effects } = begun(order, now);
  return moved(membership, event, 'system', now, changes, effects);
}

/** An application to be let in, before any money moves. */
export interface Application {
  readonly membershipId: string;
  readonly groupId: string;
  readonly openid: string;
  readonly reviewHours: number;
  /** Sealed for this membership in this round. */
  readonly encryptedMessage: string;
}

/** `membership`: the person's standing so far, ended, or `null`. Answers `null` where it has not ended. */
export function applyForMembership(
  membership: Membership | null,
  application: Application,
  now: Date,
): Membership | null {
  const { membershipId, groupId, openid, encryptedMessage } = application;
  const reviewUntil = after(now, application.reviewHours * hourMs);
  const changes = { ...fresh, admission: 'reviewThenPay' as const, appliedAt: now, reviewUntil, encryptedMessage };
  const effects = [timeOutAt(reviewUntil)];
  if (membership) return moved(membership, 'applied', 'buyer', now, changes, effects);
  const parts = { _id: membershipId, groupId, openid, state: 'Applied' as const, round: 1, ...changes };
  return first(parts, 'applied', 'buyer', now, effects);
}

/** Whether this order already gave, in its own round, what the membership shows or showed. */
export function grantsMembership(order: Order, membership: Membership): boolean {
  return membership.orderId === order._id;
}

/** Who has paid is admitted; who has applied may pay, and the seat (where the group has a limit) is to be taken at once. */
export function approveMembership(
  membership: Membership,
  actor: Actor,
  now: Date,
  limited: boolean,
): Membership | null {
  if (membership.state !== 'Applied') return moved(membership, 'approved', actor, now, {});
  const payUntil = after(now, payApprovedWithinMs);
  // Each approval's seat has an id of its own: one that is given back late can't be another approval's.
  const seatId = limited ? `${membership._id}#${membership.round}-${membership.rev}` : null;
  const seat: readonly MembershipEffect[] = seatId === null ? [] : [{ kind: 'secureSeat', at: now, attempts: 0 }];
  return moved(membership, 'approved', actor, now, { payUntil, seatId }, [...seat, timeOutAt(endOfApproval(payUntil))]);
}

/** A payment begun at the last moment is still given its time. */
const endOfApproval = (payUntil: Date): Date => after(payUntil, leastPayTimeMs);

/** What an approved membership gives its orders; `null` where it is not approved, or its time to begin paying is over. */
export function currentApproval(membership: Membership, now: Date): Approval | null {
  if (membership.state !== 'Approved' || membership.payUntil === null || now >= membership.payUntil) return null;
  return { seatId: membership.seatId, payUntil: endOfApproval(membership.payUntil) };
}

/** The seat is taken: from now on it can only be lost by the round's end. */
export function confirmSeat(membership: Membership): Membership {
  return changeMembership(membership, {
    effects: membership.effects.filter((effect) => effect.kind !== 'secureSeat'),
  });
}

/** Whether an approved membership's seat is still to be made sure of. */
export const lacksSeat = (membership: Membership): boolean =>
  membership.effects.some((effect) => effect.kind === 'secureSeat');

function seatToFree(membership: Membership, now: Date): MembershipEffect[] {
  // Of an admitted membership the order gives the seat back, with the money.
  if (membership.state !== 'Approved' || membership.seatId === null) return [];
  return [{ kind: 'freeSeat', at: after(now, seatFreedAgainMs), attempts: 0, seatId: membership.seatId }];
}

/** No seat could be had: the application waits for its decision again, until its old time. Only before the seat was sure. */
export function returnToApplied(membership: Membership, now: Date): Membership | null {
  if (!lacksSeat(membership)) return null;
  const review = membership.reviewUntil ? [timeOutAt(membership.reviewUntil)] : [];
  const effects = [...seatToFree(membership, now), ...review];
  return moved(membership, 'seatLacked', 'system', now, { payUntil: null, seatId: null }, effects);
}

/** The end of a round; money it was paid with goes back, a seat that an approval took is freed. */
function endedBy(
  membership: Membership,
  event: 'rejected' | 'timedOut' | 'withdrawn' | 'noValidQr' | 'revoked',
  refund: RefundRequest,
  now: Date,
): Membership | null {
  const { orderId } = membership;
  const refundRemaining: MembershipEffect[] =
    orderId === null ? [] : [{ kind: 'refund', at: now, attempts: 0, orderId, refund }];
  const effects = [...refundRemaining, ...seatToFree(membership, now)];
  const changes = { rejectedReason: refund.note, payUntil: null, seatId: null };
  return moved(membership, event, refund.actor, now, changes, effects);
}

/** `note` is what the applicant will read. The money of this round goes back, if any was paid. */
export function rejectMembership(membership: Membership, note: string, actor: Actor, now: Date): Membership | null {
  return endedBy(membership, 'rejected', { reason: 'rejected', note, actor }, now);
}

/** Nobody decided in time, so the money of this round goes back, if any was paid; or who was approved did not pay in time. */
export function timeOut(membership: Membership, now: Date): Membership | null {
  return endedBy(membership, 'timedOut', { reason: 'reviewTimedOut', note: '', actor: 'system' }, now);
}

/** The applicant wants no more. What was told in confidence goes with it. */
export function withdraw(membership: Membership, now: Date): Membership | null {
  const end = endedBy(membership, 'withdrawn', { reason: 'byBuyer', note: '', actor: 'buyer' }, now);
  return end && { ...end, encryptedMessage: null };
}

/** The buyer wants out, or an operator gives everything back. The money of this round goes back. */
export function revokeForRefund(membership: Membership, request: RefundRequest, now: Date): Membership | null {
  return endedBy(membership, 'revoked', request, now);
}

/** No code could be shown for a day. The money of this round goes back. `null` where one was shown. */
export function revokeForMissingQr(membership: Membership, now: Date): Membership | null {
  if (membership.shownQrId !== null) return null;
  return endedBy(membership, 'noValidQr', { reason: 'noValidQr', note: '', actor: 'system' }, now);
}

/** When the money goes back by itself because no code could be shown; `null` while that is not so. */
export function noValidQrDeadline(membership: Membership): Date | null {
  return membership.effects.find((effect) => effect.kind === 'noValidQr')?.at ?? null;
}

/** The admitted person has looked for a code and there was none: the owner's time to put one in begins. */
export function startQrDeadline(membership: Membership, now: Date): Membership {
  const effect: MembershipEffect = { kind: 'noValidQr', at: after(now, noValidQrAfterMs), attempts: 0 };
  return changeMembership(membership, { effects: [...membership.effects, effect] });
}

/** Where a round of this membership came to, as far as it has moves. */
export function stateOfRound(membership: Membership, round: number): MembershipState | null {
  return membership.history.filter((transition) => transition.round === round).at(-1)?.to ?? null;
}

/** A code was shown for the first time in this round. */
export function recordShownQr(membership: Membership, qrId: string, now: Date): Membership {
  const count: MembershipEffect = { kind: 'countShownQr', at: now, attempts: 0, qrId };
  const kept = membership.effects.filter((effect) => effect.kind !== 'noValidQr');
  return changeMembership(membership, { shownQrId: qrId, effects: [...kept, count] });
}
