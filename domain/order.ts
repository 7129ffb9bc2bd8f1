import { auditEffect, type AuditRecord } from './audit';
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
import {
  isHeld,
  isRunning,
  noOfRefundElsewhere,
  refundTransitions,
  type ListedRefund,
  type Refund,
  type RefundEvent,
  type RefundReason,
  type RefundState,
} from './refund';
import { shareOf, sumFen, type MoneyTerms } from './money';
import { shownGroupName, shownNickname } from './names';
import { cutToUnits } from './text';
import { dueAt, needsAttentionAt, type Effect } from './effect';
import { beijingStamp, hourMs, minuteMs } from './time';
import type { AdmissionRule, Group } from './group';

export const orderStates = [
  'AwaitingPayment',
  'Paid',
  'Closed',
  'Refunding',
  'Refunded',
  'RefundFailed',
  'RefundGivenUp',
] as const;
export type OrderState = (typeof orderStates)[number];

/**
 * Orders for which no payment is known: the sweep's work on them is to ask WeChat Pay. All others hold money or gave it back, and their work
 * comes first.
 */
export const unpaidOrderStates = ['AwaitingPayment', 'Closed'] as const satisfies readonly OrderState[];
export const paidOrderStates: readonly OrderState[] = orderStates.filter(
  (state) => !unpaidOrderStates.some((unpaid) => unpaid === state),
);

export const orderEvents = [
  'paymentConfirmed',
  'closed',
  'refundRequested',
  'refundConfirmed',
  'partialRefundConfirmed',
  'refundFailed',
  'refundRetried',
  'refundPartlySettled',
  'refundGivenUp',
  'partialRefundGivenUp',
  'refundFound',
] as const;
export type OrderEvent = (typeof orderEvents)[number];

const noRefundRuns = refused('NoRefundRuns');

/** No refund has been requested yet, so none can end. */
const withoutRefund = {
  refundConfirmed: noRefundRuns,
  partialRefundConfirmed: noRefundRuns,
  refundFailed: noRefundRuns,
  refundRetried: noRefundRuns,
  refundPartlySettled: noRefundRuns,
  refundGivenUp: noRefundRuns,
  partialRefundGivenUp: noRefundRuns,
} as const;

/**
 * An order with refunds is `Refunding` while any of them runs, else `RefundFailed` while any waits for an operator. `RefundGivenUp`: all of
 * them are settled, the membership has ended, and an operator decided that some of the money stays.
 */
export const orderTransitions = {
  AwaitingPayment: {
    paymentConfirmed: to('Paid'),
    closed: to('Closed'),
    refundRequested: refused('NotPaid'),
    ...withoutRefund,
    refundFound: refused('NotPaid'),
  },
  Paid: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: to('Refunding'),
    ...withoutRefund,
    // A part that was given up arrives after all, or is asked for again.
    partialRefundConfirmed: noop,
    refundRetried: to('Refunding'),
    // The merchant made it at WeChat Pay's own desk.
    refundFound: to('Refunding'),
  },
  Closed: {
    // Money can still arrive after the order was closed; it goes back.
    paymentConfirmed: to('Refunding'),
    closed: noop,
    refundRequested: refused('NotPaid'),
    ...withoutRefund,
    refundFound: refused('NotPaid'),
  },
  Refunding: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: refused('RefundRunning'),
    refundConfirmed: to('Refunded'),
    partialRefundConfirmed: to('Paid'),
    refundFailed: to('RefundFailed'),
    // One refund ended well and another still waits for an operator.
    refundPartlySettled: to('RefundFailed'),
    refundRetried: refused('RefundRunning'),
    refundGivenUp: to('RefundGivenUp'),
    partialRefundGivenUp: refused('RefundRunning'),
    refundFound: noop,
  },
  Refunded: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: refused('NothingLeft'),
    refundConfirmed: noop,
    partialRefundConfirmed: noop,
    refundFailed: refused('NothingLeft'),
    refundRetried: refused('NothingLeft'),
    refundPartlySettled: noop,
    refundGivenUp: refused('NothingLeft'),
    partialRefundGivenUp: refused('NothingLeft'),
    refundFound: refused('NothingLeft'),
  },
  RefundFailed: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    // The failed part waits for an operator; the rest goes back meanwhile.
    refundRequested: to('Refunding'),
    // WeChat Pay found a way after all, or an operator did.
    refundConfirmed: to('Refunded'),
    partialRefundConfirmed: to('Paid'),
    refundFailed: noop,
    refundRetried: to('Refunding'),
    refundPartlySettled: noop,
    refundGivenUp: to('RefundGivenUp'),
    partialRefundGivenUp: to('Paid'),
    refundFound: to('Refunding'),
  },
  RefundGivenUp: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: refused('RefundUnsettled'),
    refundConfirmed: to('Refunded'),
    partialRefundConfirmed: noop,
    refundFailed: noop,
    refundRetried: to('Refunding'),
    refundPartlySettled: noop,
    refundGivenUp: noop,
    partialRefundGivenUp: noop,
    refundFound: to('Refunding'),
  },
} as const satisfies TransitionTable<OrderState, OrderEvent>;

type OrderDecision<Event extends OrderEvent, More extends string = never> = Decision<
  Order,
  RefusalOf<typeof orderTransitions, Event> | More
>;

/**
 * The effects an order's transition can leave to do:
 * `syncPayment` asks WeChat Pay whether the order is paid and closes it once its time is over · `admit` grants or moves the membership ·
 * `postPayment` and `postRefund` write a ledger posting · `closePayment` makes WeChat Pay take no more money for the order · `freeSeat`
 * releases its seat · `submitRefund` and `confirmRefund` bring a refund about · `audit` records an operator's action.
 */
export const orderEffectKinds = [
  'syncPayment',
  'admit',
  'postPayment',
  'closePayment',
  'freeSeat',
  'submitRefund',
  'confirmRefund',
  'postRefund',
  'audit',
] as const;
export type OrderEffectKind = (typeof orderEffectKinds)[number];

export interface OrderEffect extends Effect<OrderEffectKind> {
  /** Names the refund, for the three effects that are about one. */
  readonly refundNo?: string;
  readonly audit?: AuditRecord;
}

/** The exact parameters of `unifiedOrder`, kept because WeChat Pay refuses a repeat that differs. */
export interface PaymentRequest {
  readonly outTradeNo: string;
  readonly body: string;
  readonly totalFee: number;
  readonly subMchId: string;
  readonly nonceStr: string;
  readonly spbillCreateIp: string;
  /** Beijing time, `yyyyMMddHHmmss`. */
  readonly timeExpire: string;
}

/** The arguments of `wx.requestPayment`, as WeChat Pay gave them. */
export interface PaymentArguments {
  readonly appId?: string;
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'MD5' | 'HMAC-SHA256' | 'RSA';
  readonly paySign: string;
}

export interface Order {
  readonly _id: string;
  readonly rev: number;
  readonly groupId: string;
  readonly openid: string;
  readonly membershipId: string;
  /** The round of the membership that this order buys. */
  readonly round: number;
  readonly state: OrderState;
  readonly priceFen: number;
  readonly refundedFen: number;
  /** `<membershipId>#<round>` while the order is live, its own `_id` afterwards; unique, so a person has one live order per group. */
  readonly activeKey: string;
  /**
   * The seat this order occupies: its own `_id`, or the seat of the approved membership it pays for (which outlives an order that closes);
   * `null` if the group has no limit.
   */
  readonly seatId: string | null;
  /** The terms of the sale, frozen: later changes to the group don't affect existing orders. */
  readonly terms: {
    readonly groupName: string;
    readonly ownerName: string;
    readonly coverFileId: string;
    readonly admission: AdmissionRule;
    readonly reviewHours: number;
    readonly refundDays: number;
    /** The operator's share, in ten-thousandths. */
    readonly commissionPermyriad: number;
    /** The owner's own merchant takes the money, not the installation's. */
    readonly ownMerchant: boolean;
  };
  /** The buyer's application to the owner, encrypted, until the order closes or goes back; `null` if the rule asks for none. */
  readonly encryptedMessage: string | null;
  readonly paymentRequest: PaymentRequest;
  readonly payment: PaymentArguments | null;
  readonly transactionId: string | null;
  readonly createdAt: Date;
  readonly payUntil: Date;
  readonly paidAt: Date | null;
  readonly refunds: readonly Refund[];
  readonly history: readonly Transition<OrderState, OrderEvent>[];
  readonly effects: readonly OrderEffect[];
  readonly dueAt: Date | null;
  /** The time this first needed an operator's attention; `null` while all is well. */
  readonly needsAttentionAt: Date | null;
}

/** A buyer has this long to pay, while the seat is held. */
export const payWithinMs = 15 * minuteMs;
/**
 * WeChat Pay refuses a payment that expires too soon: within one minute by its documentation, within five by its error text. The sixth
 * minute covers the way there.
 */
export const leastPayTimeMs = 6 * minuteMs;
/** WeChat Pay refuses `closeOrder` sooner after creation (docs/platform.md, Paying). */
const closePaymentNotBeforeMs = 5 * minuteMs;

/**
 * WeChat Pay's word that it knows no such order is not the last one before `timeExpire` is over, nor in the minutes in which a payment made
 * at the last moment may still be on its way to where we ask (docs/platform.md, Paying).
 */
const absenceCountsAfterMs = 10 * minuteMs;

/**
 * An unpaid order is asked about less often as it ages: the wait is its age, within these bounds. The longer one is the time in which
 * WeChat Pay's own notice would have come four more times (docs/platform.md, Paying).
 */
const leastQuestionGapMs = minuteMs;
const mostQuestionGapMs = 4 * minuteMs;

/**
 * The time of the next question about an order that WeChat Pay calls unpaid; not after its time is over, when it is closed. `null`: it is so
 * young that every sweep asks, without a write.
 */
export function nextQuestionAt(order: Pick<Order, 'createdAt' | 'payUntil'>, now: Date): Date | null {
  const ageMs = now.getTime() - order.createdAt.getTime();
  if (ageMs < leastQuestionGapMs) return null;
  const nextMs = now.getTime() + Math.min(mostQuestionGapMs, ageMs);
  const endMs = order.payUntil.getTime();
  return new Date(now.getTime() < endMs ? Math.min(nextMs, endMs) : nextMs);
}

/** WeChat Pay's word that it knows no such order can be believed. */
export const isAbsenceFinal = (order: Order, now: Date): boolean =>
  now.getTime() >= order.payUntil.getTime() + absenceCountsAfterMs;

export interface OrderParts extends MoneyTerms {
  readonly orderId: string;
  readonly openid: string;
  readonly membershipId: string;
  readonly round: number;
  readonly group: Group;
  /** The approval it pays for; `null` if the payment comes first. */
  readonly approval: Approval | null;
  /** The buyer's application, if the owner decides after the payment. */
  readonly encryptedMessage?: string;
  readonly clientIp: string;
}

/** Orders under an approval use its seat and the time it has left. */
export interface Approval {
  readonly seatId: string | null;
  readonly payUntil: Date;
}

/** WeChat Pay's limit is 128 bytes; a Chinese character takes three (docs/platform.md, Paying). */
const bodyCharacters = 40;

/** Builds an order that awaits its payment, at the group's present price. */
export function placeOrder(parts: OrderParts, now: Date): Order {
  const { orderId, group, approval } = parts;
  const payUntil = new Date(Math.min(now.getTime() + payWithinMs, approval?.payUntil.getTime() ?? Infinity));
  const ownSeat = group.capacity === null ? null : orderId;
  const effects = [scheduleEffect('syncPayment', now)];
  const groupName = shownGroupName(group.name);
  return {
    _id: orderId,
    rev: 0,
    groupId: group._id,
    openid: parts.openid,
    membershipId: parts.membershipId,
    round: parts.round,
    state: 'AwaitingPayment',
    priceFen: group.priceFen,
    refundedFen: 0,
    activeKey: activeKeyOf(parts.membershipId, parts.round),
    seatId: approval ? approval.seatId : ownSeat,
    terms: {
      groupName,
      ownerName: shownNickname(group.ownerName),
      coverFileId: group.coverFileId,
      admission: approval ? 'reviewThenPay' : group.admission,
      reviewHours: group.reviewHours,
      refundDays: group.refundDays,
      commissionPermyriad: parts.commissionPermyriad,
      ownMerchant: parts.ownMerchant,
    },
    encryptedMessage: parts.encryptedMessage ?? null,
    paymentRequest: {
      outTradeNo: orderId,
      body: cutToUnits(`入群 ${groupName}`, bodyCharacters),
      totalFee: group.priceFen,
      subMchId: parts.subMchId,
      nonceStr: orderId,
      spbillCreateIp: parts.clientIp,
      timeExpire: beijingStamp(payUntil),
    },
    payment: null,
    transactionId: null,
    createdAt: now,
    payUntil,
    paidAt: null,
    refunds: [],
    history: [],
    effects,
    dueAt: dueAt(effects),
    needsAttentionAt: null,
  };
}

/** The seat that ends with the order. The seat of an approval stays with the membership, whose buyer may pay again. */
export const ownSeatId = ({ _id, seatId }: Pick<Order, '_id' | 'seatId'>): string | null =>
  seatId === _id ? seatId : null;

/** The unique key of the one live order of a person in a group. */
export function activeKeyOf(membershipId: string, round: number): string {
  return `${membershipId}#${round}`;
}

type Changes = Partial<Omit<Order, '_id' | 'rev' | 'state' | 'history' | 'dueAt' | 'needsAttentionAt'>>;

/** The document after a change that is no transition. */
export function changeOrder(order: Order, changes: Changes): Order {
  const next = { ...order, ...changes };
  return { ...next, rev: order.rev + 1, dueAt: dueAt(next.effects), needsAttentionAt: attentionAt(next) };
}

/**
 * Beside effects that keep failing, a failed refund needs an operator while another one runs; in `RefundFailed` the state itself says so.
 */
function attentionAt({ state, effects, refunds }: Order): Date | null {
  const failed = state === 'Refunding' ? refunds.find((row) => row.state === 'Failed') : undefined;
  const times = [needsAttentionAt(effects), failed?.endedAt ?? null].flatMap((at) => (at ? [at.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Asks the table, and builds the next document if the order moves. */
function decide<Event extends OrderEvent>(
  order: Order,
  event: Event,
  actor: Actor,
  now: Date,
  changes: () => Changes,
): OrderDecision<Event> {
  const cell: Cell<OrderState, RefusalOf<typeof orderTransitions, Event>> = rowOf(order.state)[event];
  if (cell.kind !== 'moved') return cell;
  const transition = { event, from: order.state, to: cell.to, at: now, actor };
  const changed = changeOrder({ ...order, state: cell.to }, changes());
  return moved({ ...changed, history: [...order.history, transition] });
}

type Row = { readonly [Event in OrderEvent]: Cell<OrderState, RefusalOf<typeof orderTransitions, Event>> };
const rowOf = (state: OrderState): Row => orderTransitions[state];

const scheduleEffect = (kind: OrderEffectKind, at: Date, refundNo?: string): OrderEffect =>
  refundNo === undefined ? { kind, at, attempts: 0 } : { kind, at, attempts: 0, refundNo };

const seatToFree = (seatId: string | null, now: Date): OrderEffect[] =>
  seatId === null ? [] : [scheduleEffect('freeSeat', now)];

const nextRefundNo = (order: Order): string => `${order._id}-R${order.refunds.length + 1}`;

function newRefund(order: Order, { reason, note, operator }: RefundRequest, fen: number, now: Date): Refund {
  const no = nextRefundNo(order);
  const idempotencyKey = operator?.idempotencyKey ?? null;
  return {
    no,
    fen,
    commissionFen: 0,
    state: 'Requested',
    reason,
    note,
    idempotencyKey,
    requestedAt: now,
    endedAt: null,
  };
}

/**
 * WeChat Pay says the order is paid. The money of a closed order goes straight back, apart from the `backFen` that went back elsewhere before
 * we knew of it.
 */
export function confirmPayment(
  order: Order,
  transactionId: string | null,
  now: Date,
  backFen = 0,
): OrderDecision<'paymentConfirmed'> {
  const paid = { transactionId, paidAt: now };
  return decide(order, 'paymentConfirmed', 'system', now, () => {
    if (order.state !== 'Closed')
      return { ...paid, effects: [scheduleEffect('admit', now), scheduleEffect('postPayment', now)] };
    const effects = [...seatToFree(ownSeatId(order), now), scheduleEffect('postPayment', now)];
    const leftFen = order.priceFen - backFen;
    if (leftFen <= 0) return { ...paid, effects };
    const refund = newRefund(order, { reason: 'paidAfterClosing', note: '', actor: 'system' }, leftFen, now);
    const submit = scheduleEffect('submitRefund', now, refund.no);
    return { ...paid, refunds: [...order.refunds, refund], effects: [...effects, submit] };
  });
}

/**
 * Closes an order that nobody will pay any more. Effects close the payment at WeChat Pay and free the seat once
 * more, in case a payment was just starting.
 */
export function closeOrder(order: Order, actor: Actor, now: Date): OrderDecision<'closed'> {
  return decide(order, 'closed', actor, now, () => {
    const notBefore = order.createdAt.getTime() + closePaymentNotBeforeMs;
    const at = new Date(Math.max(now.getTime(), notBefore));
    const effects = [...seatToFree(ownSeatId(order), now), scheduleEffect('closePayment', at)];
    return { activeKey: order._id, encryptedMessage: null, effects };
  });
}

/** A request to give money back: the reason, a message to the buyer, and the role that asks. */
export interface RefundRequest {
  readonly reason: RefundReason;
  readonly note: string;
  readonly actor: Actor;
  /** The operator and the key of their request; missing where no operator asked. */
  readonly operator?: { readonly openid: string; readonly idempotencyKey: string };
}

/** WeChat Pay refunds a payment within a year (docs/platform.md, Paying). */
const refundableForMs = 365 * 24 * hourMs;

/** The end of the time in which WeChat Pay can refund the order; `null` before it is paid. */
export const refundableUntil = (order: Order): Date | null =>
  order.paidAt && new Date(order.paidAt.getTime() + refundableForMs);

export function isTooOldToRefund(order: Order, now: Date): boolean {
  const until = refundableUntil(order);
  return until !== null && now > until;
}

/**
 * The amount that can be refunded by a new refund: the price less what went back and what earlier refunds speak for. The money of a failed
 * one is asked for again under its own number (docs/platform.md, Paying).
 */
export function refundableFen(order: Order): number {
  return order.state === 'Paid' || order.state === 'RefundFailed' ? Math.max(0, unspokenFen(order)) : 0;
}

/** The price less what went back and what refunds speak for; negative while they speak for more than was paid. */
export const unspokenFen = ({ priceFen, refundedFen, refunds }: Order): number =>
  priceFen - refundedFen - sumFen(refunds.filter(isHeld));

/** A membership may rest on this order: it is paid, and at most a part of it was refunded or is being refunded. */
export function backsMembership(order: Order): boolean {
  return order.paidAt !== null && order.activeKey === activeKeyOf(order.membershipId, order.round);
}

/**
 * Starts a refund of `fen`, by default of everything that is left. Before refunding everything, revoke the membership; a partial refund
 * leaves the membership, the order's active key and its seat alone. Refuses, beside the table: more than is left (`RefundTooLarge`), a part
 * of an order whose membership has ended (`RefundWholeOnly`), and anything while all that is left is spoken for by a failed refund
 * (`RefundUnsettled`).
 */
export function startRefund(
  order: Order,
  request: RefundRequest,
  now: Date,
  fen: number = refundableFen(order),
): OrderDecision<'refundRequested', 'RefundTooLarge' | 'RefundWholeOnly'> {
  const left = refundableFen(order);
  const whole = fen === left;
  if (rowOf(order.state).refundRequested.kind === 'moved') {
    if (left === 0) return refused('RefundUnsettled');
    if (fen < 1 || fen > left) return refused('RefundTooLarge');
    if (!whole && !backsMembership(order)) return refused('RefundWholeOnly');
  }
  return decide(order, 'refundRequested', request.actor, now, () => {
    const refund = newRefund(order, request, fen, now);
    const next = [scheduleEffect('submitRefund', now, refund.no), ...auditOf(order, refund, request, now)];
    const refunds = [...order.refunds, refund];
    if (!whole) return { refunds, effects: [...order.effects, ...next] };
    // An order that backs no membership took late money: the seat of an approval belongs to the membership that may still be paid for.
    const seatId = backsMembership(order) ? order.seatId : ownSeatId(order);
    const { effects, ...ended } = withoutBacking(order, seatId, now);
    return { ...ended, refunds, effects: [...effects, ...next] };
  });
}

/**
 * An order whose membership has ended before, or never was, gives up its key, its words for the owner and its seat. Postings and audit
 * records still due must not be lost; an admission still due is dropped.
 */
function withoutBacking(
  order: Order,
  seatId: string | null,
  now: Date,
): Pick<Order, 'activeKey' | 'encryptedMessage' | 'effects'> {
  const kept = order.effects.filter((effect) => effect.kind !== 'admit');
  return { activeKey: order._id, encryptedMessage: null, effects: [...kept, ...seatToFree(seatId, now)] };
}

/** Nothing is left that a membership could rest on. `wasAdmitted`: the order may have given one, whose seat goes with it. */
export const stopBacking = (order: Order, wasAdmitted: boolean, now: Date): Order =>
  changeOrder(order, withoutBacking(order, wasAdmitted ? order.seatId : ownSeatId(order), now));

/**
 * Adds a refund that the merchant made at WeChat Pay's own desk, as one that is under way there; its end is written as that of any other.
 * Refuses what cannot be true by our account: more than the rest of the payment (`RefundTooLarge`).
 */
export function addRefundElsewhere(
  order: Order,
  { refundId, outRefundNo, fen, succeededAt }: ListedRefund,
  withoutMembership: boolean,
  now: Date,
): OrderDecision<'refundFound', 'RefundTooLarge'> {
  const no = noOfRefundElsewhere(order._id, refundId);
  const row: Refund = {
    no,
    fen,
    commissionFen: 0,
    state: 'Processing',
    reason: 'byMerchant',
    note: '',
    idempotencyKey: null,
    requestedAt: succeededAt ?? now,
    endedAt: null,
    elsewhere: { refundId, outRefundNo, withoutMembership },
  };
  const effects = [...order.effects, scheduleEffect('confirmRefund', now, no)];
  const changes = { refunds: [...order.refunds, row], effects };
  const tooLarge = order.refundedFen + fen > order.priceFen;
  const decision = decide(order, 'refundFound', 'system', now, () => changes);
  if (decision.kind === 'refused') return decision;
  if (tooLarge) return refused('RefundTooLarge');
  return decision.kind === 'noop' ? moved(changeOrder(order, changes)) : decision;
}

/**
 * A refund of ours that WeChat Pay has not taken gives way to one made elsewhere. What it asked for beyond that becomes a refund of its own
 * (`restFen`): WeChat Pay may yet hear of the first one, and a number always comes with the same amount.
 */
export function supersedeRefund(
  order: Order,
  no: string,
  restFen: number,
  now: Date,
): OrderDecision<SettlingEvent, RefusalOf<typeof refundTransitions, 'superseded'> | 'RefundNotFound'> {
  const before = order.refunds.find((row) => row.no === no);
  const refund = decideRefund(order, no, 'superseded', now);
  if (!before || refund.kind !== 'moved') return refund.kind === 'moved' ? refused('RefundNotFound') : refund;
  const effects = withoutEffectsOf(order, no);
  if (restFen <= 0) return endOneRefund(order, refund.next, 'system', now, { effects });
  const rest = { ...before, no: nextRefundNo(order), fen: restFen, idempotencyKey: null };
  const submits = rest.state === 'Requested' ? [scheduleEffect('submitRefund', now, rest.no)] : [];
  const withRest = { ...order, refunds: [...order.refunds, rest] };
  return endOneRefund(withRest, refund.next, 'system', now, { effects: [...effects, ...submits] });
}

function auditOf(order: Order, refund: Refund, request: RefundRequest, now: Date): OrderEffect[] {
  if (!request.operator) return [];
  const { no: _id, fen } = refund;
  const action = { _id, at: now, operatorOpenid: request.operator.openid, action: 'refundOrder' } as const;
  const states = { before: order.state, after: 'Refunding' };
  return [auditEffect({ ...action, subject: order._id, note: request.note, fen, ...states })];
}

/** The operator's commission on an order after refunds of `refundedFen`. */
export function commissionAfterRefunds(order: Order, refundedFen: number): number {
  return shareOf(order.priceFen - refundedFen, order.terms.commissionPermyriad);
}

type RefundDecision<Event extends RefundEvent> = Decision<
  Refund,
  RefusalOf<typeof refundTransitions, Event> | 'RefundNotFound'
>;
type RefundRow = { readonly [Event in RefundEvent]: Cell<RefundState, RefusalOf<typeof refundTransitions, Event>> };

function decideRefund<Event extends RefundEvent>(
  order: Order,
  no: string,
  event: Event,
  now: Date,
): RefundDecision<Event> {
  const refund = order.refunds.find((row) => row.no === no);
  if (!refund) return refused('RefundNotFound');
  const row: RefundRow = refundTransitions[refund.state];
  const cell: RefundRow[Event] = row[event];
  if (cell.kind !== 'moved') return cell;
  const endedAt = cell.to === 'Requested' || cell.to === 'Processing' ? null : now;
  return moved({ ...refund, state: cell.to, endedAt });
}

const replaceRefund = (order: Order, refund: Refund): readonly Refund[] =>
  order.refunds.map((row) => (row.no === refund.no ? refund : row));

const withoutEffectsOf = (order: Order, refundNo: string): readonly OrderEffect[] =>
  order.effects.filter((effect) => effect.refundNo !== refundNo);

/** WeChat Pay has accepted the refund; the money is not back yet. */
export function markRefundProcessing(
  order: Order,
  no: string,
  now: Date,
): Decision<Order, RefusalOf<typeof refundTransitions, 'accepted'> | 'RefundNotFound'> {
  const refund = decideRefund(order, no, 'accepted', now);
  if (refund.kind !== 'moved') return refund;
  const effects = [...withoutEffectsOf(order, no), scheduleEffect('confirmRefund', now, no)];
  return moved(changeOrder(order, { refunds: replaceRefund(order, refund.next), effects }));
}

type EndEvent = 'refundConfirmed' | 'partialRefundConfirmed' | 'refundFailed' | 'refundPartlySettled' | 'refundGivenUp';
type SettlingEvent = EndEvent | 'partialRefundGivenUp';

/** The order's event when one refund ends; `null` while another one runs. */
function settlingEvent({ priceFen, ...order }: Order, changed: Refund): SettlingEvent | null {
  if (order.refunds.some(isRunning)) return null;
  if (order.refunds.some((row) => row.state === 'Failed'))
    return changed.state === 'Failed' ? 'refundFailed' : 'refundPartlySettled';
  if (order.refundedFen >= priceFen) return 'refundConfirmed';
  const membershipGoesOn = order.activeKey === activeKeyOf(order.membershipId, order.round);
  const givenUp = order.refunds.some((row) => row.state === 'GivenUp');
  if (!membershipGoesOn && givenUp) return 'refundGivenUp';
  return changed.state === 'GivenUp' ? 'partialRefundGivenUp' : 'partialRefundConfirmed';
}

/** Replaces one refund that has ended, and moves the order where that changes its state. */
function endOneRefund(
  order: Order,
  changed: Refund,
  actor: Actor,
  now: Date,
  changes: Pick<Order, 'effects'> & Partial<Pick<Order, 'refundedFen'>>,
): OrderDecision<SettlingEvent> {
  const all = { ...changes, refunds: replaceRefund(order, changed) };
  const event = settlingEvent({ ...order, ...all }, changed);
  const decision = event === null ? noop : decide(order, event, actor, now, () => all);
  return decision.kind === 'noop' ? moved(changeOrder(order, all)) : decision;
}

/** The money of a refund is back with the buyer: its commission goes back with it, and it is posted. */
function takeBack(order: Order, refund: Refund, actor: Actor, now: Date, owed: readonly OrderEffect[]) {
  const refundedFen = order.refundedFen + refund.fen;
  // Commission is always the rate of what the order keeps, so the last refund takes what rounding left.
  const commissionFen = commissionAfterRefunds(order, order.refundedFen) - commissionAfterRefunds(order, refundedFen);
  const effects = [...owed, scheduleEffect('postRefund', now, refund.no)];
  return endOneRefund(order, { ...refund, commissionFen }, actor, now, { refundedFen, effects });
}

/** WeChat Pay says the money is back with the buyer. */
export function completeRefund(
  order: Order,
  no: string,
  now: Date,
): OrderDecision<
  SettlingEvent,
  RefusalOf<typeof refundTransitions, 'succeeded'> | 'RefundNotFound' | 'RefundTooLarge'
> {
  const refund = decideRefund(order, no, 'succeeded', now);
  if (refund.kind !== 'moved') return refund;
  // Only one that gave way to a refund made elsewhere can still ask for more than was paid.
  if (order.refundedFen + refund.next.fen > order.priceFen) return refused('RefundTooLarge');
  return takeBack(order, refund.next, 'system', now, withoutEffectsOf(order, no));
}

/** By then every other call that was submitting the same refund has ended: the longest runs 50 s. */
const failureRecheckedAfterMs = 5 * minuteMs;

/**
 * WeChat Pay has abandoned the refund, or refused it with the words in `failure`, so it needs an operator. It is looked up
 * once more: another call may have submitted it at the same time, and WeChat Pay may have accepted that request.
 */
export function failRefund(
  order: Order,
  no: string,
  now: Date,
  failure?: string,
): OrderDecision<SettlingEvent, RefusalOf<typeof refundTransitions, 'failed'> | 'RefundNotFound'> {
  const refund = decideRefund(order, no, 'failed', now);
  if (refund.kind !== 'moved') return refund;
  const recheck = scheduleEffect('confirmRefund', new Date(now.getTime() + failureRecheckedAfterMs), no);
  const effects = [...withoutEffectsOf(order, no), recheck];
  const failed = failure === undefined ? refund.next : { ...refund.next, failure };
  return endOneRefund(order, failed, 'system', now, { effects });
}

/** An operator ends a failed refund by one of these: asking again, asking for less, having paid it outside WeChat Pay, giving it up. */
export type RefundExit =
  | { readonly exit: 'again' }
  | { readonly exit: 'correct'; readonly fen: number }
  | { readonly exit: 'byHand' | 'giveUp'; readonly note: string };

type ExitRefusal =
  | RefusalOf<typeof refundTransitions, 'retried' | 'paidByHand' | 'givenUp'>
  | 'RefundNotFound'
  | 'RefundTooLarge';

/** Applies an operator's decision about a refund that WeChat Pay refused or abandoned, with an audit record. */
export function settleRefund(
  order: Order,
  no: string,
  exit: RefundExit,
  operatorOpenid: string,
  now: Date,
): OrderDecision<SettlingEvent | 'refundRetried', ExitRefusal> {
  switch (exit.exit) {
    case 'again':
    case 'correct':
      return retryRefund(order, no, exit.exit === 'again' ? null : exit.fen, operatorOpenid, now);
    case 'byHand':
    case 'giveUp': {
      const event = exit.exit === 'byHand' ? 'paidByHand' : 'givenUp';
      const refund = decideRefund(order, no, event, now);
      if (refund.kind !== 'moved') return refund;
      const ended = { ...refund.next, exitNote: exit.note };
      // A refused refund that is still to be looked up once more stays so.
      const effects = [...order.effects, auditExit(order, ended, exit.note, operatorOpenid, now)];
      if (event === 'paidByHand') return takeBack(order, ended, 'operator', now, effects);
      return endOneRefund(order, ended, 'operator', now, { effects });
    }
  }
}

/**
 * Asks for a failed refund again, under its own number. With a smaller amount the rest becomes a failed refund of its own, so no money is
 * lost from sight: an operator says what becomes of that, too.
 */
function retryRefund(
  order: Order,
  no: string,
  fen: number | null,
  operatorOpenid: string,
  now: Date,
): OrderDecision<
  'refundRetried',
  RefusalOf<typeof refundTransitions, 'retried'> | 'RefundNotFound' | 'RefundTooLarge'
> {
  const before = order.refunds.find((row) => row.no === no);
  // The same request again, whose first answer was lost: by now the money has arrived.
  if (before?.state === 'Succeeded' && before.retriedAt && (fen === null || fen === before.fen)) return noop;
  const refund = decideRefund(order, no, 'retried', now);
  if (!before || refund.kind === 'refused') return refund.kind === 'refused' ? refund : refused('RefundNotFound');
  if (refund.kind === 'noop') return fen === null || fen === before.fen ? noop : refused('RefundRunning');
  if (fen !== null && (fen < 1 || fen >= before.fen)) return refused('RefundTooLarge');
  return decide(order, 'refundRetried', 'operator', now, () => {
    const { failure: _failure, exitNote: _note, ...asked } = refund.next;
    const again = { ...asked, fen: fen ?? before.fen, retriedAt: now };
    const audit = auditExit(order, again, fen === null ? '' : `${before.fen} → ${fen}`, operatorOpenid, now);
    const refunds = replaceRefund(order, again);
    return {
      refunds: again.fen < before.fen ? [...refunds, restOf(order, before, again.fen, now)] : refunds,
      effects: [...withoutEffectsOf(order, no), scheduleEffect('submitRefund', now, no), audit],
    };
  });
}

/** The rest that a corrected refund no longer asks for. WeChat Pay has never heard of it, so it has a number of its own. */
function restOf(order: Order, before: Refund, fen: number, now: Date): Refund {
  const { reason, note } = before;
  const rest = newRefund(order, { reason, note, actor: 'operator' }, before.fen - fen, now);
  return { ...rest, state: 'Failed', endedAt: now, failure: `${before.no} 更正金额后余下的部分` };
}

function auditExit(order: Order, after: Refund, note: string, operatorOpenid: string, now: Date): OrderEffect {
  const before = order.refunds.find(({ no }) => no === after.no)?.state ?? '';
  const _id = `${after.no}:${after.state}:${order.rev}`;
  const who = { _id, at: now, operatorOpenid, action: 'settleRefund', subject: order._id } as const;
  return auditEffect({ ...who, note, fen: after.fen, before, after: after.state });
}
