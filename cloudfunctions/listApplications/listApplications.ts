import type { applicationFilters, listApplications as contract } from '../../contracts/listApplications';
import { rejectionReason, type MembershipState } from '../../domain/membership';
import { shownNickname } from '../../domain/names';
import { shownLine, shownText } from '../../domain/text';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { deadlines } from '../_shared/views/membershipViews';
import { page, pageStart } from '../_shared/runtime/paging';
import { decryptMessage } from '../_shared/workflows/applicationMessage';
import type { GroupStore, MembershipStore } from '../_shared/ports';

const pageSize = 20;

const statesOf: Readonly<Record<(typeof applicationFilters)[number], readonly MembershipState[]>> = {
  waiting: ['Applied', 'UnderReview'],
  approved: ['Approved', 'Admitted', 'Joined', 'Expired'],
  rejected: ['Rejected', 'TimedOut', 'Withdrawn', 'Revoked', 'Removed'],
};

export const listApplications: Operation<typeof contract, GroupStore & MembershipStore> = async (
  { ports, caller },
  input,
) => {
  const managed = await ports.store.managedGroupNames(caller.openid);
  const names = new Map(managed.map((group) => [group._id, group.name]));
  if (names.size === 0 || (input.groupId !== undefined && !names.has(input.groupId))) return refuse('NotAllowed');
  const groupIds = input.groupId === undefined ? [...names.keys()] : [input.groupId];
  const oldestFirst = input.filter === 'waiting';
  const rows = await ports.store.applicants(
    groupIds,
    statesOf[input.filter],
    oldestFirst,
    pageStart(input.after),
    pageSize + 1,
  );
  const { shown, next } = page(rows, pageSize, ({ membership }) => ({
    value: membership.stateAt.getTime(),
    id: membership._id,
  }));
  const applications = shown.map(({ membership, user }) => ({
    membershipId: membership._id,
    round: membership.round,
    groupId: membership.groupId,
    groupName: shownLine(names.get(membership.groupId) ?? ''),
    nickname: shownNickname(user?.nickname ?? ''),
    avatarFileId: user?.avatarFileId ?? '',
    membershipState: membership.state,
    admission: membership.admission,
    ...decryptMessage(ports, membership),
    paidFen: membership.paidFen,
    appliedAtMs: membership.appliedAt.getTime(),
    ...deadlines(membership),
    rejectedReason: shownText(rejectionReason(membership)),
  }));
  return answer({ applications, next });
};
