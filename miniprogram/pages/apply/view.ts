import type { Value } from '../../services/call';
import { payWithinHours } from '../../services/rules';
import { sayingFor, type Saying } from '../../services/sentences';
import { yuan } from '../../services/written';

type Answered = Value<'getGroup'>;

/** What one applies to, in words. */
export interface ApplyView {
  groupName: string;
  coverFileId: string;
  category: string;
  ownerName: string;
  /** What follows, in order. */
  steps: string[];
}

export function applyView({ group }: Answered): ApplyView {
  const { name, coverFileId, category, ownerName, reviewHours, priceFen } = group;
  return {
    groupName: name,
    coverFileId,
    category,
    ownerName,
    steps: [
      `群主最晚 ${reviewHours} 小时内答复，超时申请自动结束`,
      `通过后 ${payWithinHours} 小时内支付 ${yuan(priceFen)}，名额为你保留`,
      '没通过，什么都不用付',
    ],
  };
}

const notHere: Saying = {
  title: 'iOS 端暂不支持开通',
  text: '这台设备上暂时不能申请加入。没有提交任何内容。',
  label: '返回',
  step: 'back',
};

/** Why nobody can apply here now; `null`: they can. */
export function barrier({ obstacle }: Answered, selling: boolean): Saying | null {
  if (!selling) return notHere;
  if (obstacle === 'ApplyFirst') return null;
  // Who has applied is led to the application before this is asked.
  return sayingFor('applyToGroup', obstacle === null || obstacle === 'Applied' ? 'NotByApplication' : obstacle);
}

/** Whether there is an application already, to be looked at instead. */
export function hasApplied({ mine, obstacle }: Answered): boolean {
  // An approval whose time is over stands in nobody's way.
  return mine?.membershipState === 'Applied' || (mine?.membershipState === 'Approved' && obstacle !== 'ApplyFirst');
}
