import type { listMyGroups as contract } from '../../contracts/listMyGroups';
import { shownLine } from '../../domain/text';
import { answer, type Operation } from '../_shared/runtime/operation';
import type { GroupStore } from '../_shared/ports';

export const listMyGroups: Operation<typeof contract, GroupStore> = async ({ ports, caller }) => {
  const managed = await ports.store.managedGroups(caller.openid, ports.clock.now());
  const groups = managed.map(({ group, memberCount, waitingCount, qrExpiresAt }) => ({
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
    qrExpiresAtMs: qrExpiresAt?.getTime() ?? null,
  }));
  return answer({ groups });
};
