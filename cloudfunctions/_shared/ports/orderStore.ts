import type { GroupStanding } from '../../../domain/group';
import type { Membership } from '../../../domain/membership';
import type { Order, OrderState } from '../../../domain/order';
import type { RefundState } from '../../../domain/refund';
import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { NeedingAttention, PageStart } from './lists';

export interface OrderWithMembership {
  readonly order: Order;
  readonly membership: Membership | null;
}

/** An order as its buyer sees it: what its group allows decides what can still be done with it. */
export interface OrderInGroup extends OrderWithMembership {
  /** `null` if the group is gone. */
  readonly group: GroupStanding | null;
}

/** All orders of a group in one state. */
export interface OrderSum {
  readonly state: OrderState;
  readonly count: number;
  readonly priceFen: number;
  readonly refundedFen: number;
}

/** All refunds of a group's orders in one state. */
export interface RefundSum {
  readonly state: RefundState;
  readonly count: number;
  readonly fen: number;
}

/** An order with all an operator needs to judge it. */
export interface OrderFile extends OrderInGroup {
  readonly buyer: User | null;
  /** Security events about it, newest first, at most 20. */
  readonly securityEvents: readonly SecurityEvent[];
}

/** The orders an operator asks for: one, those of one person or of one group, or those in a state, newest first. */
export type OrderQuery =
  | { readonly orderId: string }
  | { readonly openid: string }
  | { readonly groupId: string }
  | { readonly state: OrderState | null };

/** `paid`: money is held, on its way back or back. `unpaid`: no payment is known, and work means asking WeChat Pay. */
export type OrderQueue = 'paid' | 'unpaid';

/** The orders. */
export interface OrderStore {
  order(id: string): Promise<Order | null>;
  orderByActiveKey(activeKey: string): Promise<Order | null>;
  orderWithMembership(id: string): Promise<OrderInGroup | null>;
  /** The orders that exist among these ids, at most 100 of them. */
  ordersById(ids: readonly string[]): Promise<readonly Order[]>;
  addOrder(order: Order): Promise<boolean>;
  saveOrder(before: Order, after: Order): Promise<boolean>;
  ordersOf(
    openid: string,
    states: readonly OrderState[] | null,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly OrderInGroup[]>;
  /** Orders of a group that may still be paid, or whose payment has yet to admit somebody, oldest first. */
  openOrdersInGroup(groupId: string, limit: number): Promise<readonly OrderWithMembership[]>;
  /** The sums of a group's orders, one row for each state that occurs. */
  orderSums(groupId: string): Promise<readonly OrderSum[]>;
  /** The sums of the refunds of a group's orders, one row for each state that occurs. */
  refundSums(groupId: string): Promise<readonly RefundSum[]>;
  /**
   * Orders of one queue with an effect that is due, longest overdue first. `after`: only those behind it by `dueAt`, for reading on past
   * orders that stay due.
   */
  dueOrders(
    queue: OrderQueue,
    now: Date,
    limit: number,
    after: PageStart | null,
  ): Promise<readonly OrderWithMembership[]>;
  orderFiles(query: OrderQuery, after: PageStart | null, limit: number): Promise<readonly OrderFile[]>;
  /** Orders that need an operator's attention, longest first. */
  ordersNeedingAttention(limit: number): Promise<readonly NeedingAttention<Order>[]>;
}
