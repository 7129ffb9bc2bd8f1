import type { Hash } from './ids';
import { rateLimitWindowMs } from './rateLimit';

export const securityEventKinds = [
  'forgedCallback',
  'forgedTimer',
  'unknownOrder',
  'paymentMismatch',
  'refundMismatch',
  'refundNotOurs',
  'tooManyAttempts',
] as const;
export type SecurityEventKind = (typeof securityEventKinds)[number];

/** Something an operator should see. It holds no secret, and only a short extract of any outside event. */
export interface SecurityEvent {
  /** Identifies the event, so reporting it again does not record it twice. */
  readonly _id: string;
  readonly kind: SecurityEventKind;
  readonly at: Date;
  readonly function: string;
  readonly source: string;
  /** The caller, if there is one. */
  readonly openid: string | null;
  readonly orderId: string | null;
  readonly detail: string;
  /** The time an operator resolved it; `null`: unresolved. */
  readonly handledAt: Date | null;
}

/** One event is kept per problem of an order, however often it is found. */
const orderEventId = (kind: SecurityEventKind, orderId: string, what: string): string => `${kind}:${orderId}:${what}`;

/** Builds the event of something wrong with an order. */
export function buildOrderEvent(
  kind: SecurityEventKind,
  order: { readonly orderId: string | null; readonly openid: string | null },
  found: Pick<SecurityEvent, 'at' | 'function' | 'source' | 'detail'>,
  /** Tells apart two events of one kind about one order. */
  what: string = found.detail,
): SecurityEvent {
  return { _id: orderEventId(kind, order.orderId ?? '?', what), kind, ...found, ...order, handledAt: null };
}

/**
 * Builds the event of a caller who does what no page does. One is kept per person (hashed), function and window, so that a caller can't
 * flood the collection.
 */
export function buildCallerEvent(
  kind: SecurityEventKind,
  hash: Hash,
  found: Pick<SecurityEvent, 'at' | 'function' | 'source' | 'openid' | 'detail'>,
): SecurityEvent {
  const person = hash(`stranger\n${found.openid ?? ''}`);
  const _id = `${kind}:${found.function}:${person}:${Math.floor(found.at.getTime() / rateLimitWindowMs)}`;
  return { _id, kind, ...found, orderId: null, handledAt: null };
}
