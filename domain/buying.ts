import { hasSeat, type Group } from './group';
import { sellsSeats, waitAfterLapses, waitAfterTakingBack, type RecentOrder } from './lapses';
import { qrForNewcomer, type PoolQr } from './groupQr';
import { currentApproval, membershipTransitions, type Membership } from './membership';
import type { Order } from './order';

/** The reasons a person can't buy a group now. */
export const buyingObstacles = [
  'GroupPaused',
  'GroupFull',
  /** Two orders of this person here lapsed within an hour; the next has to wait. */
  'OrdersLapsed',
  /** This person took the money of this group back twice within half a year; the next payment has to wait. */
  'RefundedTooOften',
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
  /** This person's orders here that may have lapsed lately, newest first. */
  readonly recentOrders: readonly RecentOrder[];
  /** The QRs that somebody may still be shown. */
  readonly qrs: readonly PoolQr[];
}

/**
 * Finds what keeps this person from buying this group now; `null` if nothing does. A seat, an approval or a payment already begun counts
 * in their favour; an approval whose time is over does not.
 */
export function buyingObstacle(offer: Offer, openid: string, now: Date): BuyingObstacle | null {
  const { group, membership, liveOrder, qrs } = offer;
  if (group.managers.includes(openid)) return 'OwnGroup';
  const standing = membership && membershipTransitions[membership.state].admitted;
  if (standing?.kind === 'refused') return standing.code;
  if (group.state !== 'Listed') return 'GroupPaused';
  if (!qrForNewcomer(qrs, now)) return 'NoValidQr';
  if (liveOrder || (membership && currentApproval(membership, now))) return null;
  if (!hasSeat(group)) return 'GroupFull';
  if (waitAfterTakingBack(membership, now)) return 'RefundedTooOften';
  if (sellsSeats(group) && waitAfterLapses(offer.recentOrders, now)) return 'OrdersLapsed';
  return group.admission === 'reviewThenPay' ? 'ApplyFirst' : null;
}

/** The end of the wait that an obstacle means; `null` for one that no waiting ends. */
export function waitUntil(offer: Offer, obstacle: BuyingObstacle | null, now: Date): Date | null {
  if (obstacle === 'OrdersLapsed') return waitAfterLapses(offer.recentOrders, now);
  return obstacle === 'RefundedTooOften' ? waitAfterTakingBack(offer.membership, now) : null;
}
