import type { Value } from '../../services/call';
import { qrWithinHours, payWithinHours } from '../../services/rules';
import { admissionNames, categoryNames } from '../../services/words';
import { yuan } from '../../services/written';

type Answered = Value<'getGroup'>;

/** A group's page, in words. */
export interface GroupView {
  name: string;
  intro: string;
  coverFileId: string;
  category: string;
  categoryName: string;
  rule: string;
  /** -1 where prices may not be shown. */
  priceFen: number;
  members: string;
  seats: string;
  benefits: string[];
  description: string;
  ownerName: string;
  ownerIntro: string;
  ownerLetter: string;
  ownerAvatarFileId: string;
  /** How one gets in, in order. */
  steps: string[];
  /** When money goes back; none where prices may not be shown. */
  promises: string[];
}

const lastStep = '在入群凭证里长按群码，进入微信群';

function stepsOf({ admission, reviewHours }: Answered['group'], selling: boolean): string[] {
  const answered = `群主最晚 ${reviewHours} 小时内答复`;
  switch (admission) {
    case 'instant':
      return [selling ? '支付成功，立即取得入群资格' : '立即取得入群资格', lastStep];
    case 'payThenReview':
      return [selling ? '支付后交给群主审核' : '提交后交给群主审核', answered, '通过后，在入群凭证里长按群码入群'];
    case 'reviewThenPay':
      return [
        selling ? '填写申请，不用先付款' : '填写申请',
        answered,
        selling ? `通过后 ${payWithinHours} 小时内支付，名额为你保留` : '通过后，名额为你保留',
        '在入群凭证里长按群码入群',
      ];
  }
}

/** What happens with the money before somebody is let in, by the rule that lets them in. */
function ownPromisesOf({ admission, reviewHours, priceFen }: Answered['group']): string[] {
  switch (admission) {
    case 'instant':
      return [];
    case 'payThenReview':
      return [`未通过，${yuan(priceFen)} 自动原路退回`, `超过 ${reviewHours} 小时未答复，同样自动退回`];
    case 'reviewThenPay':
      return ['通过之前不收钱，没通过什么都不用付'];
  }
}

function promisesOf(group: Answered['group'], selling: boolean): string[] {
  if (!selling) return [];
  return [
    ...ownPromisesOf(group),
    '付款后没拿到入群资格，自动原路退回',
    `凭证里没有群码，${qrWithinHours} 小时没补上就自动退回`,
    `付款后 ${group.refundDays} 天内，没看过群码都可以自己退款`,
    '没有有效群码就不开放，不卖进不去的群',
  ];
}

function seatsOf({ capacity, seatsLeft }: Answered['group']): string {
  if (capacity === null || seatsLeft === null) return '名额不限';
  return seatsLeft === 0 ? `共 ${capacity} 席，已满` : `共 ${capacity} 席，剩 ${seatsLeft} 席`;
}

export function groupView({ group }: Answered, selling: boolean): GroupView {
  const { name, intro, coverFileId, category, benefits, description, ownerName, ownerIntro } = group;
  return {
    name,
    intro,
    coverFileId,
    category,
    categoryName: categoryNames[category],
    rule: admissionNames[group.admission][selling ? 'selling' : 'plain'],
    priceFen: selling ? group.priceFen : -1,
    members: group.memberCount > 0 ? `${group.memberCount} 位成员` : '等第一位成员',
    seats: seatsOf(group),
    benefits,
    description,
    ownerName,
    ownerIntro,
    ownerAvatarFileId: group.ownerAvatarFileId,
    ownerLetter: Array.from(ownerName)[0] ?? '群',
    steps: stepsOf(group, selling),
    promises: promisesOf(group, selling),
  };
}
