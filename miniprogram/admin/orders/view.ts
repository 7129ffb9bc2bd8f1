import type { Contracts, InputOf } from '../../../contracts';
import { phaseOf, phases, type Tone } from '../../services/orderStory';
import { orderStateNames } from '../../services/words';
import { moment, yuan } from '../../services/written';
import type { OrderFile } from '../kinds';
import { nameOf } from '../words';

export type OrderFilter = Extract<InputOf<Contracts['adminOrders']>, { lookup: 'state' }>['filter'];

const filterNames: Record<OrderFilter, string> = {
  all: '全部',
  RefundFailed: orderStateNames.RefundFailed,
  Refunding: orderStateNames.Refunding,
  Paid: orderStateNames.Paid,
  AwaitingPayment: orderStateNames.AwaitingPayment,
  Refunded: orderStateNames.Refunded,
  Closed: orderStateNames.Closed,
};
export const filterTabs = Object.entries(filterNames).map(([value, label]) => ({ value, label }));

export interface OrderRow {
  orderId: string;
  buyer: string;
  groupName: string;
  priceFen: number;
  at: string;
  state: string;
  tone: Tone;
  note: string;
}

export function orderRow(order: OrderFile): OrderRow {
  const { label, tone } = phases[phaseOf(order)];
  return {
    orderId: order.orderId,
    buyer: nameOf(order.buyer.nickname),
    groupName: order.groupName,
    priceFen: order.priceFen,
    at: moment(order.createdAtMs),
    state: label,
    tone: order.needsAttentionAtMs === null ? tone : 'alert',
    note: order.refundedFen > 0 ? `已退 ${yuan(order.refundedFen)}` : '',
  };
}

/** A number as people copy it: with blanks around, in capitals. `null`: it is none. */
export function orderIdFrom(typed: string): string | null {
  const text = typed.trim().toLowerCase();
  return /^[0-9a-f]{32}$/.test(text) ? text : null;
}
