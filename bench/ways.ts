import { randomUUID } from 'node:crypto';
import type { TestStack } from '../tests/testStack';

export const priceFen = 990;

/** A way of selling, reduced to what a comparison needs: who got in by which payment, and the member count it claims. */
export interface Account {
  readonly memberships: readonly { readonly orderId: string; readonly person: string; readonly groupId: string }[];
  readonly groups: readonly { readonly groupId: string; readonly capacity: number; readonly memberCount: number }[];
  /** Orders that a person who runs the installation is told of. */
  readonly told: ReadonlySet<string>;
}

/** One way of selling membership: ours, or the common one. The same people do the same things to both. */
export interface Way {
  readonly name: string;
  readonly payNotify: string;
  group(capacity: number): Promise<string>;
  /** `null`: refused. */
  create(groupId: string, person: string): Promise<string | null>;
  cancel(orderId: string, person: string): Promise<void>;
  account(): Promise<Account>;
}

/** Functions as they are deployed, and what they left in their collections. */
export function ourWay(stack: TestStack): Way {
  return {
    name: 'ours',
    payNotify: 'payNotify',
    group: (capacity) => stack.group({ capacity, seatsLeft: capacity, priceFen }),
    async create(groupId, person) {
      const answer = await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, person);
      return answer.ok ? answer.value.orderId : null;
    },
    async cancel(orderId, person) {
      await stack.call('cancelOrder', { orderId }, person);
    },
    async account() {
      const [memberships, groups, events] = await Promise.all([
        stack.documents('memberships', { state: 'Admitted' }),
        stack.documents('groups'),
        stack.documents('securityEvents'),
      ]);
      const inside = (groupId: string): number =>
        memberships.filter((membership) => membership['groupId'] === groupId).length;
      return {
        memberships: memberships.map((membership) => ({
          orderId: String(membership['orderId']),
          person: String(membership['openid']),
          groupId: String(membership['groupId']),
        })),
        // Not a field anywhere: it is counted whenever it is shown.
        groups: groups.map(({ _id, capacity }) => ({
          groupId: _id,
          capacity: Number(capacity ?? Infinity),
          memberCount: inside(_id),
        })),
        told: new Set(events.map((event) => String(event['orderId']))),
      };
    },
  };
}

/** `bench/baseline`. */
export async function commonWay(stack: TestStack): Promise<Way> {
  for (const name of ['plainGroups', 'plainOrders', 'plainMembers'])
    await stack.control('POST', 'collections', { name });
  let groups = 0;
  return {
    name: 'the common way',
    payNotify: 'plainPayNotify',
    async group(capacity) {
      const _id = `plain-${(groups += 1)}`;
      await stack.insert('plainGroups', { _id, name: '晨读', priceFen, capacity, memberCount: 0 });
      return _id;
    },
    async create(groupId, person) {
      const { result } = await stack.raw('plainCreateOrder', { groupId }, person);
      const answer = result as { ok: boolean; orderId?: string } | undefined;
      return answer?.ok ? (answer.orderId ?? null) : null;
    },
    async cancel(orderId, person) {
      await stack.raw('plainCancelOrder', { orderId }, person);
    },
    async account() {
      const [members, kept] = await Promise.all([stack.documents('plainMembers'), stack.documents('plainGroups')]);
      return {
        memberships: members.map((member) => ({
          orderId: String(member['orderId']),
          person: String(member['openid']),
          groupId: String(member['groupId']),
        })),
        groups: kept.map(({ _id, capacity, memberCount }) => ({
          groupId: _id,
          capacity: Number(capacity),
          memberCount: Number(memberCount),
        })),
        told: new Set<string>(),
      };
    },
  };
}
