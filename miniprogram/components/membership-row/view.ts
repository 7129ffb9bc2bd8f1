import type { MembershipState } from '../../../domain/membership';
import type { Value } from '../../services/call';
import type { Tone } from '../../services/orderStory';
import { moment, yuan } from '../../services/written';

export type Membership = Value<'listMemberships'>['memberships'][number];

/** Where a row leads: to where its standing can be used, continued or understood. */
type Place = 'ticket' | 'order' | 'application';

/** One person's standing in one group: one row. */
export interface MembershipRow {
  groupId: string;
  /** '' before any was paid. */
  orderId: string;
  groupName: string;
  coverFileId: string;
  /** Below the name: until when somebody has to act, or who runs the group. */
  note: string;
  label: string;
  tone: Tone;
  place: Place;
  /** What a tap does, for those who hear it. */
  act: string;
}

interface Telling {
  readonly label: string;
  /** Where nothing may be sold. */
  readonly plain?: string;
  readonly tone: Tone;
}

const tellings: Record<MembershipState, Telling> = {
  Approved: { label: '待支付', plain: '已通过', tone: 'waiting' },
  Applied: { label: '审核中', tone: 'waiting' },
  UnderReview: { label: '审核中', tone: 'waiting' },
  Admitted: { label: '可入群', tone: 'good' },
  Joined: { label: '已入群', tone: 'good' },
  Expired: { label: '已到期', tone: 'quiet' },
  Removed: { label: '已移出', tone: 'quiet' },
  Rejected: { label: '未通过', tone: 'quiet' },
  TimedOut: { label: '已超时', tone: 'quiet' },
  Withdrawn: { label: '已撤回', tone: 'quiet' },
  Revoked: { label: '已退款', plain: '已结束', tone: 'quiet' },
};

function placeOf({ membershipState, orderId }: Membership): Place {
  if (membershipState === 'Admitted' || membershipState === 'Joined') return 'ticket';
  return orderId === null ? 'application' : 'order';
}

const actNames: Record<Place, string> = {
  ticket: '打开入群凭证',
  order: '查看进度',
  application: '查看申请',
};

function noteOf({ ownerName, reviewUntilMs, payUntilMs, priceFen }: Membership, selling: boolean): string {
  if (reviewUntilMs !== null) return `最晚 ${moment(reviewUntilMs)} 答复`;
  if (payUntilMs === null) return `群主 ${ownerName}`;
  return selling ? `${moment(payUntilMs)} 前支付 ${yuan(priceFen)}` : `名额保留到 ${moment(payUntilMs)}`;
}

/** What waits for this person comes first, then what waits for an owner. */
const rank = ({ membershipState }: Membership): number =>
  membershipState === 'Approved' ? 0 : membershipState === 'Applied' || membershipState === 'UnderReview' ? 1 : 2;

/** One page of memberships as rows. */
export function membershipRows(memberships: readonly Membership[], selling: boolean): MembershipRow[] {
  return [...memberships]
    .sort((a, b) => rank(a) - rank(b))
    .map((membership) => {
      const { groupId, orderId, groupName, coverFileId, membershipState } = membership;
      const { label, plain, tone } = tellings[membershipState];
      const place = placeOf(membership);
      return {
        groupId,
        orderId: orderId ?? '',
        groupName,
        coverFileId,
        note: noteOf(membership, selling),
        label: selling ? label : (plain ?? label),
        tone,
        place,
        act: actNames[place],
      };
    });
}
