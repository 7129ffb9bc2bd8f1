import { hourMs, minuteMs, type PayOrder, type TestStack } from '../tests/testStack';
import type { Group, Implementation, Records } from './implementations';
import { scenarios } from './scenarios';

/** The number of losses of each kind, by a sentence for people. */
export type Losses = ReadonlyMap<string, number>;

/**
 * Runs every scenario `times` times on one implementation. Then time passes, WeChat Pay repeats the notifications that were not received,
 * and sweeps run. Returns the violations that remain.
 */
export async function measureLosses(stack: TestStack, implementation: Implementation, times: number): Promise<Losses> {
  const earlierOrders = new Set((await stack.payOrders()).map(({ outTradeNo }) => outTradeNo));
  const earlierGroups = new Set((await implementation.readRecords()).groups.map(({ groupId }) => groupId));
  const groupId = await implementation.createGroup(1000);
  for (const [name, runScenario] of Object.entries(scenarios)) {
    for (let turn = 0; turn < times; turn += 1) {
      const person = `${name.replaceAll(/[^a-z]/g, '-')}-${turn}`;
      await runScenario({ stack, implementation, groupId, person, turn });
    }
  }
  await stack.advance(10 * minuteMs);
  await stack.drain();
  await stack.advance(26 * hourMs);
  await stack.drain();
  const payOrders = (await stack.payOrders()).filter(({ outTradeNo }) => !earlierOrders.has(outTradeNo));
  const records = await implementation.readRecords();
  const isNew = (each: { readonly groupId: string }): boolean => !earlierGroups.has(each.groupId);
  const { reportedOrderIds } = records;
  return countLosses(
    { memberships: records.memberships.filter(isNew), groups: records.groups.filter(isNew), reportedOrderIds },
    payOrders,
  );
}

function heldFen({ tradeState, totalFee, refundedFee }: PayOrder): number {
  return tradeState === 'SUCCESS' || tradeState === 'REFUND' ? totalFee - refundedFee : 0;
}

/** Compares the memberships with WeChat Pay's own books, which are always right in the emulator. */
function countLosses({ memberships, groups, reportedOrderIds }: Records, payOrders: readonly PayOrder[]): Losses {
  const held = new Map(payOrders.map((payOrder) => [payOrder.outTradeNo, heldFen(payOrder)]));
  const admitted = new Set(memberships.map(({ orderId }) => orderId));
  const distinct = new Set(memberships.map(({ person, groupId }) => `${person} ${groupId}`));
  const isLost = (payOrder: PayOrder): boolean =>
    heldFen(payOrder) > 0 && !admitted.has(payOrder.outTradeNo) && !reportedOrderIds.has(payOrder.outTradeNo);
  const sumOver = (excess: (group: Group, members: number) => number): number =>
    groups.reduce((sum, group) => {
      const members = memberships.filter(({ groupId }) => groupId === group.groupId).length;
      return sum + Math.max(0, excess(group, members));
    }, 0);
  return new Map([
    ['paid, but neither admitted nor refunded nor reported', payOrders.filter(isLost).length],
    ['admitted without payment', memberships.filter(({ orderId }) => (held.get(orderId) ?? 0) === 0).length],
    ['the same person admitted twice', memberships.length - distinct.size],
    ['members shown who do not exist', sumOver((group, members) => group.memberCount - members)],
    ['members not shown', sumOver((group, members) => members - group.memberCount)],
    ['seats sold beyond the capacity', sumOver((group, members) => members - group.capacity)],
  ]);
}
