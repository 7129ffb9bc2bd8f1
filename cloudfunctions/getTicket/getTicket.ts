import type { getTicket as contract } from '../../contracts/getTicket';
import { codeShown, type Entry } from '../../domain/entry';
import { entryIdOf } from '../../domain/ids';
import { answer, refuse, type Operation } from '../_shared/operation';

export const getTicket: Operation<typeof contract> = async ({ ports, caller }, { groupId }) => {
  const now = ports.clock.now();
  const found = await ports.store.groupForBuyer(groupId, entryIdOf(ports.hash, caller.openid, groupId), now);
  const entry = found?.entry;
  if (!found || !entry) return refuse('NotAdmitted');
  if (entry.state === 'UnderReview') return refuse('UnderReview');
  if (!isInside(entry)) return refuse('NotAdmitted');
  const { code, group } = found;
  if (!code) return refuse('NoLiveCode');
  // Written before it is shown, on the very document a refund would have to move first: nobody sees a code and keeps a refund.
  if (entry.shownCodeId !== code._id && !(await ports.store.saveEntry(entry, codeShown(entry, code._id, now)))) {
    const current = await ports.store.entry(entry._id);
    if (!current || !isInside(current)) return refuse('NotAdmitted');
    if (current.shownCodeId !== code._id) return refuse('Busy');
  }
  const [codeUrl] = await ports.files.temporaryUrls([code.fileId]);
  if (!codeUrl) return refuse('NoLiveCode');
  return answer({
    groupId,
    groupName: group.name,
    ownerName: group.ownerName,
    orderId: entry.orderId,
    entryState: entry.state,
    codeUrl,
    codeExpiresAtMs: code.expiresAt.getTime(),
  });
};

const isInside = (entry: Entry): boolean => entry.state === 'Admitted' || entry.state === 'Joined';
