import { phaseOf, phases, type OrderSummary, type Tone } from '../../services/orderStory';

/** A group one is in, or waits for: one row. */
export interface EntryRow {
  orderId: string;
  groupId: string;
  groupName: string;
  ownerName: string;
  coverFileId: string;
  label: string;
  tone: Tone;
  /** Leads to the ticket; otherwise to the order, which tells what is awaited. */
  ticket: boolean;
}

const standing = ['settling', 'underReview', 'admitted', 'joined'];

/** The rows of those orders that give, or may soon give, a standing. */
export function entryRows(orders: readonly OrderSummary[]): EntryRow[] {
  return orders
    .map((order) => ({ order, phase: phaseOf(order) }))
    .filter(({ phase }) => standing.includes(phase))
    .map(({ order: { orderId, groupId, groupName, ownerName, coverFileId }, phase }) => {
      const { label, tone } = phases[phase];
      const ticket = phase === 'admitted' || phase === 'joined';
      return { orderId, groupId, groupName, ownerName, coverFileId, label, tone, ticket };
    });
}
