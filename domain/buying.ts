import { hasSeat, hasValidQr, holdOf, type Group } from './group';
import { poolEndsAt, type PoolQr } from './groupQr';
import { sellsSeats, waitAfterLapses, waitAfterTakingBack, type RecentOrder } from './lapses';
import { currentApproval, membershipTransitions, type Membership } from './membership';
import type { Order } from './order';

/** The reasons why a group takes nobody new now, whoever they are. */
export const newcomerObstacles = [
  /** An operator took it down: nobody joins any more. */
  'GroupBanned',
  /** An operator looks into it; nothing is sold meanwhile. */
  'GroupSuspended',
  'GroupPaused',
  'NoValidQr',
  'GroupFull',
] as const;
export type NewcomerObstacle = (typeof newcomerObstacles)[number];

/** The reasons a person can't buy a group now. */
export const buyingObstacles = [
  ...newcomerObstacles,
  /** Two orders of this person here lapsed within an hour; the next has to wait. */
  'OrdersLapsed',
  /** This person took the money of this group back twice within half a year; the next payment has to wait. */
  'RefundedTooOften',
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

/** The parts of a group that decide whether it takes anybody new. */
type Openness = Pick<Group, 'state' | 'seatsLeft' | 'qrValidUntil'>;

/** All that is in the way of anybody new, the most lasting first. */
function newcomerObstaclesOf(group: Openness, now: Date): readonly NewcomerObstacle[] {
  return newcomerObstacles.filter((obstacle) => {
    switch (obstacle) {
      case 'GroupBanned':
        return group.state === 'Banned';
      case 'GroupSuspended':
        return group.state === 'Suspended';
      case 'GroupPaused':
        return group.state !== 'Listed' && holdOf(group) === null;
      case 'NoValidQr':
        return !hasValidQr(group, now);
      case 'GroupFull':
        return !hasSeat(group);
    }
  });
}

/**
 * Finds what keeps a group from taking anybody new now; `null` if it is open. Lists, buying and approving ask here, so that they agree.
 * `qrValidUntil` is the group's own copy where its QRs are not at hand (`withQrs` takes it from the QRs themselves).
 */
export const newcomerObstacle = (group: Openness, now: Date): NewcomerObstacle | null =>
  newcomerObstaclesOf(group, now)[0] ?? null;

/** The group with the end of its QRs as they are now, which its own copy may be about to learn. */
export const withQrs = <G extends Openness>(group: G, qrs: readonly PoolQr[], now: Date): G => ({
  ...group,
  qrValidUntil: poolEndsAt(qrs, now),
});

/**
 * Finds what keeps this person from buying this group now; `null` if nothing does. A seat, an approval or a payment already begun counts
 * in their favour; an approval whose time is over does not. A pause stops new sales only: an approved applicant was promised time to pay.
 */
export function buyingObstacle(offer: Offer, openid: string, now: Date): BuyingObstacle | null {
  const { group, membership, liveOrder, qrs } = offer;
  if (group.managers.includes(openid)) return 'OwnGroup';
  if (group.state === 'Banned') return 'GroupBanned';
  const standing = membership && membershipTransitions[membership.state].admitted;
  if (standing?.kind === 'refused') return standing.code;
  const isApproved = membership !== null && currentApproval(membership, now) !== null;
  const holdsSeat = isApproved || liveOrder !== null;
  // An order placed under an approval may still be paid when the time to begin paying is over.
  const mayPayWhilePaused = isApproved || liveOrder?.terms.admission === 'reviewThenPay';
  const obstacle = newcomerObstaclesOf(withQrs(group, qrs, now), now).find((each) => {
    if (each === 'GroupFull') return !holdsSeat;
    return each !== 'GroupPaused' || group.state !== 'Paused' || !mayPayWhilePaused;
  });
  if (obstacle) return obstacle;
  if (holdsSeat) return null;
  if (waitAfterTakingBack(membership, now)) return 'RefundedTooOften';
  if (sellsSeats(group) && waitAfterLapses(offer.recentOrders, now)) return 'OrdersLapsed';
  return group.admission === 'reviewThenPay' ? 'ApplyFirst' : null;
}

/** The end of the wait that an obstacle means; `null` for one that no waiting ends. */
export function waitUntil(offer: Offer, obstacle: BuyingObstacle | null, now: Date): Date | null {
  if (obstacle === 'OrdersLapsed') return waitAfterLapses(offer.recentOrders, now);
  return obstacle === 'RefundedTooOften' ? waitAfterTakingBack(offer.membership, now) : null;
}
