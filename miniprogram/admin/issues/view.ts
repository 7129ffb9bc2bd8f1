import { moment, yuan } from '../../services/written';
import type { Issues } from '../kinds';
import { eventSentences, nameOf, effectSentence } from '../words';

/** The one next step of an issue. */
export type IssueAct = 'refundAgain' | 'look' | 'close';

/** One thing that waits for an operator. */
export interface IssueRow {
  key: string;
  title: string;
  text: string;
  at: string;
  act: IssueAct | '';
  orderId: string;
  /** For a refund: how much is to be asked for again. */
  fen: number;
  eventId: string;
}

export interface IssueSection {
  title: string;
  hint: string;
  rows: IssueRow[];
}

const none = { orderId: '', fen: 0, eventId: '' };

function refundRow({ orderId, groupName, buyer, fen, failedAtMs, tooOld }: Issues['refunds'][number]): IssueRow {
  return {
    ...none,
    key: `refund ${orderId}`,
    title: `${yuan(fen)} 没有退成`,
    text: tooOld
      ? `${nameOf(buyer.nickname)} · ${groupName}。付款已超过一年，微信支付不再退，要另外转给对方。`
      : `${nameOf(buyer.nickname)} · ${groupName}`,
    at: `${moment(failedAtMs)} 微信支付退款失败`,
    act: tooOld ? 'look' : 'refundAgain',
    orderId,
    fen,
  };
}

function attentionRow({
  what,
  id,
  orderId,
  groupName,
  effect,
  attempts,
  needsAttentionAtMs,
}: Issues['needingAttention'][number]): IssueRow {
  return {
    ...none,
    key: `${what} ${id}`,
    title: effectSentence(effect),
    text: `${groupName} · 试了 ${attempts} 次，每小时还会再试`,
    at: `${moment(needsAttentionAtMs)} 起需要留意`,
    act: orderId === null ? '' : 'look',
    orderId: orderId ?? '',
  };
}

function eventRow({ eventId, kind, atMs, orderId, person }: Issues['securityEvents'][number]): IssueRow {
  return {
    ...none,
    key: eventId,
    title: eventSentences[kind],
    text: person === null ? '' : nameOf(person.nickname),
    at: moment(atMs),
    act: 'close',
    orderId: orderId ?? '',
    eventId,
  };
}

/** Only what there is. */
export function issueSections({ refunds, needingAttention, securityEvents }: Issues): IssueSection[] {
  return [
    { title: '退款受阻', hint: '再次退款会用新的退款单号，不会重复退。', rows: refunds.map(refundRow) },
    { title: '一直没办成', hint: '不用你动手也会继续试，办成后自己消失。', rows: needingAttention.map(attentionRow) },
    { title: '异常记录', hint: '看过、查过之后标记已处理。', rows: securityEvents.map(eventRow) },
  ].filter(({ rows }) => rows.length > 0);
}
