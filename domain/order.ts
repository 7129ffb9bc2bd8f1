import { auditEffect, type AuditRecord } from './audit';
import { noop, refused, to, type Actor, type TransitionTable, type Transition } from './transition';
import { refundTransitions, type Refund, type RefundEvent, type RefundReason } from './refund';
import { shareOf, type MoneyTerms } from './money';
import { dueAt, hourMs, minuteMs, needsAttentionAt, type Effect } from './effect';
import { beijingStamp } from './time';
import type { AdmissionRule, Group } from './group';

export const orderStates = ['AwaitingPayment', 'Paid', 'Closed', 'Refunding', 'Refunded', 'RefundFailed'] as const;
export type OrderState = (typeof orderStates)[number];

export const orderEvents = [
  'paymentConfirmed',
  'closed',
  'refundRequested',
  'refundConfirmed',
  'partialRefundConfirmed',
  'refundFailed',
] as const;
export type OrderEvent = (typeof orderEvents)[number];

const noRefundRuns = refused('NoRefundRuns');

export const orderTransitions = {
  AwaitingPayment: {
    paymentConfirmed: to('Paid'),
    closed: to('Closed'),
    refundRequested: refused('NotPaid'),
    refundConfirmed: noRefundRuns,
    partialRefundConfirmed: noRefundRuns,
    refundFailed: noRefundRuns,
  },
  Paid: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: to('Refunding'),
    refundConfirmed: noRefundRuns,
    partialRefundConfirmed: noop,
    refundFailed: noRefundRuns,
  },
  Closed: {
    // Money can still arrive: it goes back.
    paymentConfirmed: to('Refunding'),
    closed: noop,
    refundRequested: refused('NotPaid'),
    refundConfirmed: noRefundRuns,
    partialRefundConfirmed: noRefundRuns,
    refundFailed: noRefundRuns,
  },
  Refunding: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: noop,
    refundConfirmed: to('Refunded'),
    partialRefundConfirmed: to('Paid'),
    refundFailed: to('RefundFailed'),
  },
  Refunded: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: noop,
    refundConfirmed: noop,
    partialRefundConfirmed: noop,
    refundFailed: refused('AlreadyRefunded'),
  },
  RefundFailed: {
    paymentConfirmed: noop,
    closed: refused('AlreadyPaid'),
    refundRequested: to('Refunding'),
    // WeChat Pay found a way after all.
    refundConfirmed: to('Refunded'),
    partialRefundConfirmed: to('Paid'),
    refundFailed: noop,
  },
} as const satisfies TransitionTable<OrderState, OrderEvent>;

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
  /** Which refund, for the three that are about one. */
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

/** What `wx.requestPayment` takes, as WeChat Pay gave it. */
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
  /** Which of the membership's rounds this order buys. */
  readonly round: number;
  readonly state: OrderState;
  readonly priceFen: number;
  readonly refundedFen: number;
  /** `<membershipId>#<round>` while it lives, its own `_id` afterwards; unique, so a person has one live order per group. */
  readonly activeKey: string;
  /**
   * Whose place of the group's limited ones it takes: its own `_id`; or the seat of the approved membership that it pays for, which outlives an
   * order that closes; `null` where the group has no limit.
   */
  readonly seatId: string | null;
  /** The group as it was sold. */
  readonly terms: {
    readonly groupName: string;
    readonly ownerName: string;
    readonly coverFileId: string;
    readonly admission: AdmissionRule;
    readonly reviewHours: number;
    readonly refundDays: number;
    /** What the operator keeps, in ten-thousandths: a later change touches no sold order. */
    readonly commissionPermyriad: number;
    /** Whether the owner's own merchant takes the money. */
    readonly ownMerchant: boolean;
  };
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
  /** Since when something can't be finished; an operator has it before them. */
  readonly needsAttentionAt: Date | null;
}

/** How long a buyer has to pay; the seat is held so long. */
export const payWithinMs = 15 * minuteMs;
/** WeChat Pay takes no payment that ends too soon: within a minute by its documents, within 5 by its error text. One more for the way there. */
export const leastPayTimeMs = 6 * minuteMs;
/** WeChat Pay refuses `closeOrder` sooner after creation (PLATFORM, Paying). */
export const closePaymentNotBeforeMs = 5 * minuteMs;

/** What a new order is made of, besides what follows from it. */
export interface OrderParts extends MoneyTerms {
  readonly orderId: string;
  readonly openid: string;
  readonly membershipId: string;
  readonly round: number;
  readonly group: Group;
  /** The approval it pays for; `null` where the payment comes first. */
  readonly approval: Approval | null;
  readonly clientIp: string;
}

/** What an approved membership gives its orders: the seat it holds, and the time it has. */
export interface Approval {
  readonly seatId: string | null;
  readonly payUntil: Date;
}

/** WeChat Pay's limit is 128 bytes; a Chinese character is three (PLATFORM, Paying). */
const bodyCharacters = 40;

/** An order that awaits its payment. The price is the group's at this moment. */
export function placeOrder(parts: OrderParts, now: Date): Order {
  const { orderId, group, approval } = parts;
  const payUntil = new Date(Math.min(now.getTime() + payWithinMs, approval?.payUntil.getTime() ?? Infinity));
  const ownSeatId = group.capacity === null ? null : orderId;
  const effects = [scheduleEffect('syncPayment', now)];
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
    seatId: approval ? approval.seatId : ownSeatId,
    terms: {
      groupName: group.name,
      ownerName: group.ownerName,
      coverFileId: group.coverFileId,
      admission: approval ? 'reviewThenPay' : group.admission,
      reviewHours: group.reviewHours,
      refundDays: group.refundDays,
      commissionPermyriad: parts.commissionPermyriad,
      ownMerchant: parts.ownMerchant,
    },
    paymentRequest: {
      outTradeNo: orderId,
      body: `入群 ${group.name}`.slice(0, bodyCharacters),
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

/** Until when a buyer may have the money back by their own wish, as long as no code was shown. `null` before the payment. */
export function refundDeadline(order: Order): Date | null {
  return order.paidAt && new Date(order.paidAt.getTime() + order.terms.refundDays * 24 * hourMs);
}

/** The seat that ends with the order itself; that of an approval stays with the membership, whose buyer may pay again. */
export const ownSeatId = (order: Order): string | null => (order.seatId === order._id ? order.seatId : null);

/** The slot of the one live order of a person in a group. */
export function activeKeyOf(membershipId: string, round: number): string {
  return `${membershipId}#${round}`;
}

type Changes = Partial<Omit<Order, '_id' | 'rev' | 'state' | 'history' | 'dueAt' | 'needsAttentionAt'>>;

/** The document after a change without a move. */
export function changeOrder(order: Order, changes: Changes): Order {
  const next = { ...order, ...changes };
  return { ...next, rev: order.rev + 1, dueAt: dueAt(next.effects), needsAttentionAt: needsAttentionAt(next.effects) };
}

/** The document after `event`, or `null` where the table does not move on it. */
function moved(order: Order, event: OrderEvent, actor: Actor, now: Date, changes: Changes): Order | null {
  const verdict = orderTransitions[order.state][event];
  if (verdict.kind !== 'moved') return null;
  const transition = { event, from: order.state, to: verdict.to, at: now, actor };
  return { ...changeOrder(order, changes), state: verdict.to, history: [...order.history, transition] };
}

export const scheduleEffect = (kind: OrderEffectKind, at: Date, refundNo?: string): OrderEffect =>
  refundNo === undefined ? { kind, at, attempts: 0 } : { kind, at, attempts: 0, refundNo };

const seatToFree = (seatId: string | null, now: Date): OrderEffect[] =>
  seatId === null ? [] : [scheduleEffect('freeSeat', now)];

function newRefund(order: Order, { reason, note, operator }: RefundRequest, fen: number, now: Date): Refund {
  const no = `${order._id}-R${order.refunds.length + 1}`;
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

/** WeChat Pay's word that it is paid. A closed order moves straight on to give the money back. */
export function confirmPayment(order: Order, transactionId: string | null, now: Date): Order | null {
  const paid = { transactionId, paidAt: now };
  if (order.state !== 'Closed') {
    const effects = [scheduleEffect('admit', now), scheduleEffect('postPayment', now)];
    return moved(order, 'paymentConfirmed', 'system', now, { ...paid, effects });
  }
  const refund = newRefund(order, { reason: 'paidAfterClosing', note: '', actor: 'system' }, order.priceFen, now);
  const seat = seatToFree(ownSeatId(order), now);
  const effects = [...seat, scheduleEffect('postPayment', now), scheduleEffect('submitRefund', now, refund.no)];
  return moved(order, 'paymentConfirmed', 'system', now, { ...paid, refunds: [...order.refunds, refund], effects });
}

/** Nobody will pay it any more. WeChat Pay is told as soon as it listens; the seat is freed then again, should a payment have been beginning. */
export function closeOrder(order: Order, actor: Actor, now: Date): Order | null {
  const notBefore = order.createdAt.getTime() + closePaymentNotBeforeMs;
  const at = new Date(Math.max(now.getTime(), notBefore));
  const effects = [...seatToFree(ownSeatId(order), now), scheduleEffect('closePayment', at)];
  return moved(order, 'closed', actor, now, { activeKey: order._id, effects });
}

/** Why, in whose words and by whom money is to go back. */
export interface RefundRequest {
  readonly reason: RefundReason;
  readonly note: string;
  readonly actor: Actor;
  /** Which operator, and which of their wishes; missing where no operator asked. */
  readonly operator?: { readonly openid: string; readonly idempotencyKey: string };
}

/** WeChat Pay gives money back within a year of its payment (PLATFORM, Paying). */
export const refundableForMs = 365 * 24 * hourMs;

/** Until when WeChat Pay can give its money back; `null` before it is paid. */
export const refundableUntil = (order: Order): Date | null =>
  order.paidAt && new Date(order.paidAt.getTime() + refundableForMs);

export function isTooOldToRefund(order: Order, now: Date): boolean {
  const until = refundableUntil(order);
  return until !== null && now > until;
}

/** What can still be asked back: what is on its way already, or was given back, can't. */
export function refundableFen(order: Order): number {
  return order.state === 'Paid' || order.state === 'RefundFailed' ? order.priceFen - order.refundedFen : 0;
}

/** Whether a membership may live by it: it is paid, and at most a part of it was given back or is on its way. */
export function backsMembership(order: Order): boolean {
  return order.paidAt !== null && order.activeKey === activeKeyOf(order.membershipId, order.round);
}

/**
 * The whole of what is left goes back, or a part. Before the whole, revoke the membership; a part leaves it, and the order's slot and seat.
 * `null` where the table does not move, more is asked than is left, or a part of an order whose membership has ended.
 */
export function startRefund(
  order: Order,
  why: RefundRequest,
  now: Date,
  fen: number = refundableFen(order),
): Order | null {
  const left = refundableFen(order);
  const whole = fen === left;
  if (fen < 1 || fen > left || (!whole && !backsMembership(order))) return null;
  const refund = newRefund(order, why, fen, now);
  const next = [scheduleEffect('submitRefund', now, refund.no), ...auditOf(order, refund, why, now)];
  const refunds = [...order.refunds, refund];
  if (!whole) return moved(order, 'refundRequested', why.actor, now, { refunds, effects: [...order.effects, ...next] });
  // The membership has ended before: a seat that its approval took goes back too. Postings and records that are still due must not be lost; an admission that is still due must be.
  const kept = order.effects.filter((effect) => effect.kind !== 'admit');
  const effects = [...kept, ...seatToFree(order.seatId, now), ...next];
  return moved(order, 'refundRequested', why.actor, now, { activeKey: order._id, refunds, effects });
}

function auditOf(order: Order, refund: Refund, why: RefundRequest, now: Date): OrderEffect[] {
  if (!why.operator) return [];
  const { no: _id, fen } = refund;
  const act = { _id, at: now, operatorOpenid: why.operator.openid, act: 'refundOrder', subject: order._id } as const;
  return [auditEffect({ ...act, note: why.note, fen, before: order.state, after: 'Refunding' })];
}

/** What the operator keeps of an order of which `refundedFen` went back. */
export function commissionAfterRefunds(order: Order, refundedFen: number): number {
  return shareOf(order.priceFen - refundedFen, order.terms.commissionPermyriad);
}

function withRefund(order: Order, no: string, event: RefundEvent, now: Date): readonly Refund[] | null {
  const refund = order.refunds.find((row) => row.no === no);
  if (!refund) return null;
  const verdict = refundTransitions[refund.state][event];
  if (verdict.kind !== 'moved') return null;
  const ended = verdict.to === 'Succeeded' || verdict.to === 'Failed' ? now : null;
  return order.refunds.map((row) => (row.no === no ? { ...row, state: verdict.to, endedAt: ended } : row));
}

const aboutRefund = (no: string) => (effect: OrderEffect) => effect.refundNo === no;

/** WeChat Pay took the refund: not yet money. */
export function markRefundProcessing(order: Order, no: string, now: Date): Order | null {
  const refunds = withRefund(order, no, 'accepted', now);
  if (!refunds) return null;
  const others = order.effects.filter((effect) => !aboutRefund(no)(effect));
  return changeOrder(order, { refunds, effects: [...others, scheduleEffect('confirmRefund', now, no)] });
}

/** WeChat Pay's word that the money is back with the buyer. */
export function completeRefund(order: Order, no: string, now: Date): Order | null {
  const done = withRefund(order, no, 'succeeded', now);
  const refund = order.refunds.find((row) => row.no === no);
  if (!done || !refund) return null;
  const refundedFen = order.refundedFen + refund.fen;
  // Commission is always the rate of what the order keeps, so the last refund takes what rounding left.
  const commissionFen = commissionAfterRefunds(order, order.refundedFen) - commissionAfterRefunds(order, refundedFen);
  const refunds = done.map((row) => (row.no === no ? { ...row, commissionFen } : row));
  const event = refundedFen >= order.priceFen ? 'refundConfirmed' : 'partialRefundConfirmed';
  const others = order.effects.filter((effect) => !aboutRefund(no)(effect));
  const effects = [...others, scheduleEffect('postRefund', now, no)];
  return moved(order, event, 'system', now, { refunds, refundedFen, effects });
}

/** WeChat Pay gave the refund up: it needs an operator. */
export function failRefund(order: Order, no: string, now: Date): Order | null {
  const refunds = withRefund(order, no, 'failed', now);
  if (!refunds) return null;
  const effects = order.effects.filter((each) => !aboutRefund(no)(each));
  return moved(order, 'refundFailed', 'system', now, { refunds, effects });
}
