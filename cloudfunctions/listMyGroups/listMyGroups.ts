import type { listMyGroups as contract } from '../../contracts/listMyGroups';
import { hasValidQr } from '../../domain/group';
import { shownLine } from '../../domain/text';
import { answer, type Operation } from '../_shared/runtime/operation';
import type { GroupStore } from '../_shared/ports';

export const listMyGroups: Operation<typeof contract, GroupStore> = async ({ ports, caller }) => {
  const now = ports.clock.now();
  const managed = await ports.store.managedGroups(caller.openid);
  const groups = managed.map(({ group, memberCount, waitingCount }) => ({
    groupId: group._id,
    name: shownLine(group.name),
    coverFileId: group.coverFileId,
    state: group.state,
    admission: group.admission,
    priceFen: group.priceFen,
    capacity: group.capacity,
    seatsLeft: group.seatsLeft,
    memberCount,
    waitingCount,
    qrExpiresAtMs: hasValidQr(group, now) ? (group.qrValidUntil?.getTime() ?? null) : null,
  }));
  return answer({ groups });
};
