import type { Hash } from './ids';
import { rateLimitWindowMs } from './rateLimit';

/** The worst kind first: money that is wrong, then nobody can pay, then what was refused anyway. */
export const securityEventKinds = [
  'paymentMismatch',
  'refundMismatch',
  'refundNotOurs',
  'paymentsFailing',
  'unknownOrder',
  'forgedCallback',
  'forgedTimer',
  'tooManyAttempts',
] as const;
export type SecurityEventKind = (typeof securityEventKinds)[number];

/** Something an operator should see. It holds no secret, and only a short extract of any outside event. */
export interface SecurityEvent {
  /** Identifies the event, so reporting it again does not record it twice. */
  readonly _id: string;
  readonly kind: SecurityEventKind;
  /** The place of the kind among all, the worst first, so that the database can sort by it. */
  readonly severity: number;
  /** The first time. */
  readonly at: Date;
  readonly lastAt: Date;
  /** The number of times it happened, up to `mostCounted`. */
  readonly count: number;
  readonly function: string;
  readonly source: string;
  /** The caller, if there is one. */
  readonly openid: string | null;
  readonly orderId: string | null;
  readonly detail: string;
  /** The time an operator resolved it; `null`: unresolved. */
  readonly handledAt: Date | null;
}

/** A repeat beyond so many is not written any more, so that nobody can cause writes without end. */
export const mostCounted = 100;

type Found = Pick<SecurityEvent, 'at' | 'function' | 'source' | 'detail'>;

/** The parts that every new event has. */
const first = (kind: SecurityEventKind, found: Found) =>
  ({
    kind,
    severity: securityEventKinds.indexOf(kind),
    ...found,
    lastAt: found.at,
    count: 1,
    handledAt: null,
  }) as const;

/** One event is kept per problem of an order, however often it is found. */
const orderEventId = (kind: SecurityEventKind, orderId: string, what: string): string => `${kind}:${orderId}:${what}`;

/** Builds the event of something wrong with an order. */
export function buildOrderEvent(
  kind: SecurityEventKind,
  order: { readonly orderId: string | null; readonly openid: string | null },
  found: Found,
  /** Tells apart two events of one kind about one order. */
  what: string = found.detail,
): SecurityEvent {
  return { _id: orderEventId(kind, order.orderId ?? '?', what), ...first(kind, found), ...order };
}

/**
 * Builds the event of a caller who does what no page does. One is kept per person (hashed), function and window, so that a caller can't
 * flood the collection.
 */
export function buildCallerEvent(
  kind: SecurityEventKind,
  hash: Hash,
  found: Found & Pick<SecurityEvent, 'openid'>,
): SecurityEvent {
  const person = hash(`stranger\n${found.openid ?? ''}`);
  const _id = `${kind}:${found.function}:${person}:${Math.floor(found.at.getTime() / rateLimitWindowMs)}`;
  return { _id, ...first(kind, found), openid: found.openid, orderId: null };
}

/** Builds the event of a merchant whose payments WeChat Pay keeps refusing to prepare; one is kept per window. */
export function buildMerchantEvent(subMchId: string, order: { readonly orderId: string }, found: Found): SecurityEvent {
  const _id = `paymentsFailing:${subMchId}:${Math.floor(found.at.getTime() / rateLimitWindowMs)}`;
  return { _id, ...first('paymentsFailing', found), openid: null, orderId: order.orderId };
}

/** Open events of one kind and person, as one line. */
export interface SecurityEventLine<Event extends SecurityEvent = SecurityEvent> {
  /** The earliest of them. */
  readonly event: Event;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly orderIds: readonly string[];
}

/** Puts the events of each kind and person on one line, the worst kind first, within a kind the oldest. */
export function linesOf<Event extends SecurityEvent>(events: readonly Event[]): readonly SecurityEventLine<Event>[] {
  const lines = new Map<string, SecurityEventLine<Event>>();
  const sorted = [...events].sort((a, b) => a.severity - b.severity || a.at.getTime() - b.at.getTime());
  for (const event of sorted) {
    const key = `${event.kind} ${event.openid ?? ''}`;
    const before = lines.get(key) ?? { event, count: 0, firstAt: event.at, lastAt: event.lastAt, orderIds: [] };
    lines.set(key, {
      ...before,
      count: before.count + event.count,
      lastAt: event.lastAt > before.lastAt ? event.lastAt : before.lastAt,
      orderIds: event.orderId === null ? before.orderIds : [...new Set([...before.orderIds, event.orderId])],
    });
  }
  return [...lines.values()];
}
