export const securityEventKinds = [
  'forgedCallback',
  'forgedTimer',
  'unknownOrder',
  'paymentMismatch',
  'refundMismatch',
  'refundNotOurs',
] as const;
export type SecurityEventKind = (typeof securityEventKinds)[number];

/** Something an operator should see. Holds no secret, and of an event from outside no more than a short extract. */
export interface SecurityEvent {
  readonly kind: SecurityEventKind;
  readonly at: Date;
  readonly function: string;
  readonly source: string;
  /** The caller, where there is one. */
  readonly openid: string | null;
  readonly orderId: string | null;
  readonly detail: string;
}
