import type { getMyGroup as contract } from '../../contracts/getMyGroup';
import { currentQrState } from '../../domain/groupQr';
import { latestModerationNote } from '../../domain/group';
import { moneyTermsOf } from '../../domain/money';
import { shownLine, shownText } from '../../domain/text';
import { knownCategory, ownersWords } from '../_shared/views/groupViews';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import type { GroupStore } from '../_shared/ports';

export const getMyGroup: Operation<typeof contract, GroupStore> = async ({ ports, caller }, { groupId }) => {
  const found = await ports.store.groupWithQrs(groupId);
  if (!found?.group.managers.includes(caller.openid)) return refuse('GroupNotFound');
  const { group, qrs } = found;
  const ownsIt = group.managers[0] === caller.openid;
  const now = ports.clock.now();
  const moderation = latestModerationNote(group);
  const urls = await ports.files.temporaryUrls(qrs.map((qr) => qr.fileId));
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
    commissionPermyriad: ownsIt ? moneyTermsOf(group, ports.settings).commissionPermyriad : null,
    moderationNote: moderation && { note: shownText(moderation.note), atMs: moderation.at.getTime() },
    seatsTaken: group.capacity === null ? null : group.seats.length,
    qrs: qrs.map((qr, index) => ({
      qrId: qr._id,
      state: currentQrState(qr, now),
      imageUrl: urls[index] ?? null,
      expiresAtMs: qr.expiresAt.getTime(),
      quota: qr.quota,
      shownCount: qr.shownTo.length,
      createdAtMs: qr.createdAt.getTime(),
    })),
  });
};
