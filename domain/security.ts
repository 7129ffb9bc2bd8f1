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

/** Something an operator should see. Holds no secret, and of an event from outside no more than a short extract. */
export interface SecurityEvent {
  /** Identifies an event, so that one reported again is stored once. */
  readonly _id: string;
  readonly kind: SecurityEventKind;
  readonly at: Date;
  readonly function: string;
  readonly source: string;
  /** The caller, where there is one. */
  readonly openid: string | null;
  readonly orderId: string | null;
  readonly detail: string;
  /** When an operator was done with it; `null`: it waits for one. */
  readonly handledAt: Date | null;
}

/** A stranger's call: one is kept per person (their hash), function and window, so that nobody can flood the record. */
function callerEventId(kind: SecurityEventKind, name: string, person: string, at: Date): string {
  return `${kind}:${name}:${person}:${Math.floor(at.getTime() / rateLimitWindowMs)}`;
}

/** Identifies a finding about an order: kept once however often it is found. */
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

/** Builds the event of a caller who does what no page does. `person` is a hash of theirs. */
export function buildCallerEvent(
  kind: SecurityEventKind,
  person: string,
  found: Pick<SecurityEvent, 'at' | 'function' | 'source' | 'openid' | 'detail'>,
): SecurityEvent {
  return { _id: callerEventId(kind, found.function, person, found.at), kind, ...found, orderId: null, handledAt: null };
}
