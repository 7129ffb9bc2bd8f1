import type { MembershipState } from '../../../domain/membership';
import type { Value } from '../../services/call';
import { countdownTo, displayName, formatTime, formatYuan, initialOf, type Countdown } from '../../services/format';
import { membershipStateLabels } from '../../services/labels';
import { payWithinHours } from '../../services/timeLimits';

export type Application = Value<'listApplications'>['applications'][number];

/** An application as its card shows it. */
export interface ApplicationView {
  /** Also the row's identity: the same person may apply again in another round. */
  key: string;
  membershipId: string;
  round: number;
  groupId: string;
  name: string;
  letter: string;
  avatarFileId: string;
  groupName: string;
  /** 0 where nothing was paid. */
  paidFen: number;
  /** Stands under the amount. Says only that it was paid: whether it went back is known to the order alone. */
  paidLabel: string;
  appliedAt: string;
  /** The time an unpaid applicant would have to pay; '' where the application is paid, or over. */
  payNote: string;
  /** The applicant's message; '' if the admission rule asks for none. */
  message: string;
  /** Too long to be shown unfolded at first. */
  long: boolean;
  contact: string;
  waiting: boolean;
  /** The deadline for the decision; '' where there is none. */
  until: string;
  countdown: Countdown | null;
  outcome: string;
  reason: string;
}

const waitingStates: readonly MembershipState[] = ['Applied', 'UnderReview'];
const keptStates: readonly MembershipState[] = [...waitingStates, 'Admitted', 'Joined', 'Expired'];

function paidLabelOf({ paidFen, membershipState }: Application): string {
  if (paidFen === 0) return '';
  return keptStates.includes(membershipState) ? '已付' : '付过';
}

function messageOf({ message, admission, membershipState }: Application): string {
  if (message !== '' || admission !== 'reviewThenPay') return message;
  // A withdrawal deletes the message; otherwise the key that would decrypt it is gone.
  return membershipState === 'Withdrawn' ? '申请内容已随撤回删除。' : '申请内容暂时打不开。';
}

function outcomeOf({ membershipState, payUntilMs }: Application): string {
  const { selling: label } = membershipStateLabels[membershipState];
  return payUntilMs === null ? label : `${label}，名额留到 ${formatTime(payUntilMs)}`;
}

/** Longer than the four lines that stay unfolded. */
const isLong = (text: string): boolean => text.length > 80 || text.split('\n').length > 4;

export function applicationView(application: Application, nowMs: number): ApplicationView {
  const { membershipId, round, groupId, nickname, avatarFileId, groupName, contact } = application;
  const { paidFen, membershipState, reviewUntilMs } = application;
  const name = displayName(nickname);
  const message = messageOf(application);
  return {
    key: `${membershipId}#${round}`,
    membershipId,
    round,
    groupId,
    name,
    letter: initialOf(name, '微'),
    avatarFileId,
    groupName,
    paidFen,
    paidLabel: paidLabelOf(application),
    appliedAt: formatTime(application.appliedAtMs),
    payNote: membershipState === 'Applied' ? `通过后 ${payWithinHours} 小时内支付` : '',
    message,
    long: isLong(message),
    contact,
    waiting: waitingStates.includes(membershipState),
    until: reviewUntilMs === null ? '' : formatTime(reviewUntilMs),
    countdown: countdownTo(reviewUntilMs, nowMs),
    outcome: outcomeOf(application),
    reason: application.rejectedReason,
  };
}

/** The questions and toasts of a decision; they depend on whether money was paid. */
export interface DecisionTexts {
  readonly approveQuestion: string;
  readonly approvedToast: string;
  readonly rejectLabel: string;
  readonly rejectHint: string;
  readonly rejectedToast: string;
}

export function decisionTextsFor({ name, paidFen }: ApplicationView): DecisionTexts {
  if (paidFen > 0)
    return {
      approveQuestion: `通过后，${name} 取得入群资格，马上可以看到群码。`,
      approvedToast: '已通过',
      rejectLabel: '拒绝并退款',
      rejectHint: `${formatYuan(paidFen)} 将原路退回。申请人会看到你写的原因。`,
      rejectedToast: '已拒绝，款项将原路退回',
    };
  return {
    approveQuestion: `通过后，为 ${name} 保留名额 ${payWithinHours} 小时。付款后才能看到群码，没付款名额自动让出。`,
    approvedToast: '已通过，等对方付款',
    rejectLabel: '拒绝',
    rejectHint: '还没有收钱，不用退款。申请人会看到你写的原因。',
    rejectedToast: '已拒绝',
  };
}
