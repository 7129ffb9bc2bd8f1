import type { getGroup as contract } from '../../contracts/getGroup';
import { entryIdOf } from '../../domain/ids';
import { deadlines, timelineOf } from '../_shared/entryViews';
import { buyingObstacle, groupCard } from '../_shared/groupViews';
import { answer, refuse, type Operation } from '../_shared/operation';

export const getGroup: Operation<typeof contract> = async ({ ports, caller }, { groupId }) => {
  const now = ports.clock.now();
  const entryId = entryIdOf(ports.hash, caller.openid, groupId);
  const [found, memberCount] = await Promise.all([
    ports.store.groupForBuyer(groupId, entryId, now),
    ports.store.memberCount(groupId),
  ]);
  if (!found || !isVisible(found.group, caller.openid)) return refuse('GroupNotFound');
  const { group, entry } = found;
  return answer({
    group: {
      ...groupCard(group, now),
      benefits: [...group.benefits],
      description: group.description,
      ownerIntro: group.ownerIntro,
      ownerAvatarFileId: group.ownerAvatarFileId,
      reviewHours: group.reviewHours,
      refundDays: group.refundDays,
      memberCount,
      createdAtMs: group.createdAt.getTime(),
    },
    obstacle: buyingObstacle(found, caller.openid, now),
    mine: entry && {
      entryState: entry.state,
      orderId: entry.orderId,
      ...deadlines(entry),
      rejectedReason: entry.rejectedReason,
      timeline: timelineOf(entry),
    },
  });
};

/** Drafts, and groups awaiting their review, are their managers' own; what was listed once stays to be seen by those who paid. */
function isVisible(group: { state: string; managers: readonly string[] }, openid: string): boolean {
  const hidden = group.state === 'Draft' || group.state === 'PendingReview' || group.state === 'Banned';
  return !hidden || group.managers.includes(openid);
}
