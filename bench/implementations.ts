import { randomUUID } from 'node:crypto';
import type { TestStack } from '../tests/testStack';

export const priceFen = 990;

/** The records an implementation keeps, in the form a comparison needs. */
export interface Records {
  readonly memberships: readonly Membership[];
  readonly groups: readonly Group[];
  /** The orders reported to an operator. */
  readonly reportedOrderIds: ReadonlySet<string>;
}

export interface Membership {
  readonly orderId: string;
  readonly person: string;
  readonly groupId: string;
}

export interface Group {
  readonly groupId: string;
  readonly capacity: number;
  /** The number of members that a page would show. */
  readonly memberCount: number;
}

/** An implementation of selling memberships. The same people do the same to each. */
export interface Implementation {
  readonly name: string;
  readonly payNotify: string;
  createGroup(capacity: number): Promise<string>;
  /** Answers the order's id, or `null` when the order is refused. */
  createOrder(groupId: string, person: string): Promise<string | null>;
  cancelOrder(orderId: string, person: string): Promise<void>;
  readRecords(): Promise<Records>;
}

/** Connects to our functions. */
export function connectOurs(stack: TestStack): Implementation {
  return {
    name: 'ours',
    payNotify: 'payNotify',
    createGroup: (capacity) => stack.group({ capacity, seatsLeft: capacity, priceFen }),
    async createOrder(groupId, person) {
      const answer = await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, person);
      return answer.ok ? answer.value.orderId : null;
    },
    async cancelOrder(orderId, person) {
      await stack.call('cancelOrder', { orderId }, person);
    },
    async readRecords() {
      const [stored, groups, events] = await Promise.all([
        stack.documents('memberships', { state: 'Admitted' }),
        stack.documents('groups'),
        stack.documents('securityEvents'),
      ]);
      const memberships = stored.map(readMembership);
      return {
        memberships,
        groups: groups.map(({ _id, capacity }) => ({
          groupId: _id,
          capacity: Number(capacity ?? Infinity),
          // No field holds it; pages show a count of the memberships.
          memberCount: memberships.filter(({ groupId }) => groupId === _id).length,
        })),
        reportedOrderIds: new Set(events.map((event) => String(event['orderId']))),
      };
    },
  };
}

/** Connects to the functions of `bench/baseline`, and creates their collections. */
export async function connectBaseline(stack: TestStack): Promise<Implementation> {
  for (const name of ['baselineGroups', 'baselineOrders', 'baselineMembers'])
    await stack.control('POST', 'collections', { name });
  let groupCount = 0;
  return {
    name: 'baseline',
    payNotify: 'baselinePayNotify',
    async createGroup(capacity) {
      const _id = `baseline-${(groupCount += 1)}`;
      await stack.insert('baselineGroups', { _id, name: '晨读', priceFen, capacity, memberCount: 0 });
      return _id;
    },
    async createOrder(groupId, person) {
      const { result } = await stack.raw('baselineCreateOrder', { groupId }, person);
      const answer = result as { ok: boolean; orderId?: string } | undefined;
      return answer?.ok ? (answer.orderId ?? null) : null;
    },
    async cancelOrder(orderId, person) {
      await stack.raw('baselineCancelOrder', { orderId }, person);
    },
    async readRecords() {
      const [members, groups] = await Promise.all([
        stack.documents('baselineMembers'),
        stack.documents('baselineGroups'),
      ]);
      return {
        memberships: members.map(readMembership),
        groups: groups.map(({ _id, capacity, memberCount }) => ({
          groupId: _id,
          capacity: Number(capacity),
          memberCount: Number(memberCount),
        })),
        reportedOrderIds: new Set<string>(),
      };
    },
  };
}

function readMembership(document: Readonly<Record<string, unknown>>): Membership {
  return {
    orderId: String(document['orderId']),
    person: String(document['openid']),
    groupId: String(document['groupId']),
  };
}
