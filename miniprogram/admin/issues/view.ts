import { displayName, formatTime, formatYuan } from '../../services/format';
import { effectLabel, securityEventLabel } from '../labels';
import type { Issues } from '../types';

/** The next step of an issue. */
export type IssueAction = 'refundAgain' | 'openOrder' | 'resolve';

/** One issue that waits for an operator. */
export interface IssueRow {
  key: string;
  title: string;
  text: string;
  at: string;
  action: IssueAction | '';
  orderId: string;
  /** The refund to be submitted again. */
  refundNo: string;
  /** The amount of a refund to be submitted again. */
  fen: number;
  eventId: string;
  /** The last time of the events on this line. */
  throughMs: number;
}

export interface IssueSection {
  title: string;
  hint: string;
  rows: IssueRow[];
}

const noIds = { orderId: '', refundNo: '', fen: 0, eventId: '', throughMs: 0 };

function refundRow(refund: Issues['refunds'][number]): IssueRow {
  const { orderId, refundNo, groupName, buyer, fen, failedAtMs, failure, tooOld } = refund;
  const summary = `${displayName(buyer.nickname)} · ${groupName}`;
  const reason = failure === null ? '' : `。微信支付：${failure}`;
  return {
    ...noIds,
    key: `refund ${refundNo}`,
    title: `${formatYuan(fen)} 没有退成`,
    text: tooOld ? `${summary}。付款已超过一年，微信支付不再退，要另外转给对方。` : `${summary}${reason}`,
    at: `${formatTime(failedAtMs)} 微信支付退款失败`,
    action: tooOld ? 'openOrder' : 'refundAgain',
    orderId,
    refundNo,
    fen,
  };
}

function attentionRow(issue: Issues['needingAttention'][number]): IssueRow {
  const { what, id, orderId, groupName, effect, attempts, needsAttentionAtMs } = issue;
  return {
    ...noIds,
    key: `${what} ${id}`,
    title: what === 'failedRefund' ? '有一笔退款没有退成' : effectLabel(effect),
    text:
      what === 'failedRefund'
        ? `${groupName} · 同一订单的另一笔正在退，有了结果就能处理`
        : `${groupName} · 试了 ${attempts} 次，每小时还会再试`,
    at: `${formatTime(needsAttentionAtMs)} 起需要留意`,
    action: orderId === null ? '' : 'openOrder',
    orderId: orderId ?? '',
  };
}

function eventRow(line: Issues['securityEvents'][number]): IssueRow {
  const { eventId, kind, count, firstAtMs, lastAtMs, orderIds, person } = line;
  const facts = [
    ...(person === null ? [] : [displayName(person.nickname)]),
    ...(count > 1 ? [`至少 ${count} 次`] : []),
    ...(orderIds.length > 1 ? [`涉及 ${orderIds.length} 笔订单`] : []),
  ];
  return {
    ...noIds,
    key: eventId,
    title: securityEventLabel(kind),
    text: facts.join(' · '),
    at: lastAtMs > firstAtMs ? `${formatTime(firstAtMs)} 至 ${formatTime(lastAtMs)}` : formatTime(firstAtMs),
    action: 'resolve',
    orderId: orderIds[0] ?? '',
    eventId,
    throughMs: lastAtMs,
  };
}

/** Sections without rows are left out. */
export function issueSections({ refunds, needingAttention, securityEvents }: Issues): IssueSection[] {
  return [
    {
      title: '退款受阻',
      hint: '再次退款用原来的退款单号，不会重复退。改金额、另外转账或不再退，打开订单处理。',
      rows: refunds.map(refundRow),
    },
    { title: '一直没办成', hint: '不用你动手也会继续试，办成后自己消失。', rows: needingAttention.map(attentionRow) },
    {
      title: '异常记录',
      hint: '最要紧的在最前面，同一个人的同一种合在一起。看过、查过之后标记已处理。',
      rows: securityEvents.map(eventRow),
    },
  ].filter(({ rows }) => rows.length > 0);
}
