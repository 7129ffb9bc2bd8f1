import type { Category } from '../../../contracts/shapes';
import type { Value } from '../../services/call';
import { formatYuan } from '../../services/format';
import { messageFor, type UserMessage } from '../../services/refusalMessages';
import { payWithinHours } from '../../services/timeLimits';

type GroupAnswer = Value<'getGroup'>;

/** The group that the person applies to. */
export interface ApplyView {
  groupName: string;
  coverFileId: string;
  category: Category;
  ownerName: string;
  /** The owner decides after the payment, so that sending the application begins the payment. */
  paysFirst: boolean;
  /** The steps that follow, in order. */
  steps: string[];
  sendLabel: string;
}

function stepsOf({ admission, reviewHours, priceFen }: GroupAnswer['group']): string[] {
  if (admission === 'payThenReview')
    return [
      `支付 ${formatYuan(priceFen)}，申请交给群主审核`,
      `群主最晚 ${reviewHours} 小时内答复，等的时候可以自己退款`,
      `没通过或超时没答复，${formatYuan(priceFen)} 自动原路退回`,
    ];
  return [
    `群主最晚 ${reviewHours} 小时内答复，超时申请自动结束`,
    `通过后 ${payWithinHours} 小时内支付 ${formatYuan(priceFen)}，名额为你保留`,
    '没通过，什么都不用付',
  ];
}

export function applyView({ group }: GroupAnswer): ApplyView {
  const { name, coverFileId, category, ownerName, admission, priceFen } = group;
  const paysFirst = admission === 'payThenReview';
  return {
    groupName: name,
    coverFileId,
    category,
    ownerName,
    paysFirst,
    steps: stepsOf(group),
    sendLabel: paysFirst ? `支付 ${formatYuan(priceFen)} 并提交申请` : '提交申请',
  };
}

const notOnIos: UserMessage = {
  title: 'iOS 端暂不支持开通',
  text: '这台设备上暂时不能申请加入。没有提交任何内容。',
  label: '返回',
  step: 'back',
};

/** The message for a person who can't apply here now; `null` for one who can. */
export function blockingMessage(
  { group, obstacle, mine, waitUntilMs }: GroupAnswer,
  maySell: boolean,
): UserMessage | null {
  if (!maySell) return notOnIos;
  if (obstacle === 'ApplyFirst') return null;
  // An approved applicant has applied already, whatever the group's rule has become.
  if (obstacle === null && group.admission === 'payThenReview' && mine?.membershipState !== 'Approved') return null;
  // The page opens an existing application before it comes here.
  const needsNone = obstacle === null || obstacle === 'Applied' || obstacle === 'OrdersLapsed';
  return messageFor('applyToGroup', needsNone ? 'NotByApplication' : obstacle, waitUntilMs ?? undefined);
}

/** True for a person who has applied already: the page opens that application instead. */
export function hasApplied({ mine, obstacle }: GroupAnswer): boolean {
  // An approval whose time to pay is over does not prevent a new application.
  return mine?.membershipState === 'Applied' || (mine?.membershipState === 'Approved' && obstacle !== 'ApplyFirst');
}
