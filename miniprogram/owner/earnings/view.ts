import type { Value } from '../../services/call';
import { percent, signedYuan, yuan } from '../../services/written';
import { monthName } from './months';

export type Earnings = Value<'getEarnings'>;
type GroupEarnings = Earnings['groups'][number];

/** An amount that lies on one side or the other, never below nothing: its name says which. */
interface Sided {
  label: string;
  fen: number;
}

/** A month's statement as its owner reads it. */
export interface EarningsView {
  owed: Sided;
  numbers: { name: string; value: string }[];
  /** How what is owed is computed. */
  rule: string;
  /** What is owed altogether, in words. */
  altogether: string;
  groups: { groupId: string; name: string; counts: string; owed: string; toPay: boolean }[];
  days: { day: string; counts: string; owed: string; toPay: boolean }[];
}

const sided = (fen: number, toYou: string, byYou: string): Sided => ({
  label: fen < 0 ? byYou : toYou,
  fen: Math.abs(fen),
});

function counts(of: { payments: number; refunds: number; paidFen: number; refundedFen: number }): string {
  const parts = [
    ...(of.payments > 0 ? [`收款 ${of.payments} 笔 ${yuan(of.paidFen)}`] : []),
    ...(of.refunds > 0 ? [`退款 ${of.refunds} 笔 ${yuan(of.refundedFen)}`] : []),
  ];
  return parts.length > 0 ? parts.join(' · ') : '没有收款和退款';
}

/** Rates of several groups may differ: then each is said. */
function ratesOf(groups: readonly GroupEarnings[]): string {
  const rates = [...new Set(groups.map(({ commissionPermyriad }) => percent(commissionPermyriad)))];
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

export function earningsView({ month, total, groups, days }: Earnings, presentMonth: string): EarningsView {
  const until = month === presentMonth ? '到现在' : `到${monthName(month)}底`;
  const side = total.owedAfterFen < 0 ? '累计应付平台' : '累计应结给你';
  return {
    owed: sided(total.owedFen, '当月应结给你', '当月应付平台'),
    numbers: [
      { name: '收款', value: yuan(total.paidFen) },
      { name: '退款', value: yuan(total.refundedFen) },
      { name: '服务费', value: signedYuan(total.commissionFen) },
    ],
    rule: ruleOf(groups),
    altogether: `${until}${side} ${yuan(Math.abs(total.owedAfterFen))}，其中平台在线下付过的还没有扣除。`,
    groups: groups.map((group) => ({
      groupId: group.groupId,
      name: group.name,
      counts: counts(group),
      owed: signedYuan(group.owedFen),
      toPay: group.owedFen < 0,
    })),
    days: days.map((day) => ({
      day: dayName(day.day),
      counts: counts(day),
      owed: signedYuan(day.owedFen),
      toPay: day.owedFen < 0,
    })),
  };
}

function dayName(day: string): string {
  const [, month = 0, date = 0] = day.split('-').map(Number);
  return `${month}月${date}日`;
}
