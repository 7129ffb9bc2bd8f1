import type { MembershipState } from '../../../domain/membership';
import type { Value } from '../../services/call';
import { formatTime, formatYuan } from '../../services/format';
import { membershipStateLabels, wordingFor } from '../../services/labels';
import { phaseOf, phasePresentations, refundNote, type Tone } from '../../services/orderPresentation';

export type Membership = Value<'listMemberships'>['memberships'][number];

/** The page a row opens, to use, continue or understand the membership. */
type Destination = 'ticket' | 'order' | 'application';

/** A person's membership in one group: one row. */
export interface MembershipRow {
  groupId: string;
  /** '' before payment. */
  orderId: string;
  groupName: string;
  coverFileId: string;
  /** Below the name: the refund, the next deadline, or who runs the group. */
  note: string;
  label: string;
  tone: Tone;
  destination: Destination;
  /** The destination, for people who use a screen reader. */
  actionLabel: string;
}

const tones: Record<MembershipState, Tone> = {
  Applied: 'waiting',
  Approved: 'waiting',
  UnderReview: 'waiting',
  Admitted: 'good',
  Joined: 'good',
  Expired: 'quiet',
  Removed: 'quiet',
  Rejected: 'quiet',
  TimedOut: 'quiet',
  Withdrawn: 'quiet',
  Revoked: 'quiet',
};

/** Everything about money comes from the order; a row without one mentions no money. */
function presentationOf(
  { membershipState, groupHold, order }: Membership,
  maySell: boolean,
): { label: string; tone: Tone } {
  if (order) return phasePresentations[phaseOf({ state: order.state, membershipState, groupHold })];
  return { label: wordingFor(membershipStateLabels[membershipState], maySell), tone: tones[membershipState] };
}

function destinationOf({ membershipState, groupHold, orderId }: Membership): Destination {
  // The order says what becomes of the money, and the ticket shows nothing.
  if (groupHold === 'Banned' && orderId !== null) return 'order';
  if (membershipState === 'Admitted' || membershipState === 'Joined') return 'ticket';
  return orderId === null ? 'application' : 'order';
}

const actionLabels: Record<Destination, string> = {
  ticket: '打开入群凭证',
  order: '查看进度',
  application: '查看申请',
};

function noteOf(membership: Membership, maySell: boolean): string {
  const { ownerName, membershipState, groupHold, paidFen, order, reviewUntilMs, payUntilMs, priceFen } = membership;
  const refund = order === null ? '' : refundNote({ ...order, membershipState, groupHold, paidFen }, maySell);
  if (refund !== '') return refund;
  if (reviewUntilMs !== null) return `最晚 ${formatTime(reviewUntilMs)} 答复`;
  if (payUntilMs === null) return `群主 ${ownerName}`;
  return maySell ? `${formatTime(payUntilMs)} 前支付 ${formatYuan(priceFen)}` : `名额保留到 ${formatTime(payUntilMs)}`;
}

/** Memberships that wait for this person come first, then those that wait for an owner. */
const rank = ({ membershipState }: Membership): number =>
  membershipState === 'Approved' ? 0 : membershipState === 'Applied' || membershipState === 'UnderReview' ? 1 : 2;

export function membershipRow(membership: Membership, maySell: boolean): MembershipRow {
  const { groupId, orderId, groupName, coverFileId } = membership;
  const { label, tone } = presentationOf(membership, maySell);
  const destination = destinationOf(membership);
  return {
    groupId,
    orderId: orderId ?? '',
    groupName,
    coverFileId,
    note: noteOf(membership, maySell),
    label,
    tone,
    destination,
    actionLabel: actionLabels[destination],
  };
}

/** A short list of memberships, those that need somebody first. A long one keeps the server's order, so that a row keeps its place. */
export function membershipRows(memberships: readonly Membership[], maySell: boolean): MembershipRow[] {
  return [...memberships].sort((a, b) => rank(a) - rank(b)).map((membership) => membershipRow(membership, maySell));
}
