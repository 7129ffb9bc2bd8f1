import type { Effect } from './effect';

export const operatorActions = ['listGroup', 'returnGroup', 'banGroup', 'refundOrder', 'resolveSecurityEvent'] as const;
export type OperatorAction = (typeof operatorActions)[number];

/** One act of an operator, for ever: written once, never changed. */
export interface AuditRecord {
  /** Names the act, so that it is recorded once however often it is told. */
  readonly _id: string;
  readonly at: Date;
  /** The operator's openid; never leaves the server. */
  readonly operatorOpenid: string;
  readonly act: OperatorAction;
  /** Id of the group, order or security event that was acted upon. */
  readonly subject: string;
  /** What the operator wrote, or ''. */
  readonly note: string;
  /** How much was given back; `null` where the act was not about money. */
  readonly fen: number | null;
  /** The subject's state before and after. */
  readonly before: string;
  readonly after: string;
}

/** The record travels in the effect of the very move it is about: whoever sees the move will see its record. */
export interface AuditEffect extends Effect<'audit'> {
  readonly audit: AuditRecord;
}

export const auditEffect = (audit: AuditRecord): AuditEffect => ({ kind: 'audit', at: audit.at, attempts: 0, audit });
