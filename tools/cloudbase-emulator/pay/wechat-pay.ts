import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { QueuedAnswers } from '../queued-answers';
import type { State } from '../state';
import type { PayRefusal } from './answers';
import type { Notifications } from './notifications';
import type { Misreport, PayLedger, PayOrder } from './pay-ledger';
import type { ScriptedOutcomes } from './scripted-outcomes';

/** Shared by the parts of WeChat Pay. */
export interface WeChatPay {
  readonly appId: string;
  readonly env: string;
  readonly subMchIds: readonly string[];
  readonly clock: Clock;
  readonly ledger: PayLedger;
  readonly scriptedOutcomes: ScriptedOutcomes;
  readonly notifications: Notifications;
  /** Refusals scripted for the next calls of a method. */
  readonly queuedRefusals: QueuedAnswers<PayRefusal>;
  /** Signs payments. It belongs to the state, so that a payment sheet opened before a crash can still be confirmed. */
  readonly key: () => string;
}

const keyCell = 'pay.key';

export function signingKey(state: State): string {
  const stored = state.getCell<string | null>(keyCell, null);
  if (stored !== null) return stored;
  const key = randomBytes(16).toString('hex');
  state.setCell(keyCell, key);
  return key;
}

/** An order's figures as WeChat Pay reports them: the ledger's, unless it was scripted to misreport one. */
export function reportedFigures(
  pay: WeChatPay,
  { total_fee: totalFee, sub_mch_id: subMchId, misreport }: PayOrder,
): { readonly totalFee: number; readonly subMchId: string } {
  return { totalFee: reportedFee(totalFee, misreport), subMchId: reportedMerchant(pay, subMchId, misreport) };
}

function reportedFee(totalFee: number, misreport: Misreport | null): number {
  if (misreport !== 'wrongAmount') return totalFee;
  return totalFee > 1 ? totalFee - 1 : totalFee + 1;
}

function reportedMerchant(pay: WeChatPay, subMchId: string, misreport: Misreport | null): string {
  if (misreport !== 'wrongMerchant') return subMchId;
  return pay.subMchIds.find((other) => other !== subMchId) ?? '1999999999';
}

/** A number in the form of WeChat Pay's own: a prefix followed by digits, `length` characters in total. */
export function serialNumber(prefix: string, length: number): string {
  const digits = [...randomBytes(length)].map((byte) => String(byte % 10)).join('');
  return (prefix + digits).slice(0, length);
}
