import type { Value } from '../../services/call';
import { payWithinHours } from '../../services/rules';
import { membershipStateNames } from '../../services/words';
import { countDownFormat, moment, yuan } from '../../services/written';

export type Application = Value<'listApplications'>['applications'][number];

/** What a card shows of an application. */
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
  moneyWord: string;
  appliedAt: string;
  /** When who has not paid would; '' where it was paid, or is over. */
  payNote: string;
  /** What the applicant wrote; '' where the rule asks for nothing. */
  message: string;
  /** So long that it is folded first. */
  long: boolean;
  contact: string;
  waiting: boolean;
  /** Until when it must be decided, or be paid; '' where nobody has to act. */
  until: string;
  leftMs: number;
  clockFormat: string;
  outcome: string;
  reason: string;
}

type States = Application['membershipState'];

const waitingStates: readonly States[] = ['Applied', 'UnderReview'];
const keptStates: readonly States[] = [...waitingStates, 'Admitted', 'Joined', 'Expired'];

/** What became of the money; '' where there was none. */
function moneyWordOf({ paidFen, membershipState }: Application): string {
  if (paidFen === 0) return '';
  return keptStates.includes(membershipState) ? '已付' : '退回';
}

function messageOf({ message, admission, membershipState }: Application): string {
  if (message !== '' || admission !== 'reviewThenPay') return message;
  // The words go with a withdrawal; else the key that would open them is gone.
  return membershipState === 'Withdrawn' ? '申请内容已随撤回删除。' : '申请内容暂时打不开。';
}

function outcomeOf({ membershipState, admission, paidFen, payUntilMs }: Application): string {
  if (membershipState === 'Approved' && payUntilMs !== null) return `待支付，名额留到 ${moment(payUntilMs)}`;
  if (membershipState === 'TimedOut') return paidFen > 0 ? '超时未答复，已退款' : '超时，没有收钱';
  return membershipState === 'Admitted' && admission === 'reviewThenPay'
    ? '已支付，可入群'
    : membershipStateNames[membershipState];
}

/** Longer than fits the four lines that stay unfolded. */
const isLong = (text: string): boolean => text.length > 80 || text.split('\n').length > 4;

export function applicationView(application: Application, nowMs: number): ApplicationView {
  const { membershipId, round, groupId, nickname, avatarFileId, groupName, contact } = application;
  const { paidFen, membershipState, reviewUntilMs } = application;
  const name = nickname.trim() === '' ? '微信用户' : nickname;
  const leftMs = reviewUntilMs === null ? 0 : Math.max(0, reviewUntilMs - nowMs);
  const message = messageOf(application);
  return {
    key: `${membershipId}#${round}`,
    membershipId,
    round,
    groupId,
    name,
    letter: Array.from(name)[0] ?? '微',
    avatarFileId,
    groupName,
    paidFen,
    moneyWord: moneyWordOf(application),
    appliedAt: moment(application.appliedAtMs),
    payNote: membershipState === 'Applied' ? `通过后 ${payWithinHours} 小时内支付` : '',
    message,
    long: isLong(message),
    contact,
    waiting: waitingStates.includes(membershipState),
    until: reviewUntilMs === null ? '' : moment(reviewUntilMs),
    leftMs,
    clockFormat: countDownFormat(leftMs),
    outcome: outcomeOf(application),
    reason: application.rejectedReason,
  };
}

/** What an owner is asked, and told, when deciding; by whether money was paid. */
export interface Deciding {
  readonly approve: string;
  readonly approved: string;
  readonly reject: string;
  readonly rejecting: string;
  readonly rejected: string;
}

export function decidingOn({ name, paidFen }: ApplicationView): Deciding {
  if (paidFen > 0)
    return {
      approve: `通过后，${name} 取得入群资格，马上可以看到群码。`,
      approved: '已通过',
      reject: '拒绝并退款',
      rejecting: `${yuan(paidFen)} 将原路退回。申请人会看到你写的原因。`,
      rejected: '已拒绝，款项原路退回',
    };
  return {
    approve: `通过后，为 ${name} 保留名额 ${payWithinHours} 小时。付款后才能看到群码，没付款名额自动让出。`,
    approved: '已通过，等对方付款',
    reject: '拒绝',
    rejecting: '还没有收钱，不用退款。申请人会看到你写的原因。',
    rejected: '已拒绝',
  };
}
