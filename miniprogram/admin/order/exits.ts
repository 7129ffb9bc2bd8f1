import type { Contracts, InputOf } from '../../../contracts';
import { formatYuan } from '../../services/format';
import { parseFen } from '../../services/parse';

type Input = InputOf<Contracts['settleRefund']>;
export type Exit = Input['exit'];

/** An operator's choices about a refund that WeChat Pay did not carry out. */
export const exits: readonly { value: Exit; label: string }[] = [
  { value: 'again', label: '再次申请' },
  { value: 'correct', label: '改小金额再申请' },
  { value: 'byHand', label: '已另外转账' },
  { value: 'giveUp', label: '不再退' },
];

export const exitHints: Record<Exit, string> = {
  again: '用原来的退款单号再向微信支付申请一次，不会重复退。余额不足的，先给商户号充值。',
  correct: '一部分已经在别处退过时用。余下的部分会单独列出来，再选择怎么处理。微信支付受理过的退款不能改金额。',
  byHand: '钱已经用别的方式给了对方。会记进账本，对方会看到“已另外转账退回”。',
  giveUp: '这笔钱不退了，对方会看到“不再退回”。写清楚原因，会留在操作记录里。',
};

export interface ExitForm {
  readonly exit: Exit;
  readonly amount: string;
  readonly note: string;
}

/** The request of a filled form, or the error to show. */
export function exitRequest(
  form: ExitForm,
  which: { readonly orderId: string; readonly refundNo: string; readonly fen: number },
): Input | string {
  const { orderId, refundNo } = which;
  const note = form.note.trim();
  switch (form.exit) {
    case 'again':
      return { orderId, refundNo, exit: 'again' };
    case 'correct': {
      const fen = parseFen(form.amount);
      if (fen === null || fen === 0) return '写一个金额，例如 9.9';
      return fen < which.fen ? { orderId, refundNo, exit: 'correct', fen } : `要小于 ${formatYuan(which.fen)}`;
    }
    case 'byHand':
    case 'giveUp':
      return note === '' ? '写一句说明' : { orderId, refundNo, exit: form.exit, note };
  }
}
