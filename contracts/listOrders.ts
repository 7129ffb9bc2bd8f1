import * as v from 'valibot';
import { contract } from './contract';
import { Cursor, OrderSummary } from './shapes';

export const orderFilters = ['all', 'awaitingPayment', 'paid', 'refund', 'closed'] as const;

/** The caller's orders, newest first. One database call. */
export const listOrders = contract({
  input: v.strictObject({ filter: v.optional(v.picklist(orderFilters)), after: v.optional(Cursor) }),
  output: v.strictObject({ orders: v.array(OrderSummary), next: v.nullable(v.string()) }),
  errors: [],
});
