import type { Value } from '../../services/call';
import type { Tone } from '../../services/orderStory';
import { payWithinHours } from '../../services/rules';
import { eventNames } from '../../services/words';
import { countDownFormat, moment, yuan } from '../../services/written';

type Answered = Value<'getGroup'>;
type Mine = NonNullable<Answered['mine']>;

export type ApplicationAct = 'pay' | 'withdraw' | 'giveUp' | 'again' | 'ticket' | 'order' | 'group';

/** Where an application stands, for whom it concerns. */
type Phase =
  | 'applied'
  | 'approved'
  /** Approved, and the time to pay is over. */
  | 'lapsed'
  | 'rejected'
  | 'unanswered'
  | 'unpaid'
  | 'withdrawn'
  | 'inside'
  /** Came by paying first, or has paid and is out again: the order tells it. */
  | 'paid';

/** An application's page, in words. */
export interface ApplicationView {
  groupName: string;
  coverFileId: string;
  category: string;
  ownerName: string;
  label: string;
  tone: Tone;
  icon: string;
  story: string;
  /** What the owner wrote to the applicant; '' where nothing. */
  reason: string;
  clock: { label: string; leftMs: number; format: string } | null;
  timeline: { title: string; at: string }[];
  acts: ApplicationAct[];
}

interface Standing {
  readonly mine: Mine;
  readonly obstacle: Answered['obstacle'];
}

function phaseOf({ mine, obstacle }: Standing): Phase {
  const { membershipState, orderId, timeline } = mine;
  if (membershipState === 'Applied') return 'applied';
  if (membershipState === 'Approved')
    return obstacle === 'ApplyFirst' || obstacle === 'GroupFull' ? 'lapsed' : 'approved';
  if (membershipState === 'Admitted' || membershipState === 'Joined') return 'inside';
  if (orderId !== null) return 'paid';
  if (membershipState === 'Rejected') return 'rejected';
  if (membershipState === 'Withdrawn') return 'withdrawn';
  if (membershipState !== 'TimedOut') return 'paid';
  return timeline.some(({ event }) => event === 'approved') ? 'unpaid' : 'unanswered';
}

interface Telling {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: string;
  readonly acts: readonly ApplicationAct[];
}

const tellings: Record<Phase, Telling> = {
  applied: { label: '等群主答复', tone: 'waiting', icon: 'time', acts: ['withdraw'] },
  approved: { label: '已通过，待支付', tone: 'good', icon: 'check-circle', acts: ['pay', 'giveUp'] },
  lapsed: { label: '支付时间已过', tone: 'quiet', icon: 'time', acts: ['again'] },
  rejected: { label: '未通过', tone: 'quiet', icon: 'close-circle', acts: ['again'] },
  unanswered: { label: '群主超时未答复', tone: 'quiet', icon: 'time', acts: ['again'] },
  unpaid: { label: '支付时间已过', tone: 'quiet', icon: 'time', acts: ['again'] },
  withdrawn: { label: '已撤回', tone: 'quiet', icon: 'rollback', acts: ['again'] },
  inside: { label: '已取得入群资格', tone: 'good', icon: 'check-circle', acts: ['ticket'] },
  paid: { label: '查看订单', tone: 'quiet', icon: 'assignment', acts: ['order'] },
};

/** Where nothing may be sold. */
const plainLabels: Partial<Record<Phase, string>> = { approved: '已通过', lapsed: '名额已让出', unpaid: '名额已让出' };

/** Why who is approved can't pay at this moment; '' where they can. */
function hindranceOf(obstacle: Answered['obstacle']): string {
  if (obstacle === 'GroupPaused') return '群主暂时关闭了加入，重新开放后才能继续。';
  return obstacle === 'NoValidQr' ? '群主还没有有效群码，补上之后才能继续。' : '';
}

function storyOf(phase: Phase, { mine, obstacle }: Standing, selling: boolean): string {
  // Where nothing may be sold, nothing is said of money either.
  const free = selling ? '没有产生任何费用。' : '';
  switch (phase) {
    case 'applied': {
      const until = mine.reviewUntilMs === null ? '' : `群主最晚 ${moment(mine.reviewUntilMs)} 答复，`;
      return `${until}到时没有答复，申请自动结束。${free}`;
    }
    case 'approved': {
      const until = mine.payUntilMs === null ? '' : `名额为你保留到 ${moment(mine.payUntilMs)}。`;
      const rest = selling ? '到时没有付款，名额自动让出，不会扣钱。' : 'iOS 端暂不支持开通。';
      return `${until}${rest}${hindranceOf(obstacle)}`;
    }
    case 'lapsed':
    case 'unpaid':
      return `名额保留了 ${payWithinHours} 小时，现在不再保留。${free}`;
    case 'rejected':
      return `群主没有通过这次申请。${free}`;
    case 'unanswered':
      return `群主没有在约定时间内答复，申请已经结束。${free}`;
    case 'withdrawn':
      return `你撤回了这次申请，写给群主的内容已经删除。${free}`;
    case 'inside':
      return '打开入群凭证，长按识别群码就能入群。';
    case 'paid':
      return '这次入群的进度，都在订单里。';
  }
}

const clock = (label: string, untilMs: number | null, nowMs: number): ApplicationView['clock'] => {
  const leftMs = untilMs === null ? 0 : untilMs - nowMs;
  return leftMs > 0 ? { label, leftMs, format: countDownFormat(leftMs) } : null;
};

function clockOf(phase: Phase, mine: Mine, nowMs: number): ApplicationView['clock'] {
  if (phase === 'applied') return clock('群主答复还剩', mine.reviewUntilMs, nowMs);
  return phase === 'approved' ? clock('名额保留还剩', mine.payUntilMs, nowMs) : null;
}

/** Which of a phase's acts can be taken now. */
function actsOf(phase: Phase, { mine, obstacle }: Standing, selling: boolean): readonly ApplicationAct[] {
  const offered: Partial<Record<ApplicationAct, boolean>> = {
    pay: selling && obstacle === null,
    // Another rule by now is bought on the group's page; a full or paused group says so there.
    again: selling && obstacle === 'ApplyFirst',
    order: mine.orderId !== null,
  };
  const acts = tellings[phase].acts.filter((act) => offered[act] ?? true);
  return acts.length > 0 ? acts : ['group'];
}

/** The application of somebody who has one. */
export function applicationView(
  { group, obstacle }: Answered,
  mine: Mine,
  { selling, nowMs }: { selling: boolean; nowMs: number },
): ApplicationView {
  const { name, coverFileId, category, ownerName } = group;
  const standing = { mine, obstacle };
  const phase = phaseOf(standing);
  const { label, tone, icon } = tellings[phase];
  return {
    groupName: name,
    coverFileId,
    category,
    ownerName,
    label: selling ? label : (plainLabels[phase] ?? label),
    tone,
    icon,
    story: storyOf(phase, standing, selling),
    reason: phase === 'rejected' ? mine.rejectedReason : '',
    clock: clockOf(phase, mine, nowMs),
    timeline: mine.timeline.map(({ event, atMs }) => ({ title: eventNames[event], at: moment(atMs) })),
    acts: [...actsOf(phase, standing, selling)],
  };
}

/** What the buttons say. */
export function actNamesOf({ priceFen }: Answered['group'], selling: boolean): Record<ApplicationAct, string> {
  return {
    pay: selling ? `支付 ${yuan(priceFen)} 入群` : '',
    withdraw: '撤回申请',
    giveUp: '放弃名额',
    again: '再次申请',
    ticket: '查看入群凭证',
    order: '查看订单',
    group: '回到社群',
  };
}
