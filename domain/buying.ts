import { hasSeat, type Group } from './group';
import { qrForNewcomer, type PoolQr } from './groupQr';
import { currentApproval, membershipTransitions, type Membership } from './membership';
import type { Order } from './order';

/** The reasons a person can't buy a group now. */
export const buyingObstacles = [
  /** An operator took it down: nobody joins any more. */
  'GroupBanned',
  /** An operator looks into it; nothing is sold meanwhile. */
  'GroupSuspended',
  'GroupPaused',
  'GroupFull',
  'NoValidQr',
  'AlreadyMember',
  'UnderReview',
  'OwnGroup',
  /** The owner decides before payment: apply first. */
  'ApplyFirst',
  /** The application awaits the owner's decision. */
  'Applied',
] as const;
export type BuyingObstacle = (typeof buyingObstacles)[number];

/** A group, with one person's membership and order in it. */
export interface Offer {
  readonly group: Group;
  readonly membership: Membership | null;
  /** The order that holds this person's active key in the current round. */
  readonly liveOrder: Order | null;
  /** The QRs that somebody may still be shown. */
  readonly qrs: readonly PoolQr[];
}

/**
 * Finds what keeps this person from buying this group now; `null` if nothing does. A seat, an approval or a payment already begun counts
 * in their favour; an approval whose time is over does not.
 */
export function buyingObstacle(
  { group, membership, liveOrder, qrs }: Offer,
  openid: string,
  now: Date,
): BuyingObstacle | null {
  if (group.managers.includes(openid)) return 'OwnGroup';
  if (group.state === 'Banned') return 'GroupBanned';
  const standing = membership && membershipTransitions[membership.state].admitted;
  if (standing?.kind === 'refused') return standing.code;
  if (group.state === 'Suspended') return 'GroupSuspended';
  if (group.state !== 'Listed') return 'GroupPaused';
  if (!qrForNewcomer(qrs, now)) return 'NoValidQr';
  if (liveOrder || (membership && currentApproval(membership, now))) return null;
  if (!hasSeat(group)) return 'GroupFull';
  return group.admission === 'reviewThenPay' ? 'ApplyFirst' : null;
}
