import type * as v from 'valibot';
import type { GroupCard } from '../../../contracts/shapes';
import { categories, type buyingObstacles, type Category } from '../../../contracts/shapes';
import { currentApproval } from '../../../domain/membership';
import type { GroupForBuyer, GroupSummary } from '../ports';

export const knownCategory = (name: string): Category => categories.find((category) => category === name) ?? 'local';

const hasSeat = (group: GroupSummary): boolean => group.seatsLeft === null || group.seatsLeft > 0;

/** What anyone may see of a group in a list. Never its managers, its seats or its codes. */
export function groupCard(group: GroupSummary, now: Date): v.InferOutput<typeof GroupCard> {
  const hasQr = group.qrValidUntil !== null && group.qrValidUntil > now;
  return {
    groupId: group._id,
    name: group.name,
    intro: group.intro,
    category: knownCategory(group.category),
    coverFileId: group.coverFileId,
    ownerName: group.ownerName,
    priceFen: group.priceFen,
    admission: group.admission,
    capacity: group.capacity,
    seatsLeft: group.seatsLeft,
    open: group.state === 'Listed' && hasQr && hasSeat(group),
  };
}

/**
 * Why this person can't buy this group now, `null` where nothing is in the way. A seat, an approval or a payment already begun counts for
 * them; an approval whose time is over does not.
 */
export function buyingObstacle(
  found: GroupForBuyer,
  openid: string,
  now: Date,
): (typeof buyingObstacles)[number] | null {
  const { group, membership, liveOrder, qr } = found;
  if (group.managers.includes(openid)) return 'OwnGroup';
  if (membership?.state === 'UnderReview' || membership?.state === 'Applied') return membership.state;
  if (membership?.state === 'Admitted' || membership?.state === 'Joined') return 'AlreadyMember';
  if (group.state !== 'Listed') return 'GroupPaused';
  if (!qr) return 'NoValidQr';
  if (liveOrder || (membership && currentApproval(membership, now))) return null;
  if (!hasSeat(group)) return 'GroupFull';
  return group.admission === 'reviewThenPay' ? 'ApplyFirst' : null;
}
