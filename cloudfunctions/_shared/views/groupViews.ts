import type * as v from 'valibot';
import { categories, type GroupCard, type Category } from '../../../contracts/shapes';
import { hasSeat, hasValidQr } from '../../../domain/group';
import type { GroupSummary } from '../ports';

export const knownCategory = (name: string): Category => categories.find((category) => category === name) ?? 'local';

/** A group as anyone may see it in a list: without its managers, seats and QRs. */
export function groupCard(group: GroupSummary, now: Date): v.InferOutput<typeof GroupCard> {
  return {
    groupId: group._id,
    name: group.name,
    intro: group.intro,
    category: knownCategory(group.category),
    coverFileId: group.coverFileId,
    ownerName: group.ownerName,
    priceFen: group.priceFen,
    admission: group.admission,
    capacity: group.capacity,
    seatsLeft: group.seatsLeft,
    open: group.state === 'Listed' && hasValidQr(group, now) && hasSeat(group),
  };
}
