import type { applicationFilters, listApplications as contract } from '../../contracts/listApplications';
import type { EntryState } from '../../domain/entry';
import { answer, refuse, type Operation } from '../_shared/operation';
import { deadlines } from '../_shared/entryViews';
import { page, pageStart } from '../_shared/pages';
import { wordsOf } from '../_shared/words';

const pageSize = 20;

const statesOf: Readonly<Record<(typeof applicationFilters)[number], readonly EntryState[]>> = {
  waiting: ['Applied', 'UnderReview'],
  approved: ['Approved', 'Admitted', 'Joined', 'Expired'],
  rejected: ['Rejected', 'TimedOut', 'Withdrawn', 'Refunded', 'Removed'],
};

export const listApplications: Operation<typeof contract> = async ({ ports, caller }, input) => {
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
  const { shown, next } = page(rows, pageSize, ({ entry }) => ({ value: entry.stateAt.getTime(), id: entry._id }));
  const applications = shown.map(({ entry, user }) => ({
    entryId: entry._id,
    round: entry.round,
    groupId: entry.groupId,
    groupName: names.get(entry.groupId) ?? '',
    nickname: user?.nickname ?? '',
    avatarFileId: user?.avatarFileId ?? '',
    entryState: entry.state,
    admission: entry.admission,
    ...wordsOf(ports, entry),
    paidFen: entry.paidFen,
    appliedAtMs: entry.appliedAt.getTime(),
    ...deadlines(entry),
    rejectedReason: entry.rejectedReason,
  }));
  return answer({ applications, next });
};
