import type { Contracts, InputOf } from '../../../contracts';
import { displayName, formatTime, formatYuan } from '../../services/format';
import { orderStatePresentations, phaseOf, phasePresentations, type Tone } from '../../services/orderPresentation';
import type { AdminOrder } from '../types';

export type OrderFilter = Extract<InputOf<Contracts['adminOrders']>, { lookup: 'state' }>['filter'];

/** The states that may need an operator stand first. */
const filters: readonly OrderFilter[] = [
  'all',
  'RefundFailed',
  'Refunding',
  ...(Object.keys(orderStatePresentations) as (keyof typeof orderStatePresentations)[]),
];

const labelOfFilter = (filter: OrderFilter): string =>
  filter === 'all' ? '全部' : orderStatePresentations[filter].label;

export const filterTabs = [...new Set(filters)].map((value) => ({ value, label: labelOfFilter(value) }));

export interface OrderRow {
  orderId: string;
  buyer: string;
  groupName: string;
  priceFen: number;
  at: string;
  label: string;
  tone: Tone;
  note: string;
}

export function orderRow(order: AdminOrder): OrderRow {
  const { label, tone } = phasePresentations[phaseOf(order)];
  return {
    orderId: order.orderId,
    buyer: displayName(order.buyer.nickname),
    groupName: order.groupName,
    priceFen: order.priceFen,
    at: formatTime(order.createdAtMs),
    label,
    tone: order.needsAttentionAtMs === null ? tone : 'alert',
    note: order.refundedFen > 0 ? `已退 ${formatYuan(order.refundedFen)}` : '',
  };
}

/** An order's number as people copy it, with blanks around it or in capitals; `null` for anything else. */
export function parseOrderId(typed: string): string | null {
  const text = typed.trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(text) ? text : null;
}
