import type { getGroup as contract } from '../../contracts/getGroup';
import { rejectionReason } from '../../domain/membership';
import { hasSeat, isHidden } from '../../domain/group';
import { membershipIdOf } from '../../domain/ids';
import { shownText } from '../../domain/text';
import { deadlines, timelineOf } from '../_shared/views/membershipViews';
import { buyingObstacle, waitUntil, withQrs } from '../../domain/buying';
import { groupCard, ownersWords } from '../_shared/views/groupViews';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import type { GroupStore, MembershipStore } from '../_shared/ports';

export const getGroup: Operation<typeof contract, GroupStore & MembershipStore> = async (
  { ports, caller },
  { groupId },
) => {
  const now = ports.clock.now();
  const membershipId = membershipIdOf(ports.hash, caller.openid, groupId);
  const [found, memberCount] = await Promise.all([
    ports.store.groupForBuyer(groupId, membershipId, now),
    ports.store.memberCount(groupId),
  ]);
  if (!found) return refuse('GroupNotFound');
  const { group, membership, liveOrder } = found;
  if (isHidden(group) && !group.managers.includes(caller.openid)) {
    // Those who applied or ordered are told the truth; to strangers it looks nonexistent.
    const knowsIt = membership !== null || liveOrder !== null;
    return refuse(group.state === 'Banned' && knowsIt ? 'GroupBanned' : 'GroupNotFound');
  }
  const obstacle = buyingObstacle(found, caller.openid, now);
  const nextSeatAt = hasSeat(group) ? null : await ports.store.nextSeatAt(groupId);
  return answer({
    group: {
      ...groupCard(withQrs(group, found.qrs, now), now),
      ...ownersWords(group),
      ownerAvatarFileId: group.ownerAvatarFileId,
      reviewHours: group.reviewHours,
      refundDays: group.refundDays,
      memberCount,
      createdAtMs: group.createdAt.getTime(),
    },
    obstacle,
    waitUntilMs: waitUntil(found, obstacle, now)?.getTime() ?? null,
    nextSeatMs: nextSeatAt?.getTime() ?? null,
    mine: membership && {
      membershipState: membership.state,
      orderId: membership.orderId,
      ...deadlines(membership),
      rejectedReason: shownText(rejectionReason(membership)),
      timeline: timelineOf(membership),
    },
  });
};
