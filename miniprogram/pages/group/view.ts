import type { Value } from '../../services/call';
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

function stepsOf({ admission, reviewHours }: Answered['group'], selling: boolean): string[] {
  const last = '在入群凭证里长按群码，进入微信群';
  if (admission === 'reviewThenPay')
    return [
      '写一句申请理由，交给群主审核',
      `群主最晚 ${reviewHours} 小时内答复`,
      selling ? '通过后 24 小时内付款，名额为你保留' : '通过后取得入群资格',
      last,
    ];
  if (admission === 'instant') return [selling ? '支付成功，立即取得入群资格' : '立即取得入群资格', last];
  return [
    selling ? '支付后交给群主审核' : '提交后交给群主审核',
    `群主最晚 ${reviewHours} 小时内答复`,
    '通过后，在入群凭证里长按群码入群',
  ];
}

function promisesOf({ admission, reviewHours, priceFen }: Answered['group'], selling: boolean): string[] {
  if (!selling) return [];
  const price = yuan(priceFen);
  const always = ['付款后没拿到入群资格，自动原路退回', '没有有效群码就不开放，不卖进不去的群'];
  if (admission === 'instant') return always;
  if (admission === 'reviewThenPay') return ['通过之前不收任何费用', ...always];
  return [`未通过，${price} 自动原路退回`, `超过 ${reviewHours} 小时未答复，同样自动退回`, ...always];
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
