import pMap from 'p-map';
import { holdOf, holdSettlesAt, type Group, type HoldEffect, type RefundAllEffect } from '../../../domain/group';
import { currentStates, endedByBan, endForBan, endForRefundOfAll, type Membership } from '../../../domain/membership';
import type { RefundRequest } from '../../../domain/order';
import type { Decision } from '../../../domain/transition';
import { syncPaymentAndApply, type OrderEffectStores } from '../outbox/orderEffects';
import type { GroupStore, MembershipStore, OrderWithMembership, Ports } from '../ports';
import { freeSeatOf } from './approval';
import { closeUnpaid } from './syncPayment';

/** Documents of each kind that one sweep ends for one group; the next sweep goes on with what is left. */
const portion = { orders: 40, memberships: 200 } as const;
const atOnce = 8;

/**
 * Makes a suspension or a ban true for what was begun before: unpaid orders are closed, and a ban ends the memberships of everybody who was
 * shown no QR. Their own effects give the money back. Returns whether nothing can come up any more.
 */
export async function enforceHold(ports: Ports<OrderEffectStores>, group: Group, effect: HoldEffect): Promise<boolean> {
  const hold = holdOf(group);
  if (hold === null) return true;
  const now = ports.clock.now();
  const orders = await ports.store.openOrdersInGroup(group._id, portion.orders);
  await pMap(orders, (found) => closeOrTakePayment(ports, found), { concurrency: atOnce });
  const ended = hold === 'Banned' ? await endUnseen(ports, group._id) : 0;
  // An order that is still open by then waits for WeChat Pay or for an operator; who pays it is no longer admitted (`orderEffects.ts`).
  return ended === 0 && now >= holdSettlesAt(effect);
}

/** An order that was paid in time is followed first: its membership ends like all others. */
async function closeOrTakePayment(ports: Ports<OrderEffectStores>, found: OrderWithMembership): Promise<void> {
  const closing = found.order.state === 'AwaitingPayment' ? await closeUnpaid(ports, found.order, 'operator') : null;
  if (closing === null || closing === 'AlreadyPaid') await syncPaymentAndApply(ports, found);
}

async function endUnseen(ports: Ports<GroupStore & MembershipStore>, groupId: string): Promise<number> {
  const found = await ports.store.membershipsInGroup(groupId, endedByBan, true, portion.memberships);
  await endEach(ports, found, (membership) => endForBan(membership, ports.clock.now()));
  return found.length;
}

/** Ends a portion of all memberships that are left; returns whether none is. */
export async function endEveryMembership(
  ports: Ports<GroupStore & MembershipStore>,
  group: Group,
  { note, operatorOpenid, idempotencyKey }: RefundAllEffect,
): Promise<boolean> {
  const operator = { openid: operatorOpenid, idempotencyKey };
  const request: RefundRequest = { reason: 'byOperator', note, actor: 'operator', operator };
  const found = await ports.store.membershipsInGroup(group._id, currentStates, false, portion.memberships);
  await endEach(ports, found, (membership) => endForRefundOfAll(membership, request, ports.clock.now()));
  return found.length === 0;
}

/** A membership that another write moves meanwhile is found again by the next sweep. */
async function endEach(
  ports: Ports<GroupStore & MembershipStore>,
  memberships: readonly Membership[],
  decide: (membership: Membership) => Decision<Membership, string>,
): Promise<void> {
  const end = async (membership: Membership): Promise<void> => {
    const decision = decide(membership);
    if (decision.kind !== 'moved' || !(await ports.store.saveMembership(membership, decision.next))) return;
    if (membership.state === 'Approved') await freeSeatOf(ports, membership);
  };
  await pMap(memberships, end, { concurrency: atOnce });
}
