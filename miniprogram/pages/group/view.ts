import type { Category } from '../../../contracts/shapes';
import type { Value } from '../../services/call';
import { formatYuan, initialOf } from '../../services/format';
import { admissionLabels, categoryLabels, wordingFor } from '../../services/labels';
import { payWithinHours, qrWithinHours } from '../../services/timeLimits';

type GroupAnswer = Value<'getGroup'>;

/** The page of a group. */
export interface GroupView {
  name: string;
  intro: string;
  coverFileId: string;
  category: Category;
  categoryName: string;
  rule: string;
  /** -1 if prices may not be shown. */
  priceFen: number;
  members: string;
  seats: string;
  benefits: string[];
  description: string;
  ownerName: string;
  ownerIntro: string;
  ownerLetter: string;
  ownerAvatarFileId: string;
  /** The steps to join, in order. */
  steps: string[];
  /** The refund rules; empty if prices may not be shown. */
  promises: string[];
}

const lastStep = '在入群凭证里长按群码，进入微信群';

function stepsOf({ admission, reviewHours }: GroupAnswer['group'], maySell: boolean): string[] {
  const answered = `群主最晚 ${reviewHours} 小时内答复`;
  switch (admission) {
    case 'instant':
      return [maySell ? '支付成功，立即取得入群资格' : '立即取得入群资格', lastStep];
    case 'payThenReview':
      return [
        maySell ? '填写申请并支付，交给群主审核' : '填写申请，交给群主审核',
        answered,
        '通过后，在入群凭证里长按群码入群',
      ];
    case 'reviewThenPay':
      return [
        maySell ? '填写申请，不用先付款' : '填写申请',
        answered,
        maySell ? `通过后 ${payWithinHours} 小时内支付，名额为你保留` : '通过后，名额为你保留',
        '在入群凭证里长按群码入群',
      ];
  }
}

/** The promises of one admission rule about money paid before admission. */
function promisesOfRule({ admission, reviewHours, priceFen }: GroupAnswer['group']): string[] {
  switch (admission) {
    case 'instant':
      return [];
    case 'payThenReview':
      return [`未通过，${formatYuan(priceFen)} 自动原路退回`, `超过 ${reviewHours} 小时未答复，同样自动退回`];
    case 'reviewThenPay':
      return ['通过之前不收钱，没通过什么都不用付'];
  }
}

/** A review must not use the refund window up, so that it begins with the owner's yes. */
function refundPromise({ admission, refundDays }: GroupAnswer['group']): string {
  const from = admission === 'payThenReview' ? '审核期间和通过后' : '付款后';
  return `${from} ${refundDays} 天内，没看过群码都可以自己退款`;
}

function promisesOf(group: GroupAnswer['group'], maySell: boolean): string[] {
  if (!maySell) return [];
  return [
    ...promisesOfRule(group),
    '付款后没拿到入群资格，自动原路退回',
    `凭证里没有群码，${qrWithinHours} 小时没补上就自动退回`,
    refundPromise(group),
    '没有有效群码就不开放，不卖进不去的群',
  ];
}

function seatsOf({ capacity, seatsLeft }: GroupAnswer['group']): string {
  if (capacity === null || seatsLeft === null) return '名额不限';
  return seatsLeft === 0 ? `共 ${capacity} 席，已满` : `共 ${capacity} 席，剩 ${seatsLeft} 席`;
}

export function groupView({ group }: GroupAnswer, maySell: boolean): GroupView {
  const { name, intro, coverFileId, category, benefits, description, ownerName, ownerIntro } = group;
  return {
    name,
    intro,
    coverFileId,
    category,
    categoryName: categoryLabels[category],
    rule: wordingFor(admissionLabels[group.admission], maySell),
    priceFen: maySell ? group.priceFen : -1,
    members: group.memberCount > 0 ? `${group.memberCount} 位成员` : '等第一位成员',
    seats: seatsOf(group),
    benefits,
    description,
    ownerName,
    ownerIntro,
    ownerAvatarFileId: group.ownerAvatarFileId,
    ownerLetter: initialOf(ownerName, '群'),
    steps: stepsOf(group, maySell),
    promises: promisesOf(group, maySell),
  };
}
