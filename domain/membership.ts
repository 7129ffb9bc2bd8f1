import {
  moved,
  noop,
  refused,
  to,
  type Actor,
  type Cell,
  type Decision,
  type RefusalOf,
  type Transition,
  type TransitionTable,
} from './transition';
import { dueAt, needsAttentionAt, type Effect } from './effect';
import { hourMs, minuteMs } from './time';
import type { AdmissionRule } from './group';
import type { PoolQr } from './groupQr';
import { withoutQrMs, type QrPeriod } from './qrAvailability';
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
  'groupBanned',
] as const;
export type MembershipEvent = (typeof membershipEvents)[number];

const notAdmitted = {
  checkedIn: refused('NotAdmitted'),
  expired: refused('NotAdmitted'),
  renewed: refused('NotAdmitted'),
  removed: refused('NotAdmitted'),
  noValidQr: refused('NotAdmitted'),
} as const;

/** A paid member can't withdraw but can request a refund. An admitted member has already been decided on. */
const inside = {
  applied: refused('AlreadyMember'),
  reviewBegun: refused('AlreadyMember'),
  approved: noop,
  seatLacked: refused('AlreadyDecided'),
  admitted: refused('AlreadyMember'),
  rejected: refused('AlreadyDecided'),
  timedOut: refused('AlreadyDecided'),
  withdrawn: refused('AlreadyPaid'),
  // They were shown the QR; an operator decides about their money.
  groupBanned: refused('AlreadyMember'),
} as const;

/** The next application or payment begins the next round: no rejection is for life. */
const ended = {
  ...notAdmitted,
  applied: to('Applied'),
  reviewBegun: to('UnderReview'),
  admitted: to('Admitted'),
  approved: refused('AlreadyDecided'),
  seatLacked: refused('AlreadyDecided'),
  rejected: refused('AlreadyDecided'),
  timedOut: refused('AlreadyDecided'),
  withdrawn: refused('ApplicationNotFound'),
  revoked: refused('AlreadyDecided'),
  groupBanned: noop,
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
    groupBanned: to('Revoked'),
  },
  // Holds a seat until it is paid or its time to pay is over.
  Approved: {
    ...notAdmitted,
    applied: noop,
    reviewBegun: refused('AlreadyDecided'),
    approved: noop,
    // Others took the last seat in the meantime.
    seatLacked: to('Applied'),
    admitted: to('Admitted'),
    rejected: refused('AlreadyDecided'),
    timedOut: to('TimedOut'),
    withdrawn: to('Withdrawn'),
    revoked: refused('NotPaid'),
    groupBanned: to('Revoked'),
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
    groupBanned: to('Revoked'),
  },
  Admitted: {
    ...inside,
    checkedIn: to('Joined'),
    expired: to('Expired'),
    renewed: noop,
    removed: to('Removed'),
    // Both only while no QR was ever shown to this person.
    noValidQr: to('Revoked'),
    revoked: to('Revoked'),
    groupBanned: to('Revoked'),
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
  // The validity is over; the round goes on when it is renewed.
  Expired: {
    ...inside,
    withdrawn: refused('ApplicationNotFound'),
    checkedIn: refused('NotAdmitted'),
    expired: noop,
    renewed: to('Admitted'),
    removed: to('Removed'),
    noValidQr: refused('NotAdmitted'),
    revoked: to('Revoked'),
  },
  Removed: { ...ended, removed: noop },
  Rejected: { ...ended, rejected: noop },
  TimedOut: { ...ended, approved: refused('ReviewTimedOut'), rejected: refused('ReviewTimedOut'), timedOut: noop },
  Withdrawn: { ...ended, withdrawn: noop },
  Revoked: { ...ended, noValidQr: noop, revoked: noop },
} as const satisfies TransitionTable<MembershipState, MembershipEvent>;

type MembershipDecision<Event extends MembershipEvent, More extends string = never> = Decision<
  Membership,
  RefusalOf<typeof membershipTransitions, Event> | More
>;

/** States in which a round is over; reaching one makes `round` grow by one. */
export const endedStates = [
  'Removed',
  'Rejected',
  'TimedOut',
  'Withdrawn',
  'Revoked',
] as const satisfies readonly MembershipState[];
export const isEnded = (state: MembershipState): boolean => (endedStates as readonly MembershipState[]).includes(state);

/** States in which a member may see the group's QR. */
export const isInside = (state: MembershipState): boolean => state === 'Admitted' || state === 'Joined';

/**
 * The time an approved applicant has to begin paying, while the seat is held: a day, because everybody looks at their phone once a day, and
 * longer keeps others out.
 */
export const payApprovedWithinMs = 24 * hourMs;
/** A member who paid waits so long in all without a QR: enough for an owner's night's sleep and a day's work. */
export const noValidQrAfterMs = 24 * hourMs;
/** A function that was taking a seat while its membership ended is over by then: the longest runs 50 s. */
const seatFreedAgainMs = 5 * minuteMs;

/**
 * The effects a membership's transition can leave to do:
 * `timeOut` ends a review that nobody decided, or an approval that nobody paid for · `secureSeat` makes sure of an approved membership's
 * seat · `freeSeat` releases one once more · `noValidQr` refunds a member to whom no QR could be shown for a day · `refund` refunds the round that
 * ended · `countShownQr` counts a QR as shown.
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
  /** The shown QR had few places left. */
  readonly nearlyFull?: boolean;
  readonly seatId?: string;
}

/** Names its round, because the history holds all rounds. */
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
  /** The admission rule of the current or last round. */
  readonly admission: AdmissionRule;
  /** The order that paid for the current or last round; `null` before any was paid. */
  readonly orderId: string | null;
  readonly paidFen: number;
  /** The beginning of the current or last round. */
  readonly appliedAt: Date;
  /** The time it entered its current state. */
  readonly stateAt: Date;
  readonly reviewUntil: Date | null;
  /** The latest time an approved applicant may begin to pay; `null` unless approved and unpaid. */
  readonly payUntil: Date | null;
  /** The seat that an approval took or takes, another one for each approval; `null` if the order holds its own or the group has no limit. */
  readonly seatId: string | null;
  /** The applicant's confidential message to the owner, encrypted; `null` if there is none. */
  readonly encryptedMessage: string | null;
  readonly rejectedReason: string;
  /** The QR last shown in this round; once one was shown, an automatic refund is ruled out. */
  readonly shownQrId: string | null;
  readonly history: readonly MembershipTransition[];
  readonly effects: readonly MembershipEffect[];
  readonly dueAt: Date | null;
  /** The time this first needed an operator's attention; `null` while all is well. */
  readonly needsAttentionAt: Date | null;
}

type Changes = Partial<
  Omit<Membership, '_id' | 'rev' | 'state' | 'stateAt' | 'history' | 'effects' | 'dueAt' | 'needsAttentionAt'>
>;

/** The document after a change that is no transition. */
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

/** These effects are owed in whatever state the membership moves to; the others belong to the state it leaves. */
const lasting: readonly MembershipEffectKind[] = ['refund', 'countShownQr', 'freeSeat'];

type Row = {
  readonly [Event in MembershipEvent]: Cell<MembershipState, RefusalOf<typeof membershipTransitions, Event>>;
};
const rowOf = (state: MembershipState): Row => membershipTransitions[state];

interface Change {
  readonly changes: Changes;
  readonly effects?: readonly MembershipEffect[];
}

/** Asks the table, and builds the next document if the membership moves. */
function decide<Event extends MembershipEvent>(
  membership: Membership,
  event: Event,
  actor: Actor,
  now: Date,
  { changes, effects = [] }: Change,
): MembershipDecision<Event> {
  const cell: Cell<MembershipState, RefusalOf<typeof membershipTransitions, Event>> = rowOf(membership.state)[event];
  if (cell.kind !== 'moved') return cell;
  const round = isEnded(cell.to) ? membership.round + 1 : membership.round;
  const transition = { event, from: membership.state, to: cell.to, at: now, actor, round: membership.round };
  const kept = membership.effects.filter((each) => lasting.includes(each.kind));
  const next = changeMembership(membership, { ...changes, round, effects: [...kept, ...effects] });
  return moved({ ...next, state: cell.to, stateAt: now, history: [...membership.history, transition] });
}

const after = (from: Date, ms: number): Date => new Date(from.getTime() + ms);

const timeOutAt = (at: Date): MembershipEffect => ({ kind: 'timeOut', at, attempts: 0 });

/** Every admitted member has this clock until a QR is shown. */
const noValidQrAt = (admittedAt: Date): MembershipEffect => ({
  kind: 'noValidQr',
  at: after(admittedAt, noValidQrAfterMs),
  attempts: 0,
});

/** Every round begins with these values. */
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

/** The beginning of the round that a paid order bought. */
function beginPaidRound(order: Order, now: Date) {
  const { admission, reviewHours } = order.terms;
  const event = admission === 'payThenReview' ? 'reviewBegun' : 'admitted';
  const reviewUntil = event === 'reviewBegun' ? after(now, reviewHours * hourMs) : null;
  const bought = { orderId: order._id, paidFen: order.priceFen, encryptedMessage: order.encryptedMessage };
  const changes = { ...fresh, admission, ...bought, appliedAt: now, reviewUntil };
  return { event, changes, effects: [reviewUntil ? timeOutAt(reviewUntil) : noValidQrAt(now)] } as const;
}

type FirstParts = Omit<Membership, 'rev' | 'stateAt' | 'history' | 'effects' | 'dueAt' | 'needsAttentionAt'>;

function createFirst(
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

/** Builds the first membership of a person in a group, bought by a paid order. */
export function createMembership(order: Order, now: Date): Membership {
  const { event, changes, effects } = beginPaidRound(order, now);
  const state = event === 'reviewBegun' ? 'UnderReview' : 'Admitted';
  const { membershipId, groupId, openid, round } = order;
  return createFirst({ _id: membershipId, groupId, openid, state, round, ...changes }, event, 'system', now, effects);
}

/** This order paid for the membership's current or last round. */
export function grantsMembership(order: Order, membership: Membership): boolean {
  return membership.orderId === order._id;
}

/**
 * Grants what a paid order bought: an ended membership begins anew, an approved one is admitted. Refuses, beside the table, an order of
 * another round (`OtherRound`) and one sold by a rule the membership did not come by (`OtherAdmissionRule`); the money then goes back.
 */
export function enter(
  membership: Membership,
  order: Order,
  now: Date,
): MembershipDecision<'admitted' | 'reviewBegun', 'OtherRound' | 'OtherAdmissionRule'> {
  if (grantsMembership(order, membership)) return noop;
  if (membership.round !== order.round) return refused('OtherRound');
  if ((membership.state === 'Approved') !== (order.terms.admission === 'reviewThenPay'))
    return refused('OtherAdmissionRule');
  if (membership.state === 'Approved') {
    const changes = { orderId: order._id, paidFen: order.priceFen, payUntil: null };
    return decide(membership, 'admitted', 'system', now, { changes, effects: [noValidQrAt(now)] });
  }
  const { event, ...change } = beginPaidRound(order, now);
  return decide(membership, event, 'system', now, change);
}

/** An application to join, before any money moves. */
export interface Application {
  readonly membershipId: string;
  readonly groupId: string;
  readonly openid: string;
  readonly reviewHours: number;
  /** Encrypted for this membership in this round. */
  readonly encryptedMessage: string;
}

/** Applies for the next round; `membership` is the person's ended membership, or `null` if there never was one. */
export function applyForMembership(
  membership: Membership | null,
  application: Application,
  now: Date,
): MembershipDecision<'applied'> {
  const { membershipId, groupId, openid, encryptedMessage } = application;
  const reviewUntil = after(now, application.reviewHours * hourMs);
  const changes = { ...fresh, admission: 'reviewThenPay' as const, appliedAt: now, reviewUntil, encryptedMessage };
  const effects = [timeOutAt(reviewUntil)];
  if (membership) return decide(membership, 'applied', 'buyer', now, { changes, effects });
  const parts = { _id: membershipId, groupId, openid, state: 'Applied' as const, round: 1, ...changes };
  return moved(createFirst(parts, 'applied', 'buyer', now, effects));
}

/**
 * The rules of a review that the table can't know: the decision is about a given round, the same decision again is fine, and none can be
 * taken once the time to review is over. `null` lets the table decide.
 */
function checkReview(
  membership: Membership,
  round: number,
  event: 'approved' | 'rejected',
  now: Date,
): Decision<never, 'AlreadyDecided' | 'ReviewTimedOut'> | null {
  const cell = rowOf(membership.state)[event];
  const isCurrent = round === membership.round;
  if (isCurrent && cell.kind === 'moved')
    return membership.reviewUntil && membership.reviewUntil <= now ? refused('ReviewTimedOut') : null;
  const taken = membership.history
    .filter((transition) => transition.round === round)
    .filter((transition) => transition.event === 'approved' || transition.event === 'rejected')
    .at(-1);
  if (taken) return taken.event === event ? noop : refused('AlreadyDecided');
  // A round that ended undecided is judged by the state it ended in.
  const isLast = isEnded(membership.state) && round === membership.round - 1;
  return isLast && cell.kind === 'refused' ? cell : refused('AlreadyDecided');
}

/**
 * Approves the application of a round: a paid applicant is admitted, an unpaid one may pay and, where the group has a limit (`limited`),
 * gets a seat that must be secured at once.
 */
export function approveMembership(
  membership: Membership,
  review: { readonly round: number; readonly limited: boolean },
  actor: Actor,
  now: Date,
): MembershipDecision<'approved'> {
  const checked = checkReview(membership, review.round, 'approved', now);
  if (checked) return checked;
  if (membership.state !== 'Applied')
    return decide(membership, 'approved', actor, now, { changes: {}, effects: [noValidQrAt(now)] });
  const payUntil = after(now, payApprovedWithinMs);
  // Each approval's seat has its own id, so that releasing one late can't release another approval's.
  const seatId = review.limited ? `${membership._id}#${membership.round}-${membership.rev}` : null;
  const seat: readonly MembershipEffect[] = seatId === null ? [] : [{ kind: 'secureSeat', at: now, attempts: 0 }];
  const effects = [...seat, timeOutAt(endOfApproval(payUntil))];
  return decide(membership, 'approved', actor, now, { changes: { payUntil, seatId }, effects });
}

/** A payment begun at the last moment still gets its time. */
export const endOfApproval = (payUntil: Date): Date => after(payUntil, leastPayTimeMs);

/** The approval that the membership's next order pays for; `null` if it is not approved or the time to begin paying is over. */
export function currentApproval(membership: Membership, now: Date): Approval | null {
  if (membership.state !== 'Approved' || membership.payUntil === null || now >= membership.payUntil) return null;
  return { seatId: membership.seatId, payUntil: endOfApproval(membership.payUntil) };
}

/** The seat is taken: from now on only the end of the round loses it. */
export function confirmSeat(membership: Membership): Membership {
  return changeMembership(membership, {
    effects: membership.effects.filter((effect) => effect.kind !== 'secureSeat'),
  });
}

/** The seat of an approved membership has yet to be secured. */
export const lacksSeat = (membership: Membership): boolean =>
  membership.effects.some((effect) => effect.kind === 'secureSeat');

function seatToFree(membership: Membership, now: Date): MembershipEffect[] {
  // The order of an admitted membership gives its seat back, together with the money.
  if (membership.state !== 'Approved' || membership.seatId === null) return [];
  return [{ kind: 'freeSeat', at: after(now, seatFreedAgainMs), attempts: 0, seatId: membership.seatId }];
}

/** No seat was left: the application waits for its decision again, until its original deadline. Refuses once the seat is secured. */
export function returnToApplied(membership: Membership, now: Date): MembershipDecision<'seatLacked', 'SeatSecured'> {
  if (membership.state === 'Approved' && !lacksSeat(membership)) return refused('SeatSecured');
  const review = membership.reviewUntil ? [timeOutAt(membership.reviewUntil)] : [];
  const effects = [...seatToFree(membership, now), ...review];
  return decide(membership, 'seatLacked', 'system', now, { changes: { payUntil: null, seatId: null }, effects });
}

/** Ends a round: the money it was paid with goes back, and a seat that an approval took is released. */
function end<Event extends 'rejected' | 'timedOut' | 'withdrawn' | 'noValidQr' | 'revoked' | 'groupBanned'>(
  membership: Membership,
  event: Event,
  refund: RefundRequest,
  now: Date,
  more: Changes = {},
): MembershipDecision<Event> {
  const { orderId } = membership;
  const refunding: MembershipEffect[] =
    orderId === null ? [] : [{ kind: 'refund', at: now, attempts: 0, orderId, refund }];
  const effects = [...refunding, ...seatToFree(membership, now)];
  const changes = { payUntil: null, seatId: null, ...more };
  return decide(membership, event, refund.actor, now, { changes, effects });
}

/** Rejects the application of a round; the applicant reads `note`. Whatever was paid for the round goes back. */
export function rejectMembership(
  membership: Membership,
  review: { readonly round: number; readonly note: string },
  actor: Actor,
  now: Date,
): MembershipDecision<'rejected'> {
  const checked = checkReview(membership, review.round, 'rejected', now);
  const refund = { reason: 'rejected', note: review.note, actor } as const;
  return checked ?? end(membership, 'rejected', refund, now, { rejectedReason: review.note });
}

/** Nobody decided in time, or an approved applicant did not pay in time. Whatever was paid for the round goes back. */
export function timeOut(membership: Membership, now: Date): MembershipDecision<'timedOut'> {
  return end(membership, 'timedOut', { reason: 'reviewTimedOut', note: '', actor: 'system' }, now);
}

/** The applicant takes the application back; the confidential message is deleted with it. */
export function withdraw(membership: Membership, now: Date): MembershipDecision<'withdrawn'> {
  const refund = { reason: 'byBuyer', note: '', actor: 'buyer' } as const;
  return end(membership, 'withdrawn', refund, now, { encryptedMessage: null });
}

/**
 * The buyer requests a refund, or an operator refunds everything. Whatever was paid for the round goes back. The request's note is for the
 * buyer and stays with the refund; a buyer who takes back an application takes the confidential message back, too.
 */
export function revokeForRefund(
  membership: Membership,
  request: RefundRequest,
  now: Date,
): MembershipDecision<'revoked'> {
  const isWithdrawn = membership.state === 'UnderReview' && request.actor === 'buyer';
  return end(membership, 'revoked', request, now, isWithdrawn ? { encryptedMessage: null } : {});
}

/** States that a ban ends, unless a QR was shown: those who wait for a decision, for their payment or for the QR. */
export const endedByBan = [
  'Applied',
  'Approved',
  'UnderReview',
  'Admitted',
] as const satisfies readonly MembershipState[];

/** States of a round that goes on. */
export const currentStates = membershipStates.filter((state) => !isEnded(state));

/** Its group was banned before a QR was shown, so the money of this round goes back. Refuses once one was shown (`QrAlreadyShown`). */
export function endForBan(membership: Membership, now: Date): MembershipDecision<'groupBanned', 'QrAlreadyShown'> {
  if (membership.state === 'Admitted' && membership.shownQrId !== null) return refused('QrAlreadyShown');
  return end(membership, 'groupBanned', { reason: 'groupBanned', note: '', actor: 'operator' }, now);
}

/**
 * An operator gives everybody's money back. Whatever was paid for the round goes back, also after a QR was shown; an application without a
 * payment ends as by the ban.
 */
export function endForRefundOfAll(
  membership: Membership,
  request: RefundRequest,
  now: Date,
): MembershipDecision<'revoked' | 'groupBanned', 'QrAlreadyShown'> {
  const unpaid = membership.state === 'Applied' || membership.state === 'Approved';
  return unpaid ? endForBan(membership, now) : revokeForRefund(membership, request, now);
}

/** No QR could be shown for a day, so the money of this round goes back. Refuses once a QR was shown (`QrAlreadyShown`). */
export function revokeForMissingQr(
  membership: Membership,
  now: Date,
): MembershipDecision<'noValidQr', 'QrAlreadyShown'> {
  if (membership.state === 'Admitted' && membership.shownQrId !== null) return refused('QrAlreadyShown');
  return end(membership, 'noValidQr', { reason: 'noValidQr', note: '', actor: 'system' }, now);
}

/**
 * The time at which an admitted member's money goes back if no QR can be shown from now on: a day without a QR in all, from the admission.
 * `null` once a QR was shown, which alone ends this clock: a QR that nobody saw only stops it, and only if it lasted.
 */
export function noValidQrDeadline(membership: Membership, periods: readonly QrPeriod[], now: Date): Date | null {
  if (membership.state !== 'Admitted' || membership.shownQrId !== null) return null;
  const leftMs = noValidQrAfterMs - withoutQrMs(periods, membership.stateAt, now);
  return after(now, Math.max(0, leftMs));
}

/** The next time at which a day without a QR can have passed. */
export function rescheduleQrDeadline(membership: Membership, at: Date): Membership {
  const effects = membership.effects.map((effect) => (effect.kind === 'noValidQr' ? { ...effect, at } : effect));
  return changeMembership(membership, { effects });
}

/** The owner's reason to the applicant; '' unless the owner rejected: an older membership may hold an operator's note to the buyer there. */
export const rejectionReason = ({ state, rejectedReason }: Membership): string =>
  state === 'Rejected' ? rejectedReason : '';

/** The state that a round of this membership reached, as far as its history goes. */
export function stateOfRound(membership: Membership, round: number): MembershipState | null {
  return membership.history.filter((transition) => transition.round === round).at(-1)?.to ?? null;
}

/** People who are shown a QR at the same moment know nothing of one another, so that each of the last few tells the group. */
const fewPlaces = 10;

/** A QR is shown that this member was not shown before. Only the first of a round counts towards the quota. */
export function recordShownQr(
  membership: Membership,
  qr: Pick<PoolQr, '_id' | 'quota' | 'shownCount'>,
  now: Date,
): Membership {
  const kept = membership.effects.filter((effect) => effect.kind !== 'noValidQr');
  const nearlyFull = qr.quota - qr.shownCount <= fewPlaces ? { nearlyFull: true } : {};
  const count = { kind: 'countShownQr', at: now, attempts: 0, qrId: qr._id, ...nearlyFull } as const;
  const effects = membership.shownQrId === null ? [...kept, count] : kept;
  return changeMembership(membership, { shownQrId: qr._id, effects });
}
