import type { entryFilters, listEntries as contract } from '../../contracts/listEntries';
import { endedStates, entryStates, isEnded, type EntryState } from '../../domain/entry';
import { deadlines } from '../_shared/entryViews';
import { answer, type Operation } from '../_shared/operation';
import { page, pageStart } from '../_shared/pages';

const pageSize = 15;

const statesOf: Readonly<Record<(typeof entryFilters)[number], readonly EntryState[] | null>> = {
  all: null,
  current: entryStates.filter((state) => !isEnded(state)),
  ended: endedStates,
};

export const listEntries: Operation<typeof contract> = async ({ ports, caller }, input) => {
  const states = statesOf[input.filter ?? 'all'];
  const rows = await ports.store.entriesOf(caller.openid, states, pageStart(input.after), pageSize + 1);
  const { shown, next } = page(rows, pageSize, ({ entry }) => ({ value: entry.stateAt.getTime(), id: entry._id }));
  const entries = shown.map(({ entry, group }) => ({
    groupId: entry.groupId,
    groupName: group?.name ?? '',
    coverFileId: group?.coverFileId ?? '',
    ownerName: group?.ownerName ?? '',
    entryState: entry.state,
    admission: entry.admission,
    orderId: entry.orderId,
    paidFen: entry.paidFen,
    priceFen: group?.priceFen ?? 0,
    ...deadlines(entry),
    rejectedReason: entry.rejectedReason,
    stateAtMs: entry.stateAt.getTime(),
  }));
  return answer({ entries, next });
};
