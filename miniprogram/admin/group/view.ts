import type { Category } from '../../../contracts/shapes';
import { displayName, formatTime, formatYuan } from '../../services/format';
import { admissionLabels, categoryLabels, groupStateLabels } from '../../services/labels';
import type { AdminGroup } from '../types';

/** A group as an operator reviews it. */
export interface GroupView {
  name: string;
  intro: string;
  coverFileId: string;
  category: Category;
  stateLabel: string;
  priceFen: number;
  description: string;
  benefits: string[];
  owner: string;
  ownerIntro: string;
  facts: { name: string; value: string; alert: boolean }[];
  qrs: { qrId: string; imageUrl: string; title: string; note: string }[];
  /** Earlier decisions with the operator's note to the owner. */
  moderationNotes: { title: string; note: string }[];
  pending: boolean;
  suspendable: boolean;
  bannable: boolean;
  restorable: boolean;
  /** The sums of its orders; `null` if nobody has ever ordered. */
  money: MoneyView | null;
}

/** The orders of a group and what became of their money. */
export interface MoneyView {
  facts: { name: string; value: string; alert: boolean }[];
  /** The progress of the refund of everything; '' for a group that is not banned. */
  progress: string;
  /** Everybody's money can be given back by one act. */
  refundable: boolean;
  paidOrders: number;
  keptFen: number;
}

/** Titles of QRs that newcomers do not see now. */
const qrTitles: Record<AdminGroup['qrs'][number]['state'], string> = {
  Live: '排在后面',
  Full: '人数已满，看过的人还能看',
  Replaced: '已换下，看过的人还能看',
  Expired: '已过期',
  Broken: '已停用',
};

const decisionLabels: Record<AdminGroup['moderationNotes'][number]['decision'], string> = {
  returned: '退回',
  suspended: '暂停核实',
  banned: '封禁',
  restored: '解除',
};

function moneyView({ money, refundingAll, state }: AdminGroup): MoneyView | null {
  if (money === null || money.orders === 0) return null;
  const { paidOrders, settledOrders, failedOrders, keptFen } = money;
  const failed = failedOrders > 0 ? `，${failedOrders} 单受阻，要在订单里处理` : '';
  const counts = `${paidOrders} 单里已退完 ${settledOrders} 单${failed}`;
  const isMoving = refundingAll || money.onItsWayFen > 0;
  return {
    facts: [
      { name: '订单', value: `共 ${money.orders} 单，付过款 ${paidOrders} 单`, alert: false },
      { name: '收款', value: formatYuan(money.paidFen), alert: false },
      { name: '已退回', value: formatYuan(money.refundedFen), alert: false },
      { name: '退款在路上', value: formatYuan(money.onItsWayFen), alert: false },
      ...(money.failedFen > 0 ? [{ name: '退款受阻', value: formatYuan(money.failedFen), alert: true }] : []),
      { name: '没有退', value: formatYuan(keptFen), alert: false },
    ],
    progress: state === 'Banned' && paidOrders > 0 ? `${isMoving ? '正在退款' : '退款'}：${counts}。` : '',
    refundable: state === 'Banned' && keptFen > 0 && !refundingAll,
    paidOrders,
    keptFen,
  };
}

export function groupView(group: AdminGroup, nowMs: number): GroupView {
  const { name, intro, coverFileId, category, state, priceFen, description, benefits, ownerIntro, qrValidUntilMs } =
    group;
  const hasQr = qrValidUntilMs !== null && qrValidUntilMs > nowMs;
  const rule = admissionLabels[group.admission].selling;
  const facts = [
    { name: '分类', value: categoryLabels[category], alert: false },
    {
      name: '入群方式',
      value: group.reviewHours === 0 ? rule : `${rule}，${group.reviewHours} 小时内答复`,
      alert: false,
    },
    { name: '名额', value: group.capacity === null ? '不限' : `${group.capacity}`, alert: false },
    { name: '群码', value: hasQr ? `${formatTime(qrValidUntilMs)} 到期` : '没有有效群码', alert: !hasQr },
    { name: '创建时间', value: formatTime(group.createdAtMs), alert: false },
  ];
  if (group.submittedAtMs !== null)
    facts.push({ name: '提交时间', value: formatTime(group.submittedAtMs), alert: false });
  return {
    name,
    intro,
    coverFileId,
    category,
    stateLabel: groupStateLabels[state],
    priceFen,
    description,
    benefits,
    owner: displayName(group.ownerName),
    ownerIntro,
    facts,
    qrs: group.qrs.map((qr) => ({
      qrId: qr.qrId,
      imageUrl: qr.imageUrl ?? '',
      title: qr.isNewcomers ? '新人看到的就是这张' : qrTitles[qr.state],
      note: `${formatTime(qr.createdAtMs)} 上传，${formatTime(qr.expiresAtMs)} 到期`,
    })),
    moderationNotes: group.moderationNotes.map(({ decision, note, atMs }) => ({
      title: `${formatTime(atMs)} ${decisionLabels[decision]}`,
      note,
    })),
    pending: state === 'PendingReview',
    suspendable: state === 'Listed' || state === 'Paused',
    bannable: state !== 'Banned',
    restorable: state === 'Suspended' || state === 'Banned',
    money: moneyView(group),
  };
}
