import type { Effect } from './effect';

export const operatorActions = [
  'listGroup',
  'returnGroup',
  'suspendGroup',
  'banGroup',
  'restoreGroup',
  'refundGroup',
  'refundOrder',
  'settleRefund',
  'resolveSecurityEvent',
] as const;
export type OperatorAction = (typeof operatorActions)[number];

/** The record of one action of an operator: written once, never changed. */
export interface AuditRecord {
  /** Identifies the action, so that recording it twice keeps one record. */
  readonly _id: string;
  readonly at: Date;
  /** The operator's openid; never leaves the server. */
  readonly operatorOpenid: string;
  readonly action: OperatorAction;
  /** The id of the group, order or security event acted upon. */
  readonly subject: string;
  /** The operator's message, or ''. */
  readonly note: string;
  /** The amount refunded; `null` if the action was not about money. */
  readonly fen: number | null;
  /** The subject's state before and after. */
  readonly before: string;
  readonly after: string;
}

/** The record is part of an effect of the transition it describes, so a written transition always gets its record. */
export interface AuditEffect extends Effect<'audit'> {
  readonly audit: AuditRecord;
}

export const auditEffect = (audit: AuditRecord): AuditEffect => ({ kind: 'audit', at: audit.at, attempts: 0, audit });
