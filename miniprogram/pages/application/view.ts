import type { Category } from '../../../contracts/shapes';
import type { Value } from '../../services/call';
import { formatTime, formatYuan, labelledCountdownTo, type LabelledCountdown } from '../../services/format';
import { membershipStateLabels, timelineLabels, wordingFor } from '../../services/labels';
import type { Tone } from '../../services/orderPresentation';
import { payWithinHours } from '../../services/timeLimits';

type GroupAnswer = Value<'getGroup'>;
type Mine = NonNullable<GroupAnswer['mine']>;

export type ApplicationAction = 'pay' | 'withdraw' | 'giveUp' | 'again' | 'ticket' | 'order' | 'group';

/** The situation of an application, as its applicant sees it. */
type Phase =
  | 'applied'
  | 'approved'
  /** Approved, and the time to pay is over. */
  | 'lapsed'
  | 'rejected'
  | 'unanswered'
  | 'unpaid'
  | 'withdrawn'
  | 'admitted'
  /** It ended without an order, when its group was taken down. */
  | 'ended'
  /** There is an order without an admission, or with one that has ended; the order's page explains it. */
  | 'ordered';

/** The page of an application. */
export interface ApplicationView {
  groupName: string;
  coverFileId: string;
  category: Category;
  ownerName: string;
  label: string;
  tone: Tone;
  icon: string;
  statusText: string;
  /** The owner's reason to the applicant; '' if there is none. */
  reason: string;
  countdown: LabelledCountdown | null;
  timeline: { title: string; at: string }[];
  actions: ApplicationAction[];
}

interface Standing {
  readonly mine: Mine;
  readonly obstacle: GroupAnswer['obstacle'];
}

/** Obstacles that nobody meets whose approval still counts. */
const endsApproval = [
  'ApplyFirst',
  'GroupFull',
  'RefundedTooOften',
] as const satisfies readonly GroupAnswer['obstacle'][];

function phaseOf({ mine, obstacle }: Standing, nowMs: number): Phase {
  const { membershipState, orderId, timeline, payUntilMs } = mine;
  if (membershipState === 'Applied') return 'applied';
  if (membershipState === 'Approved') {
    // An order begun in time may still be paid afterwards: then nothing is in the way.
    const isOver = obstacle !== null && payUntilMs !== null && payUntilMs <= nowMs;
    return isOver || endsApproval.some((each) => each === obstacle) ? 'lapsed' : 'approved';
  }
  if (membershipState === 'Admitted' || membershipState === 'Joined') return 'admitted';
  if (orderId !== null) return 'ordered';
  if (membershipState === 'Rejected') return 'rejected';
  if (membershipState === 'Withdrawn') return 'withdrawn';
  if (membershipState === 'Revoked') return 'ended';
  if (membershipState !== 'TimedOut') return 'ordered';
  return timeline.some(({ event }) => event === 'approved') ? 'unpaid' : 'unanswered';
}

interface Presentation {
  readonly tone: Tone;
  readonly icon: string;
  readonly actions: readonly ApplicationAction[];
}

const presentations: Record<Phase, Presentation> = {
  applied: { tone: 'waiting', icon: 'time', actions: ['withdraw'] },
  approved: { tone: 'good', icon: 'check-circle', actions: ['pay', 'giveUp'] },
  lapsed: { tone: 'quiet', icon: 'time', actions: ['again'] },
  rejected: { tone: 'quiet', icon: 'close-circle', actions: ['again'] },
  unanswered: { tone: 'quiet', icon: 'time', actions: ['again'] },
  unpaid: { tone: 'quiet', icon: 'time', actions: ['again'] },
  withdrawn: { tone: 'quiet', icon: 'rollback', actions: ['again'] },
  admitted: { tone: 'good', icon: 'check-circle', actions: ['ticket'] },
  ended: { tone: 'quiet', icon: 'close-circle', actions: ['again'] },
  ordered: { tone: 'quiet', icon: 'assignment', actions: ['order'] },
};

/** The label of the membership's state, except where the phase says more than the state. */
function labelOf(phase: Phase, { membershipState }: Mine, maySell: boolean): string {
  switch (phase) {
    case 'approved':
      return maySell ? '已通过，待支付' : '已通过';
    case 'lapsed':
    case 'unpaid':
      return maySell ? '支付时间已过' : '名额已让出';
    case 'unanswered':
      return '群主超时未答复';
    case 'applied':
    case 'rejected':
    case 'withdrawn':
    case 'admitted':
    case 'ended':
    case 'ordered':
      return wordingFor(membershipStateLabels[membershipState], maySell);
  }
}

/** Explains why an approved applicant can't pay at this moment; '' if they can. A pause does not keep them from it. */
function obstacleText(obstacle: GroupAnswer['obstacle']): string {
  if (obstacle === 'GroupSuspended') return '平台正在核实这个社群，核实期间不能继续。';
  if (obstacle === 'GroupPaused') return '社群现在没有开放加入，暂时不能继续。';
  return obstacle === 'NoValidQr' ? '群主还没有有效群码，补上之后才能继续。' : '';
}

function statusTextOf(phase: Phase, { mine, obstacle }: Standing, maySell: boolean): string {
  // A rule, not a statement about this person's money, which only orders make. iOS pages don't mention money at all.
  const rule = maySell ? '申请本身不收费。' : '';
  switch (phase) {
    case 'applied': {
      const until = mine.reviewUntilMs === null ? '' : `群主最晚 ${formatTime(mine.reviewUntilMs)} 答复，`;
      return `${until}到时没有答复，申请自动结束。${rule}`;
    }
    case 'approved': {
      const until = mine.payUntilMs === null ? '' : `名额为你保留到 ${formatTime(mine.payUntilMs)}。`;
      const rest = maySell ? '到时没有付款，名额自动让出，不会扣钱。' : 'iOS 端暂不支持开通。';
      return `${until}${rest}${obstacleText(obstacle)}`;
    }
    case 'lapsed':
    case 'unpaid':
      return `名额保留了 ${payWithinHours} 小时，现在不再保留。${rule}`;
    case 'rejected':
      return `群主没有通过这次申请。${rule}`;
    case 'unanswered':
      return `群主没有在约定时间内答复，申请已经结束。${rule}`;
    case 'withdrawn':
      return `你撤回了这次申请，写给群主的内容已经删除。${rule}`;
    case 'admitted':
      return '打开入群凭证，长按识别群码就能入群。';
    case 'ended':
      return `社群被平台下架，这次申请已经结束。${rule}`;
    case 'ordered':
      return '这次入群的进度，都在订单里。';
  }
}

function countdownOf(phase: Phase, mine: Mine, nowMs: number): LabelledCountdown | null {
  if (phase === 'applied') return labelledCountdownTo('群主答复还剩', mine.reviewUntilMs, nowMs);
  return phase === 'approved' ? labelledCountdownTo('名额保留还剩', mine.payUntilMs, nowMs) : null;
}

/** The phase's actions that can be taken now. */
function actionsOf(phase: Phase, { mine, obstacle }: Standing, maySell: boolean): readonly ApplicationAction[] {
  const possible: Record<ApplicationAction, boolean> = {
    pay: maySell && obstacle === null,
    // The group's own page says if its rule has changed, or if it is full or paused.
    again: maySell && obstacle === 'ApplyFirst',
    order: mine.orderId !== null,
    withdraw: true,
    giveUp: true,
    ticket: true,
    group: true,
  };
  const actions = presentations[phase].actions.filter((action) => possible[action]);
  return actions.length > 0 ? actions : ['group'];
}

/** An application that exists. */
export function applicationView(
  { group, obstacle }: GroupAnswer,
  mine: Mine,
  { maySell, nowMs }: { maySell: boolean; nowMs: number },
): ApplicationView {
  const { name, coverFileId, category, ownerName } = group;
  const standing = { mine, obstacle };
  const phase = phaseOf(standing, nowMs);
  const { tone, icon } = presentations[phase];
  return {
    groupName: name,
    coverFileId,
    category,
    ownerName,
    label: labelOf(phase, mine, maySell),
    tone,
    icon,
    statusText: statusTextOf(phase, standing, maySell),
    reason: phase === 'rejected' ? mine.rejectedReason : '',
    countdown: countdownOf(phase, mine, nowMs),
    timeline: mine.timeline.map(({ event, atMs }) => ({ title: timelineLabels[event], at: formatTime(atMs) })),
    actions: [...actionsOf(phase, standing, maySell)],
  };
}

export function applicationActionLabels(
  { priceFen }: GroupAnswer['group'],
  maySell: boolean,
): Record<ApplicationAction, string> {
  return {
    pay: maySell ? `支付 ${formatYuan(priceFen)} 入群` : '',
    withdraw: '撤回申请',
    giveUp: '放弃名额',
    again: '再次申请',
    ticket: '查看入群凭证',
    order: '查看订单',
    group: '回到社群',
  };
}
