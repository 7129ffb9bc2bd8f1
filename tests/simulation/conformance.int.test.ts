import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderQueue, OrderWithMembership, PageStart, BookedDay, Store } from '../../cloudfunctions/_shared/ports';
import { retireGroupQr, createGroupQr } from '../../domain/groupQr';
import {
  applyForMembership,
  approveMembership,
  recordShownQr,
  membershipStates,
  createMembership,
  rejectMembership,
  withdraw,
  type Membership,
} from '../../domain/membership';
import { nextOf } from '../../domain/transition';
import { decideHold, applyGroupEvent, createGroup, setGroupEffects } from '../../domain/group';
import { buildClosedDay, buildPaymentPosting, buildRefundPosting, sumOf } from '../../domain/ledger';
import { openRateLimitWindow } from '../../domain/rateLimit';
import { closeOrder, placeOrder, confirmPayment, changeOrder, type Order } from '../../domain/order';
import {
  recordDifference,
  openReconciliation,
  deferReconciliation,
  completeReconciliation,
} from '../../domain/reconciliation';
import type { Refund } from '../../domain/refund';
import { TestStack } from '../testStack';
import { Documents, memoryStore } from './memory-store';

/**
 * The store in memory and the adapter on the database must behave alike: both run the same random actions, and every answer is compared.
 * A property that the simulation checks on one then holds for the other.
 */
let stack: TestStack;
let adapter: Store;
beforeAll(async () => {
  stack = await TestStack.begin();
  // As in a function's process (the emulator treats this id as an admin program).
  Object.assign(process.env, {
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: 'ap-shanghai',
    SCF_NAMESPACE: 'demo-qunpiao',
    TCB_ENV: 'demo-qunpiao',
    TCB_CONTEXT_KEYS: 'TCB_ENV',
    TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${stack.url}/admin` }),
    TENCENTCLOUD_SECRETID: 'demo-operator',
    TENCENTCLOUD_SECRETKEY: 'demo-operator',
  });
  ({ store: adapter } = await import('../../cloudfunctions/_shared/adapters/store'));
});
afterAll(() => stack.end());

const start = Date.UTC(2026, 10, 22);
const at = (minute: number): Date => new Date(start + minute * 60_000);

const people = ['oA', 'oB', 'oC'] as const;
const groupIds = ['g1', 'g2'] as const;
const text = {
  name: '晨读',
  intro: 'b',
  description: 'c',
  benefits: ['d'],
  ownerIntro: 'e',
  category: 'study',
  coverFileId: '',
};

const person = fc.constantFrom(...people);
const groupId = fc.constantFrom(...groupIds);
const requestNo = fc.nat(3);
const minute = fc.nat(60);
const orderIdOf = (openid: string, no: number): string => `order-${openid}-${no}`;
const membershipIdOf = (openid: string, group: string): string => `membership-${openid}-${group}`;

type Action = (store: Store) => Promise<unknown>;

function orderOf(openid: string, group: string, no: number, when: Date): Order {
  const terms = { priceFen: 990, admission: 'payThenReview', reviewHours: 24, refundDays: 7, capacity: 2 } as const;
  const owned = createGroup({ id: group, openid: 'oOwner', ownerName: 'O', ownerAvatarFileId: '', text, terms }, when);
  const parts = {
    orderId: orderIdOf(openid, no),
    openid,
    membershipId: membershipIdOf(openid, group),
    round: 1,
    group: owned,
    approval: null,
  };
  return placeOrder(
    { ...parts, subMchId: '1900000109', commissionPermyriad: 250, ownMerchant: false, clientIp: '127.0.0.1' },
    when,
  );
}

const paidBack: Refund = {
  no: '',
  idempotencyKey: null,
  fen: 400,
  commissionFen: 10,
  state: 'Succeeded',
  reason: 'byBuyer',
  note: '',
  requestedAt: at(0),
  endedAt: at(0),
};

const noSide = { payments: 0, paidFen: 0, refunds: 0, refundedFen: 0 };
const noComparison = { bill: noSide, ours: noSide, differences: 0 };
const noFinding = { kind: 'notOurs', refundNo: null, billFen: 1, ourFen: null, billState: '', ourState: null } as const;

/** Everything that operations use of a store, on few ids, so that actions interact. */
const actions: fc.Arbitrary<{ name: string; action: Action }> = fc.oneof(
  fc
    .record({ who: groupId, m: minute, capacity: fc.option(fc.integer({ min: 1, max: 3 })) })
    .map(({ who, m, capacity }) => ({
      name: `add group ${who}`,
      action: async (store: Store) => {
        const terms = {
          priceFen: 100 * (1 + m),
          admission: 'instant' as const,
          reviewHours: 0,
          refundDays: 7,
          capacity,
        };
        const draft = createGroup(
          { id: who, openid: 'oOwner', ownerName: 'O', ownerAvatarFileId: '', text, terms },
          at(m),
        );
        const submitted = nextOf(applyGroupEvent(draft, 'submitted', 'owner', at(m)))!;
        const listed = nextOf(applyGroupEvent(submitted, 'listed', 'operator', at(m)))!;
        return store.addGroup({ ...listed, rev: 0 });
      },
    })),
  fc.record({ who: groupId, more: fc.integer({ min: -2, max: 2 }) }).map(({ who, more }) => ({
    name: `resize ${who} by ${more}`,
    action: async (store: Store) => {
      const group = await store.group(who);
      if (!group || group.capacity === null) return null;
      return store.saveGroup(group, { ...group, rev: group.rev + 1, capacity: group.capacity + more }, more);
    },
  })),
  fc.record({ openid: person, group: groupId, no: requestNo, m: minute }).map(({ openid, group, no, m }) => ({
    name: `order ${no} of ${openid} in ${group}`,
    action: (store: Store) => store.addOrder(orderOf(openid, group, no, at(m))),
  })),
  fc
    .record({ openid: person, no: requestNo, m: minute, stale: fc.boolean(), pays: fc.boolean() })
    .map(({ openid, no, m, stale, pays }) => ({
      name: `${pays ? 'pay' : 'close'} order ${no} of ${openid}${stale ? ', stale' : ''}`,
      action: async (store: Store) => {
        const found = await store.order(orderIdOf(openid, no));
        if (!found) return null;
        const before = stale ? { ...found, rev: found.rev + 7 } : found;
        const after = nextOf<Order>(pays ? confirmPayment(before, 't', at(m)) : closeOrder(before, 'buyer', at(m)));
        return after && store.saveOrder(before, after);
      },
    })),
  fc.record({ openid: person, no: requestNo, m: minute }).map(({ openid, no, m }) => ({
    name: `enter by order ${no} of ${openid}`,
    action: async (store: Store) => {
      const order = await store.order(orderIdOf(openid, no));
      return order && store.addMembership(createMembership(order, at(m)));
    },
  })),
  fc.record({ openid: person, group: groupId, m: minute, shows: fc.boolean() }).map(({ openid, group, m, shows }) => ({
    name: `${shows ? 'show a QR to' : 'reject'} ${openid} in ${group}`,
    action: async (store: Store) => {
      const membership = await store.membership(membershipIdOf(openid, group));
      const after =
        membership &&
        (shows
          ? recordShownQr(membership, { _id: 'c', quota: 190, shownCount: 0 }, at(m))
          : nextOf(rejectMembership(membership, { round: membership.round, note: '人满' }, 'owner', at(m))));
      return membership && after && store.saveMembership(membership, after);
    },
  })),
  fc.record({ openid: person, group: groupId, m: minute }).map(({ openid, group, m }) => ({
    name: `${openid} applies to ${group}`,
    action: async (store: Store) => {
      const membershipId = membershipIdOf(openid, group);
      const before = await store.membership(membershipId);
      const application = { membershipId, groupId: group, openid, reviewHours: 1, encryptedMessage: 'k1.a.b.c' };
      const after = nextOf(applyForMembership(before, application, at(m)));
      return after && (before ? store.saveMembership(before, after) : store.addMembership(after));
    },
  })),
  fc
    .record({ openid: person, group: groupId, m: minute, withdraws: fc.boolean() })
    .map(({ openid, group, m, withdraws }) => ({
      name: `${withdraws ? 'withdraw' : 'approve'} ${openid} in ${group}`,
      action: async (store: Store) => {
        const before = await store.membership(membershipIdOf(openid, group));
        const review = { round: before?.round ?? 1, limited: true };
        const after =
          before &&
          nextOf<Membership>(withdraws ? withdraw(before, at(m)) : approveMembership(before, review, 'owner', at(m)));
        return (
          before && after && [await store.saveMembership(before, after), await store.application(before._id, at(m))]
        );
      },
    })),
  fc.record({ who: groupId, seat: fc.constantFrom('s1', 's2', 's3') }).map(({ who, seat }) => ({
    name: `take ${seat} of ${who}`,
    action: async (store: Store) => [await store.takeSeat(who, seat), await store.holdsSeat(who, seat)],
  })),
  fc.record({ who: groupId, seat: fc.constantFrom('s1', 's2', 's3') }).map(({ who, seat }) => ({
    name: `free ${seat} of ${who}`,
    action: async (store: Store) => {
      const group = await store.group(who);
      if (group?.capacity !== null) await store.freeSeat(who, seat);
      return store.group(who);
    },
  })),
  fc.record({ who: groupId, no: fc.nat(2), m: minute }).map(({ who, no, m }) => ({
    name: `QR ${no} of ${who}`,
    action: async (store: Store) => {
      const qr = createGroupQr(
        { _id: `${who}-c${no}`, groupId: who, fileId: 'f', quota: 1, position: m % 3, expiresAt: at(m + no) },
        at(m * 3 + no),
      );
      return store.addGroupQr(qr);
    },
  })),
  fc.record({ who: groupId, no: fc.nat(2), m: minute, retires: fc.boolean() }).map(({ who, no, m, retires }) => ({
    name: `${retires ? 'retire' : 'count'} QR ${no} of ${who}`,
    action: async (store: Store) => {
      if (!retires) return store.countShown(`${who}-c${no}`, 'membership-1');
      const found = await store.groupQr(`${who}-c${no}`);
      const after = found && nextOf(retireGroupQr(found, at(m)));
      return found && after && store.saveGroupQr(found, after);
    },
  })),
  fc.record({ openid: person, group: groupId, no: requestNo, m: minute }).map(({ openid, group, no, m }) => ({
    name: `book order ${no} of ${openid} in ${group}`,
    action: async (store: Store) => {
      const order = orderOf(openid, group, no, at(m));
      const refund: Refund = { ...paidBack, no: `${order._id}-R1` };
      const payment = await store.addPosting(buildPaymentPosting(order, at(no * 1440)));
      const back = await store.addPosting(buildRefundPosting(order, refund, at((no + 1) * 1440)));
      return [payment, back, await bookedOf(store)];
    },
  })),
  fc.record({ who: groupId, day: fc.integer({ min: 22, max: 26 }) }).map(({ who, day }) => ({
    name: `close the ${day}th of ${who}`,
    action: async (store: Store) => {
      const booked = await store.groupsBookedOn(`2026-11-${day}`, '', 5);
      const own = booked.find((row) => row.groupId === who);
      if (own) await store.putClosedDay(buildClosedDay(who, `2026-11-${day}`, sumOf([own]), own.before));
      return [booked, await store.latestClosedDay()];
    },
  })),
  fc
    .record({ day: fc.integer({ min: 22, max: 24 }), merchant: fc.constantFrom('m1', 'm2'), done: fc.boolean() })
    .map(({ day, merchant, done }) => ({
      name: `compare the ${day}th of ${merchant}`,
      action: async (store: Store) => {
        const opened = openReconciliation(`2026-11-${day}`, merchant, at(day));
        const added = await store.addReconciliation(opened);
        const next = done
          ? completeReconciliation(opened, noComparison, at(day))
          : deferReconciliation(opened, 'later', at(day));
        const difference = recordDifference({ ...noFinding, orderId: merchant }, merchant, `2026-11-${day}`, at(day));
        return [added, await store.saveReconciliation(opened, next), await store.addDifference(difference)];
      },
    })),
  fc.record({ openid: person, nickname: fc.constantFrom('甲', '乙') }).map(({ openid, nickname }) => ({
    name: `name ${openid}`,
    action: async (store: Store) => {
      const added = await store.addUser({ _id: openid, nickname, avatarFileId: '', operator: null, createdAt: at(0) });
      await store.saveProfile(openid, nickname, 'x');
      return [added, await store.userWithRoles(openid)];
    },
  })),
  fc.record({ openid: person, most: fc.integer({ min: 1, max: 3 }), m: minute }).map(({ openid, most, m }) => ({
    name: `try as ${openid}`,
    action: async (store: Store) => {
      const within = await store.countAttempt(
        openRateLimitWindow('getTicket', openid, (text) => text, at(m)),
        most,
      );
      const outlook = await store.sweepOutlook(at(m + 61));
      if (m > 50) await store.removeOldRateLimits(at(m), 10);
      return [within, outlook.rateLimits, (await store.sweepOutlook(at(m + 61))).rateLimits];
    },
  })),
  fc.record({ m: minute, long: fc.nat(30), ends: fc.boolean() }).map(({ m, long, ends }) => ({
    name: `sweep from ${m}`,
    action: async (store: Store) => {
      const taken = await store.takeSweepLease(at(m), at(m + long));
      if (ends) await store.endSweepLease(at(m + long));
      return [taken, await store.sweepOutlook(at(m + 1))];
    },
  })),
  fc.record({ openid: person, no: requestNo, m: minute, closes: fc.boolean() }).map(({ openid, no, m, closes }) => ({
    name: `${closes ? 'close' : 'record'} event of order ${no} of ${openid}`,
    action: async (store: Store) => {
      const _id = `event-${openid}-${no}`;
      const kind = no === 0 ? 'forgedTimer' : 'paymentMismatch';
      if (closes) {
        await store.resolveSecurityEvents({ kind, openid }, at(m), at(m + 1));
        return store.event(_id);
      }
      const what = { _id, kind, severity: no, at: at(m), lastAt: at(m), count: 1, function: 'f', source: 'x' } as const;
      await store.repeatSecurityEvent(_id, at(m), 3);
      return store.addSecurityEvent({ ...what, openid, orderId: orderIdOf(openid, no), detail: '', handledAt: null });
    },
  })),
  fc.record({ openid: person, no: requestNo, m: minute }).map(({ openid, no, m }) => ({
    name: `let order ${no} of ${openid} need attention`,
    action: async (store: Store) => {
      const order = await store.order(orderIdOf(openid, no));
      const overdue = order?.effects.map((effect) => ({ ...effect, needsAttentionAt: at(m) }));
      return order && overdue && store.saveOrder(order, changeOrder(order, { effects: overdue }));
    },
  })),
  fc.record({ who: groupId, m: minute, works: fc.boolean() }).map(({ who, m, works }) => ({
    name: `${works ? 'work off' : 'ban'} ${who}`,
    action: async (store: Store) => {
      const group = await store.group(who);
      const ban = { action: 'ban', note: '词', operatorOpenid: 'oAdam' } as const;
      const after = group && (works ? setGroupEffects(group, []) : nextOf(decideHold(group, ban, at(m))));
      return group && after && store.saveGroup(group, after, 0);
    },
  })),
  fc.record({ openid: person, group: groupId, m: minute }).map(({ openid, group, m }) => ({
    name: `look around as ${openid}`,
    action: (store: Store) => readings(store, openid, group, at(m)),
  })),
);

/** Sorts answers whose order is not promised. */
const byId = <Row extends { _id: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a._id < b._id ? -1 : 1));

const byState = <Row extends { state: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a.state < b.state ? -1 : 1));

const sortedDays = (rows: readonly BookedDay[]): BookedDay[] =>
  [...rows].sort((a, b) => (`${a.groupId} ${a.day ?? ''}` < `${b.groupId} ${b.day ?? ''}` ? -1 : 1));

async function bookedOf(store: Store): Promise<readonly BookedDay[]> {
  const spans = [
    { groupId: 'g1', after: '' },
    { groupId: 'g2', after: '2026-11-22' },
  ];
  return sortedDays(await store.bookedDays(spans, '2026-11-23', '2026-11-24'));
}

/** Every read of the ledger, the closed days and the reconciliations. */
async function booksOf(store: Store, orderId: string): Promise<unknown> {
  return {
    closed: await store.groupsWithClosedDay('oOwner', '2026-11-24'),
    booked: await bookedOf(store),
    nextBooked: [await store.nextBookedDay(''), await store.nextBookedDay('2026-11-23')],
    bookedOn: await store.groupsBookedOn('2026-11-23', 'g1', 1),
    merchants: await store.merchantsBookedOn(['2026-11-22', '2026-11-24']),
    compared: await store.latestReconciledDay(),
    waiting: await store.waitingReconciliations(3),
    postings: await store.postingsOfMerchant('1900000109', at(0), at(4 * 1440), null, 2),
    postingsAfter: await store.postingsOfMerchant(
      '1900000109',
      at(0),
      at(4 * 1440),
      { value: start, id: 'order-oB' },
      2,
    ),
    paid: byId(await store.postingsById([`${orderId}:paid`, `${orderId}-R1`])),
  };
}

/** The due orders in the order of their keys, two at a time. */
async function ordersBehind(store: Store, queue: OrderQueue, now: Date): Promise<string[]> {
  const found: string[] = [];
  let after: PageStart | null = null;
  do {
    const page: readonly OrderWithMembership[] = await store.dueOrders(queue, now, 2, after);
    found.push(...page.map(({ order }) => order._id));
    const last = page.at(-1)?.order;
    after = last?.dueAt ? { value: last.dueAt.getTime(), id: last._id } : null;
  } while (after);
  return found;
}

/** Every list and joined read, at one moment, as one person. */
async function readings(store: Store, openid: string, group: string, now: Date): Promise<unknown> {
  const membershipId = membershipIdOf(openid, group);
  const first = await store.ordersOf(openid, null, null, 1);
  const last = first[0]?.order;
  const standings = await store.membershipsOf(openid, null, null, 1);
  const lastMembership = standings[0]?.membership;
  return {
    buyer: await store.groupForBuyer(group, membershipId, now),
    application: await store.application(membershipId, now),
    qrs: await store.groupWithAllQrs(group, now, null, 2),
    olderQrs: await store.groupWithAllQrs(group, now, { value: at(3).getTime(), id: 'x' }, 2),
    members: await store.memberCount(group),
    managed: await store.managedGroups('oOwner'),
    names: byId(await store.managedGroupNames('oOwner')),
    open: byId(await store.openGroupsOf('oOwner')),
    listed: await store.listedGroups({ words: ['晨'], category: 'study', sort: 'priceUp', after: null, limit: 2 }),
    newest: await store.listedGroups({
      words: [],
      category: null,
      sort: 'newest',
      after: { value: start, id: 'g1' },
      limit: 2,
    }),
    first,
    next:
      last &&
      (await store.ordersOf(
        openid,
        ['Paid', 'Closed', 'AwaitingPayment'],
        { value: last.createdAt.getTime(), id: last._id },
        2,
      )),
    standings,
    otherStandings:
      lastMembership &&
      (await store.membershipsOf(
        openid,
        membershipStates,
        { value: lastMembership.stateAt.getTime(), id: lastMembership._id },
        2,
      )),
    applicants: await store.applicants(groupIds, ['UnderReview', 'Applied', 'Rejected'], true, null, 3),
    duePaidOrders: await ordersBehind(store, 'paid', now),
    dueUnpaidOrders: await ordersBehind(store, 'unpaid', now),
    inGroup: [
      byId(await store.membershipsInGroup(group, ['Applied', 'UnderReview', 'Admitted'], true, 9)),
      byId(await store.membershipsInGroup(group, membershipStates, false, 100)),
    ],
    openInGroup: await store.openOrdersInGroup(group, 3),
    orderSums: byState(await store.orderSums(group)),
    refundSums: byState(await store.refundSums(group)),
    ofGroup: await store.orderFiles({ groupId: group }, null, 3),
    dueMemberships: (await store.dueMemberships(now, 100)).length,
    dueGroupQrs: (await store.dueGroupQrs(now, 100)).length,
    dueGroups: byId(await store.dueGroups(now, 100)),
    outlook: await store.sweepOutlook(now),
    inState: await store.groupsInState('Listed', true, null, 2),
    files: await store.orderFiles({ state: null }, null, 3),
    paidFiles: await store.orderFiles({ state: 'Paid' }, last ? { value: start + 30 * 60_000, id: 'order' } : null, 3),
    theirs: await store.orderFiles({ openid }, null, 3),
    one: await store.orderFiles({ orderId: orderIdOf(openid, 0) }, null, 3),
    needingAttention: [
      await store.ordersNeedingAttention(5),
      await store.membershipsNeedingAttention(5),
      await store.groupQrsNeedingAttention(5),
    ],
    events: await store.openSecurityEvents(5),
    activeKey: await store.orderByActiveKey(`${membershipId}#1`),
    orders: byId(await store.ordersById([orderIdOf(openid, 0), orderIdOf(openid, 1)])),
    books: await booksOf(store, orderIdOf(openid, 0)),
  };
}

/** A comparable answer: dates as numbers, keys in order. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (_key, inner: unknown) => sorted(inner)));
}
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('the two stores', () => {
  it('The store in memory and the adapter on the database answer every action alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(actions, { minLength: 10, maxLength: 40 }), async (log) => {
        await stack.control('POST', 'reset', { keepProcesses: true });
        const memory = memoryStore(new Documents());
        const names: string[] = [];
        for (const { name, action } of log) {
          names.push(name);
          expect(plain(await action(adapter)), names.join('\n')).toEqual(plain(await action(memory)));
        }
      }),
      { numRuns: 60, seed: 4, endOnFailure: true },
    );
  }, 300_000);
});
