import type { Value } from '../../services/call';
import { admissionNames } from '../../services/words';

export type GroupCard = Value<'listGroups'>['groups'][number];

/** What a card shows of a group. */
export interface GroupCardView {
  groupId: string;
  name: string;
  intro: string;
  category: string;
  coverFileId: string;
  ownerName: string;
  open: boolean;
  rule: string;
  /** '' where there is nothing to say about seats. */
  seats: string;
  /** So few seats are left that one should know. */
  few: boolean;
  /** -1 where prices may not be shown. */
  priceFen: number;
}

const fewSeats = 10;

/** Seats are told where they are limited, and when the group can't be joined for another reason. */
function seatsOf({ open, capacity, seatsLeft }: GroupCard): string {
  if (capacity !== null && seatsLeft === 0) return '已满';
  if (!open) return '暂未开放';
  return capacity !== null && seatsLeft !== null ? `剩 ${seatsLeft} 席` : '';
}

export function groupCardView(card: GroupCard, selling: boolean): GroupCardView {
  const { groupId, name, intro, category, coverFileId, ownerName, open } = card;
  const rule = admissionNames[card.admission][selling ? 'selling' : 'plain'];
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
    priceFen: selling ? card.priceFen : -1,
  };
}
