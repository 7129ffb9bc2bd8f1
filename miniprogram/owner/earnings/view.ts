import type { Value } from '../../services/call';
import { formatPercent, formatSignedYuan, formatYuan } from '../../services/format';
import { groupStateLabels } from '../../services/labels';
import { monthName } from './months';

export type Earnings = Value<'getEarnings'>;
type GroupEarnings = Earnings['groups'][number];

/** An amount owed by one side or the other: never negative, its label names the side. */
interface OwedAmount {
  label: string;
  fen: number;
}

/** A month's statement as its owner reads it. */
export interface EarningsView {
  owed: OwedAmount;
  numbers: { name: string; value: string }[];
  /** Explains how the owed amount is computed. */
  rule: string;
  /** The total that is owed, in words. */
  totalText: string;
  /** Names the held groups and the frozen amount; '' if there are none. */
  frozenText: string;
  groups: { groupId: string; name: string; counts: string; owed: string; toPay: boolean; frozen: string }[];
  days: { day: string; counts: string; owed: string; toPay: boolean }[];
}

const owedAmount = (fen: number, toYou: string, byYou: string): OwedAmount => ({
  label: fen < 0 ? byYou : toYou,
  fen: Math.abs(fen),
});

function counts(of: { payments: number; refunds: number; paidFen: number; refundedFen: number }): string {
  const parts = [
    ...(of.payments > 0 ? [`收款 ${of.payments} 笔 ${formatYuan(of.paidFen)}`] : []),
    ...(of.refunds > 0 ? [`退款 ${of.refunds} 笔 ${formatYuan(of.refundedFen)}`] : []),
  ];
  return parts.length > 0 ? parts.join(' · ') : '没有收款和退款';
}

/** Several groups may have different rates; each is named once. */
function ratesOf(groups: readonly GroupEarnings[]): string {
  const rates = [...new Set(groups.map(({ commissionPermyriad }) => formatPercent(commissionPermyriad)))];
  return rates.join('、');
}

function ruleOf(groups: readonly GroupEarnings[]): string {
  const computed = `应结 = 收款 − 退款 − 服务费。服务费按每笔下单时的费率收，退款时按比例退回；现在的费率是 ${ratesOf(groups)}。`;
  const own = groups.filter(({ ownMerchant }) => ownMerchant).length;
  if (own === 0) return computed;
  const direct = '收款直接进入你的商户号，所以只算你应付平台的服务费。';
  return own === groups.length
    ? `${direct}现在的费率是 ${ratesOf(groups)}。`
    : `${computed}有自己商户号的社群，${direct}`;
}

/** Paid refunds change what is owed later, so that the statement only says that nothing is paid out meanwhile. */
function frozenTextOf(groups: readonly GroupEarnings[], frozenFen: number): string {
  const held = groups.filter(({ groupHold }) => groupHold !== null);
  if (held.length === 0) return '';
  const of = held.map(({ name }) => `「${name}」`).join('');
  return `${of}正由平台核实或已被下架，累计应结的 ${formatYuan(frozenFen)} 已冻结，期间不结算。`;
}

export function earningsView({ month, total, groups, days }: Earnings, presentMonth: string): EarningsView {
  const until = month === presentMonth ? '到现在' : `到${monthName(month)}底`;
  const side = total.owedAfterFen < 0 ? '累计应付平台' : '累计应结给你';
  return {
    owed: owedAmount(total.owedFen, '当月应结给你', '当月应付平台'),
    numbers: [
      { name: '收款', value: formatYuan(total.paidFen) },
      { name: '退款', value: formatYuan(total.refundedFen) },
      { name: '服务费', value: formatSignedYuan(total.commissionFen) },
    ],
    rule: ruleOf(groups),
    totalText: `${until}${side} ${formatYuan(Math.abs(total.owedAfterFen))}，其中平台在线下付过的还没有扣除。`,
    frozenText: frozenTextOf(groups, total.frozenFen),
    groups: groups.map((group) => ({
      groupId: group.groupId,
      name: group.name,
      counts: counts(group),
      owed: formatSignedYuan(group.owedFen),
      toPay: group.owedFen < 0,
      frozen: group.groupHold === null ? '' : `${groupStateLabels[group.groupHold]}，收益已冻结`,
    })),
    days: days.map((day) => ({
      day: dayLabel(day.day),
      counts: counts(day),
      owed: formatSignedYuan(day.owedFen),
      toPay: day.owedFen < 0,
    })),
  };
}

function dayLabel(day: string): string {
  const [, month = 0, date = 0] = day.split('-').map(Number);
  return `${month}月${date}日`;
}
