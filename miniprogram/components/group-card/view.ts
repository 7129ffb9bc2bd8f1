import type { Category } from '../../../contracts/shapes';
import type { Value } from '../../services/call';
import { admissionLabels, wordingFor } from '../../services/labels';

export type GroupCard = Value<'listGroups'>['groups'][number];

/** A group as its card shows it. */
export interface GroupCardView {
  groupId: string;
  name: string;
  intro: string;
  category: Category;
  coverFileId: string;
  ownerName: string;
  open: boolean;
  rule: string;
  /** '' if seats don't matter. */
  seats: string;
  /** Few enough seats are left for the card to point it out. */
  few: boolean;
  /** -1 if prices may not be shown. */
  priceFen: number;
}

const fewSeats = 10;

/** Names the seats left where they are limited, or that the group can't be joined for another reason. */
function seatsOf({ open, capacity, seatsLeft }: GroupCard): string {
  if (capacity !== null && seatsLeft === 0) return '已满';
  if (!open) return '暂未开放';
  return capacity !== null && seatsLeft !== null ? `剩 ${seatsLeft} 席` : '';
}

export function groupCardView(card: GroupCard, maySell: boolean): GroupCardView {
  const { groupId, name, intro, category, coverFileId, ownerName, open } = card;
  const rule = wordingFor(admissionLabels[card.admission], maySell);
  const seats = seatsOf(card);
  const few = open && card.seatsLeft !== null && card.seatsLeft <= fewSeats;
  return {
    groupId,
    name,
    intro,
    category,
    coverFileId,
    ownerName,
    open,
    rule,
    seats,
    few,
    priceFen: maySell ? card.priceFen : -1,
  };
}
