import type * as v from 'valibot';
import { categories, type GroupCard, type Category } from '../../../contracts/shapes';
import { newcomerObstacle } from '../../../domain/buying';
import type { Group } from '../../../domain/group';
import { shownGroupName, shownNickname } from '../../../domain/names';
import { shownLine, shownText } from '../../../domain/text';
import type { GroupSummary } from '../ports';

export const knownCategory = (name: string): Category => categories.find((category) => category === name) ?? 'local';

/** A group as anyone may see it in a list: without its managers, seats and QRs. */
export function groupCard(group: GroupSummary, now: Date): v.InferOutput<typeof GroupCard> {
  return {
    groupId: group._id,
    name: shownGroupName(group.name),
    intro: shownLine(group.intro),
    category: knownCategory(group.category),
    coverFileId: group.coverFileId,
    ownerName: shownNickname(group.ownerName),
    priceFen: group.priceFen,
    admission: group.admission,
    capacity: group.capacity,
    seatsLeft: group.seatsLeft,
    open: newcomerObstacle(group, now) === null,
  };
}

/** The owner's words beside the name and introduction of a card. Stored ones may be older than the rules for what people type. */
export const ownersWords = (group: Pick<Group, 'description' | 'benefits' | 'ownerIntro'>) => ({
  description: shownText(group.description),
  benefits: group.benefits.map(shownLine),
  ownerIntro: shownText(group.ownerIntro),
});
