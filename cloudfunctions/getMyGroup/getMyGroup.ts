import type { getMyGroup as contract } from '../../contracts/getMyGroup';
import { currentQrState, qrForNewcomer, sortPool, type PoolQr } from '../../domain/groupQr';
import { isOwnedBy, latestModerationNote } from '../../domain/group';
import { moneyTermsOf } from '../../domain/money';
import { shownLine, shownText } from '../../domain/text';
import { knownCategory, ownersWords } from '../_shared/views/groupViews';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { page, pageStart } from '../_shared/runtime/paging';
import type { GroupStore } from '../_shared/ports';

const endedPageSize = 20;

export const getMyGroup: Operation<typeof contract, GroupStore> = async (
  { ports, caller },
  { groupId, endedAfter },
) => {
  const now = ports.clock.now();
  const found = await ports.store.groupWithAllQrs(groupId, now, pageStart(endedAfter), endedPageSize + 1);
  if (!found?.group.managers.includes(caller.openid)) return refuse('GroupNotFound');
  const { group } = found;
  const moderation = latestModerationNote(group);
  const qrs = sortPool(found.qrs);
  const ended = page(found.endedQrs, endedPageSize, (qr) => ({ value: qr.createdAt.getTime(), id: qr._id }));
  const urls = await ports.files.temporaryUrls([...qrs, ...ended.shown].map((qr) => qr.fileId));
  const ownQr = (qr: PoolQr, index: number) => ({
    qrId: qr._id,
    state: currentQrState(qr, now),
    imageUrl: urls[index] ?? null,
    expiresAtMs: qr.expiresAt.getTime(),
    quota: qr.quota,
    shownCount: qr.shownCount,
    createdAtMs: qr.createdAt.getTime(),
  });
  return answer({
    groupId: group._id,
    state: group.state,
    text: {
      name: shownLine(group.name),
      intro: shownLine(group.intro),
      ...ownersWords(group),
      category: knownCategory(group.category),
      coverFileId: group.coverFileId,
    },
    terms: {
      priceFen: group.priceFen,
      admission: group.admission,
      reviewHours: group.reviewHours,
      refundDays: group.refundDays,
      capacity: group.capacity,
    },
    commissionPermyriad: isOwnedBy(group, caller.openid)
      ? moneyTermsOf(group, ports.settings).commissionPermyriad
      : null,
    moderationNote: moderation && {
      decision: moderation.decision,
      note: shownText(moderation.note),
      atMs: moderation.at.getTime(),
    },
    seatsTaken: group.capacity === null ? null : group.seats.length,
    qrs: qrs.map(ownQr),
    newcomerQrId: qrForNewcomer(qrs, now)?._id ?? null,
    endedQrs: ended.shown.map((qr, index) => ownQr(qr, qrs.length + index)),
    nextEnded: ended.next,
  });
};
