import { describe, expect, it } from 'vitest';
import { finishDue, sweep, type SweepResult } from '../../cloudfunctions/sweep/sweep';
import { withCallBudget } from '../../cloudfunctions/_shared/runtime/callBudget';
import type { AuditEffect } from '../../domain/audit';
import type { Group } from '../../domain/group';
import type { Order } from '../../domain/order';
import {
  admittedTransition,
  approvedMembership,
  approvedSeat,
  attempts,
  closedOrder,
  group,
  groupQr,
  hours,
  later,
  membership,
  minutes,
  now,
  order,
  orderId,
  paidOrder,
  paymentPosting,
  refund,
  refundingOrder,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';

/** A stack on which a sweep has already run. */
const swept = (): OperationStack => {
  const stack = new OperationStack();
  stack.documents.sweepUntil = new Date(0);
  // The seats of all groups were just checked.
  stack.documents.seatCheck = { after: '', dueAt: hours(24) };
  return stack;
};
const run = (stack: OperationStack) => stack.run(sweep);
const nothing: SweepResult = {
  memberships: 0,
  paidOrders: 0,
  unpaidOrders: 0,
  groupQrs: 0,
  groups: 0,
  seatsFreed: 0,
  failed: 0,
  left: 0,
};
const leased = ['sweepOutlook', 'takeSweepLease'];

const record = (name: string, at = now): AuditEffect => ({
  kind: 'audit',
  at,
  attempts: 0,
  audit: {
    _id: `${name}#4`,
    at: now,
    operatorOpenid: 'oAdam',
    action: 'listGroup',
    subject: name,
    note: '',
    fen: null,
    before: 'PendingReview',
    after: 'Listed',
  },
});
const moderated = (name: string, at = now): Group => group({ _id: name, effects: [record(name, at)], dueAt: at });
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `x${index + 1000}`);
const countShown = { kind: 'countShownQr', at: now, attempts: 0, qrId: 'qr1' } as const;
const announce = { kind: 'announce', at: now, attempts: 0 } as const;
const postPayment = { kind: 'postPayment', at: now, attempts: 0 } as const;
const postable = (name: string) =>
  paidOrder({ _id: name, activeKey: name, membershipId: name, effects: [postPayment], dueAt: now });

describe('a sweep', () => {
  it('A sweep makes one call when nothing is due', async () => {
    const stack = swept().given({
      orders: [order({ dueAt: later(1) })],
      groups: [group({ dueAt: later(1) })],
      rateLimits: [attempts('getTicket', 3)],
    });
    expect(await run(stack)).toEqual(nothing);
    expect([stack.calls, stack.changes]).toEqual([['sweepOutlook'], {}]);
  });

  it.each([
    ['does nothing while another holds the lease for another millisecond', later(1), ['sweepOutlook']],
    ['takes over a lease that ends at this moment', now, [...leased, 'dueOrders', 'endSweepLease']],
  ])('A sweep %s', async (_what, until, calls) => {
    const stack = swept().given({ orders: [paidOrder({ dueAt: now })] });
    stack.documents.sweepUntil = until;
    await run(stack);
    expect(stack.calls).toEqual(calls);
  });

  it('A sweep does nothing when another takes the lease a moment earlier', async () => {
    const stack = swept().given({ orders: [paidOrder({ dueAt: now })] });
    stack.meanwhile('takeSweepLease', () => (stack.documents.sweepUntil = hours(1)));
    expect(await run(stack)).toEqual(nothing);
    expect(stack.calls).toEqual(leased);
  });

  it('A sweep holds its lease for up to fifty-five seconds and then releases it', async () => {
    const stack = swept().given({ orders: [paidOrder({ dueAt: now })] });
    let held: Date | null = null;
    stack.meanwhile('dueOrders', () => (held = stack.documents.sweepUntil));
    await run(stack);
    expect([held, stack.documents.sweepUntil]).toEqual([later(55_000), new Date(0)]);
  });

  it('The first sweep of an installation checks every collection', async () => {
    const stack = new OperationStack();
    expect(await run(stack)).toEqual(nothing);
    const reads = [
      'dueGroupQrs',
      'dueGroups',
      'dueMemberships',
      'dueOrders',
      'limitedGroupAfter',
      'saveSeatCheck',
      'dueOrders',
      'removeOldRateLimits',
    ];
    expect(stack.calls).toEqual([...leased, ...reads, 'endSweepLease']);
  });

  it.each([
    ['memberships', { memberships: [membership({ effects: [countShown], dueAt: now })] }, ['dueMemberships', 'countShown', 'saveMembership', 'dueOrders'], { memberships: 1 }],
    ['paid orders', { orders: [postable('x')] }, ['dueOrders', 'addPosting', 'saveOrder'], { paidOrders: 1 }],
    ['unpaid orders', { orders: [order({ dueAt: now })] }, ['dueOrders', 'queryOrder(order)', 'saveOrder'], { unpaidOrders: 1 }],
    ['groupQrs', { groupQrs: [groupQr({ effects: [announce], dueAt: now })], groups: [group({ qrValidUntil: null })] }, ['dueGroupQrs', 'groupWithQrs', 'announceGroupQr', 'saveGroupQr'], { groupQrs: 1 }],
    ['groups', { groups: [moderated('g1')] }, ['dueGroups', 'addAudit', 'saveGroup'], { groups: 1 }],
    ['rateLimits', { rateLimits: [{ _id: 'old', count: 3, expiresAt: now }] }, ['removeOldRateLimits'], {}],
  ] as const)('A sweep for which only %s are due reads nothing else', async (_kind, given, calls, counts) => {
    const stack = swept().given(given);
    expect(await run(stack)).toEqual({ ...nothing, ...counts });
    expect(stack.calls).toEqual([...leased, ...calls, 'endSweepLease']);
  }); // oxfmt-ignore

  it('A sweep runs the order effects that its membership effects created', async () => {
    const refund = { reason: 'rejected', note: '', actor: 'owner' } as const;
    const effects = [{ kind: 'refund', at: now, attempts: 0, orderId, refund } as const];
    const stack = swept().given({
      memberships: [membership({ state: 'Rejected', round: 2, effects, dueAt: now })],
      orders: [paidOrder()],
    });
    stack.pay.queryRefund = { kind: 'found', refund: { status: 'SUCCESS', fen: 990 } };
    expect(await run(stack)).toEqual({ ...nothing, memberships: 1, paidOrders: 1 });
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Refunded', effects: [], dueAt: null });
    expect([...stack.documents.ledger.rows.keys()]).toEqual([`${orderId}-R1`]);
  });

  it('A sweep updates the end of sale of groups, and leaves correct ones alone', async () => {
    const due = { effects: [announce], dueAt: now };
    const stack = swept().given({
      groups: [group({ qrValidUntil: now }), group({ _id: 'g2' })],
      groupQrs: [groupQr(due), groupQr({ _id: 'qr2', groupId: 'g2', ...due }), groupQr({ _id: 'qr3', groupId: 'gone', ...due })],
    });
    expect(await run(stack)).toEqual({ ...nothing, groupQrs: 3 });
    const done = { rev: 1, effects: [], dueAt: null };
    expect(stack.changes).toEqual({
      groups: [group()],
      groupQrs: [
        groupQr(done),
        groupQr({ _id: 'qr2', groupId: 'g2', ...done }),
        groupQr({ _id: 'qr3', groupId: 'gone', ...done }),
      ],
    });
  }); // oxfmt-ignore

  it('A sweep writes the due audit records of a group, and leaves the others', async () => {
    const effects = [record('g1'), record('other', later(1))];
    const stack = swept().given({ groups: [group({ effects, dueAt: now })] });
    expect(await run(stack)).toEqual({ ...nothing, groups: 1 });
    expect(stack.documents.groups.get('g1')).toEqual(group({ rev: 4, effects: [effects[1]!], dueAt: later(1) }));
    expect([...stack.documents.audit.rows.values()]).toEqual([record('g1').audit]);
  });

  it('A sweep writes both audit records of a group that are due at the same moment', async () => {
    const effects = [record('g1'), record('other')];
    const stack = swept().given({ groups: [group({ effects, dueAt: now })] });
    expect(await run(stack)).toEqual({ ...nothing, groups: 1 });
    expect(stack.documents.groups.get('g1')).toEqual(group({ rev: 4 }));
    expect([...stack.documents.audit.rows.values()]).toEqual(effects.map(({ audit }) => audit));
  });
});

describe('a sweep in which something breaks', () => {
  const breaks = (): never => {
    throw new Error('the database is down');
  };
  const log = { what: 'sweep', details: { error: expect.stringContaining('the database is down') as string } };

  it('A failing document is rescheduled and does not stop the others', async () => {
    const stack = swept().given({ groups: [moderated('g1'), moderated('g2')] });
    stack.meanwhile('addAudit', breaks);
    expect(await run(stack)).toEqual({ ...nothing, groups: 2, failed: 1 });
    expect(stack.logged).toEqual([log]);
    expect(stack.documents.groups.get('g1')).toEqual({
      ...moderated('g1'),
      rev: 4,
      effects: [{ ...record('g1'), attempts: 1 }],
    });
    expect(stack.documents.groups.get('g2')).toMatchObject({ effects: [], dueAt: null });
  });

  it.each([
    ['a membership', 'countShown', { memberships: [membership({ effects: [{ ...countShown, attempts: 2 }], dueAt: now })] }, 'memberships', minutes(2)],
    ['an order', 'addPosting', { orders: [paidOrder({ effects: [{ ...postPayment, attempts: 2 }], dueAt: now })] }, 'orders', minutes(2)],
    ['a QR', 'groupWithQrs', { groupQrs: [groupQr({ effects: [{ ...announce, attempts: 2 }], dueAt: now })] }, 'groupQrs', minutes(2)],
    ['a group', 'addAudit', { groups: [group({ effects: [{ ...record('g1'), attempts: 2 }], dueAt: now })] }, 'groups', minutes(2)],
  ] as const)('A failing effect of %s is retried later', async (_what, method, given, table, at) => {
    const stack = swept().given(given);
    stack.meanwhile(method, breaks);
    expect((await run(stack)).failed).toBe(1);
    expect(stack.changes[table]).toMatchObject([{ effects: [{ attempts: 3, at }], dueAt: at }]);
  }); // oxfmt-ignore

  it('A QR’s effect that fails for the twelfth time needs attention, and one that is not due stays unchanged', async () => {
    const waits = { ...announce, at: later(1) };
    const stack = swept().given({ groupQrs: [groupQr({ effects: [{ ...announce, attempts: 11 }, waits], dueAt: now })] });
    stack.meanwhile('groupWithQrs', breaks);
    await run(stack);
    const effects = [{ ...announce, attempts: 12, at: hours(1), needsAttentionAt: now }, waits];
    expect(stack.changes['groupQrs']).toEqual([groupQr({ rev: 1, effects, dueAt: later(1), needsAttentionAt: now })]);
  }); // oxfmt-ignore

  it('A sweep continues when even rescheduling fails, and logs both errors', async () => {
    const stack = swept().given({ groups: [moderated('g1'), moderated('g2')] });
    stack.meanwhile('addAudit', breaks);
    stack.meanwhile('saveGroup', breaks);
    expect(await run(stack)).toEqual({ ...nothing, groups: 2, failed: 1 });
    expect(stack.logged).toEqual([log, log]);
  });

  it('A sweep counts a refused call to WeChat Pay as failed without logging it', async () => {
    const stack = swept().given({ orders: [order({ dueAt: now })] });
    stack.pay.queryOrder = unknown;
    expect(await run(stack)).toEqual({ ...nothing, unpaidOrders: 1, failed: 1 });
    expect(stack.logged).toEqual([]);
  });
});

describe('a sweep over many documents', () => {
  const left = (stack: OperationStack): number =>
    [...stack.documents.groups.rows.values()].filter(({ dueAt }) => dueAt !== null).length;

  it('A sweep takes two hundred documents of a kind, the longest overdue first, and the next one continues', async () => {
    const stack = swept().given({
      memberships: numbered(201).map((name, index) =>
        membership({ _id: name, effects: [countShown], dueAt: index === 200 ? hours(-1) : later(-index) }),
      ),
    });
    expect(await run(stack)).toEqual({ ...nothing, memberships: 200 });
    expect(stack.documents.memberships.get('x1200')?.dueAt).toBeNull();
    expect(stack.documents.memberships.get('x1000')?.dueAt).toEqual(now);
    expect(await run(stack)).toEqual({ ...nothing, memberships: 1 });
    expect(await run(stack)).toEqual(nothing);
  });

  it('A sweep reads on past orders that stay due', async () => {
    const waiting = numbered(401).map((name) => order({ _id: name, activeKey: name, dueAt: minutes(-5) }));
    const stack = swept().given({ orders: [...waiting, postable('behind')] });
    expect(await run(stack)).toEqual({ ...nothing, unpaidOrders: 401, paidOrders: 1 });
    expect(stack.calls.filter((call) => call === 'dueOrders')).toHaveLength(4);
    expect(stack.documents.ledger.get('behind:paid')).not.toBeNull();
  });

  it('A sweep requests another page after exactly two hundred orders', async () => {
    const stack = swept().given({ orders: numbered(200).map((name) => order({ _id: name, activeKey: name })) });
    expect(await run(stack)).toEqual({ ...nothing, unpaidOrders: 200 });
    expect(stack.calls.filter((call) => call === 'dueOrders')).toHaveLength(2);
  });

  it('A sweep processes eight documents at a time', async () => {
    const stack = swept().given({ groups: numbered(20).map((name) => moderated(name)) });
    let [underWay, most] = [0, 0];
    await stack.run((ports) => {
      const slowAudit = async (): Promise<void> => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
      };
      const store = new Proxy(ports.store, {
        get: (real, name): unknown => (name === 'addAudit' ? slowAudit : Reflect.get(real, name)),
      });
      return sweep({ ...ports, store });
    });
    expect(most).toBe(8);
  });

  it('A sweep that has made two hundred calls for groups begins no further group', async () => {
    const stack = swept().given({ groups: numbered(150).map((name) => moderated(name)) });
    const first = await run(stack);
    expect(first).toEqual({ ...nothing, groups: 150, left: left(stack) });
    // Two calls each, and eight documents were under way when the budget ran out.
    expect(first.left).toBeGreaterThanOrEqual(42);
    expect(first.left).toBeLessThanOrEqual(50);
    expect(await run(stack)).toEqual({ ...nothing, groups: first.left });
    expect(stack.documents.audit.rows.size).toBe(150);
  });

  it('A sweep that has made six hundred calls for QRs begins no further QR', async () => {
    const names = numbered(200);
    const stack = swept().given({
      groups: names.map((name) => group({ _id: name, qrValidUntil: null })),
      groupQrs: names.map((name) => groupQr({ _id: name, groupId: name, effects: [announce], dueAt: now })),
    });
    // Three calls each are just within the budget; a fourth, for every second document, is not.
    expect(await run(stack)).toEqual({ ...nothing, groupQrs: 200 });
    const again = swept().given({
      groups: names.map((name) => group({ _id: name, qrValidUntil: null })),
      groupQrs: names.map((name) => groupQr({ _id: name, groupId: name, effects: [announce], dueAt: now })),
    });
    let fails = 0;
    const breakEverySecond = (): void => {
      fails += 1;
      if (fails % 2 === 0) throw new Error('away');
    };
    again.meanwhile('saveGroupQr', breakEverySecond, 1000);
    const result = await run(again);
    expect(result.left).toBeGreaterThan(0);
    expect(again.calls.length).toBeLessThan(640);
  });

  it('A sweep that has made a thousand calls for memberships leaves the rest to the next', async () => {
    const names = numbered(200);
    const refund = { reason: 'rejected', note: '', actor: 'owner' } as const;
    const owing = names.map((name) => {
      const effects = [{ kind: 'refund', at: now, attempts: 0, orderId: name, refund } as const];
      return membership({ _id: name, state: 'Rejected', round: 2, orderId: name, effects, dueAt: now });
    });
    const paid = names.map((name) => paidOrder({ _id: name, membershipId: name, activeKey: `${name}#1`, seatId: null }));
    const stack = swept().given({ memberships: owing, orders: paid });
    // Five calls each are just within the budget; a sixth, to reread a document, is not.
    expect((await run(stack)).left).toBe(0);
    const crowded = swept().given({ memberships: owing, orders: paid });
    let saves = 0;
    const overtake = (): void => {
      saves += 1;
      if (saves <= 40) for (const { _id } of crowded.documents.orders.where(({ state }) => state === 'Paid')) crowded.touch('orders', _id);
    };
    crowded.meanwhile('saveOrder', overtake, 40);
    const first = await run(crowded);
    expect(first.memberships).toBe(200);
    expect(first.left).toBeGreaterThan(0);
    await run(crowded);
    expect(crowded.documents.memberships.where(({ dueAt }) => dueAt !== null)).toEqual([]);
  }); // oxfmt-ignore

  it('A sweep that has made two thousand calls for orders leaves the rest to the next', async () => {
    // Each closes at WeChat Pay, with six calls.
    const closable = numbered(600).map((name) =>
      order({ _id: name, activeKey: name, seatId: name, createdAt: hours(-1), payUntil: minutes(-45), dueAt: hours(-1) }),
    );
    const stack = swept().given({ orders: closable });
    const first = await run(stack);
    expect(first.unpaidOrders).toBe(400);
    expect(first.left).toBeGreaterThan(100);
    const closed = (): number => stack.documents.orders.where(({ state }) => state === 'Closed').length;
    expect(closed()).toBe(400 - first.left);
    expect(stack.calls.length).toBeGreaterThanOrEqual(2000);
    expect(stack.calls.length).toBeLessThan(2080);
    await run(stack);
    await run(stack);
    expect(closed()).toBe(600);
  }); // oxfmt-ignore

  it('A sweep begins documents until one millisecond before thirty seconds', async () => {
    const stack = swept().given({ groups: numbered(20).map((name) => moderated(name)) });
    stack.meanwhile('addAudit', () => (stack.nowMs += 29_999));
    expect(await run(stack)).toEqual({ ...nothing, groups: 20 });
  });

  it('A sweep begins no document after thirty seconds, and the next one continues', async () => {
    const stack = swept().given({ groups: numbered(20).map((name) => moderated(name)) });
    stack.meanwhile('addAudit', () => (stack.nowMs += 30_000));
    const first = await run(stack);
    expect(first).toEqual({ ...nothing, groups: 20, left: left(stack) });
    // At most the eight that may run concurrently.
    expect(first.left).toBeGreaterThanOrEqual(12);
    expect(await run(stack)).toEqual({ ...nothing, groups: first.left });
    expect(stack.documents.audit.rows.size).toBe(20);
  });

  it('A sweep that runs out of time in memberships begins no order', async () => {
    const stack = swept().given({
      memberships: [membership({ effects: [countShown], dueAt: now })],
      orders: [postable('x')],
    });
    stack.meanwhile('countShown', () => (stack.nowMs += 30_000));
    expect(await run(stack)).toEqual({ ...nothing, memberships: 1 });
    expect(stack.documents.ledger.rows.size).toBe(0);
    expect(await run(stack)).toEqual({ ...nothing, paidOrders: 1 });
  });

  it('Two concurrent sweeps do what one does', async () => {
    const orders = { paidOrders: true, unpaidOrders: true };
    const all = { memberships: true, ...orders, groupQrs: true, groups: true, rateLimits: true, seatsAfter: null };
    const stack = swept().given({ orders: [order({ dueAt: now })], groups: [group()] });
    stack.pay.queryOrder = trade();
    await stack.run((ports) => Promise.all([finishDue(ports, all), finishDue(ports, all)]));
    expect(stack.documents.orders.get(orderId)?.history).toHaveLength(1);
    expect([...stack.documents.ledger.rows.values()]).toEqual([paymentPosting()]);
    expect(stack.documents.memberships.rows.size).toBe(1);
  });
});

describe('the shares of a sweep', () => {
  /** Orders of a crowd: a minute old, never asked about. */
  const unpaid = (count: number) =>
    numbered(count).map((name) => order({ _id: name, activeKey: name, membershipId: name, seatId: null }));
  const refundDue = refundingOrder({
    _id: 'owed',
    activeKey: 'owed',
    membershipId: 'owed',
    refunds: [refund({ no: 'owed-R1' })],
    effects: [{ kind: 'submitRefund', at: now, attempts: 0, refundNo: 'owed-R1' }],
    dueAt: now,
  });
  const refundState = (stack: OperationStack) => stack.documents.orders.get('owed')?.refunds[0]?.state;
  const requestsOf = (stack: OperationStack, name: string) =>
    stack.calls.filter((call) => call.startsWith(name)).length;

  it('A refund that is due behind 10,000 unpaid orders is taken up in the next run, before any of them', async () => {
    const stack = swept().given({ orders: [...unpaid(10_000), refundDue] });
    const result = await run(stack);
    expect(refundState(stack)).toBe('Processing');
    expect(stack.calls.findIndex((call) => call.startsWith('refund('))).toBeLessThan(
      stack.calls.findIndex((call) => call.startsWith('queryOrder(')),
    );
    // The crowd gets its own share, and no more.
    expect(result.paidOrders).toBe(1);
    expect(requestsOf(stack, 'queryOrder(')).toBeGreaterThanOrEqual(990);
    expect(requestsOf(stack, 'queryOrder(')).toBeLessThanOrEqual(1010);
  });

  it('A refund that falls due while the crowd waits is taken up in every later run as well', async () => {
    const stack = swept().given({ orders: unpaid(2500) });
    for (let minute = 1; minute <= 2; minute += 1) {
      await run(stack);
      stack.nowMs += 60_000;
      stack.documents.orders.put({ ...refundDue, dueAt: new Date(stack.nowMs) });
      await run(stack);
      expect(refundState(stack)).toBe('Processing');
    }
  });

  it('Every order of a crowd of 2,500 has been asked about after three runs', async () => {
    const stack = swept().given({ orders: unpaid(2500) });
    for (let minute = 0; minute < 3; minute += 1) {
      await run(stack);
      stack.nowMs += 60_000;
    }
    expect(stack.documents.orders.where(({ rev }) => rev === 1)).toEqual([]);
  });

  it('Closed orders whose payment still has to be closed keep no refund waiting either', async () => {
    const closing = { kind: 'closePayment', at: now, attempts: 0 } as const;
    const crowd = numbered(3000).map((name) =>
      closedOrder({ _id: name, activeKey: name, membershipId: name, effects: [closing], dueAt: hours(-1) }),
    );
    const stack = swept().given({ orders: [...crowd, refundDue] });
    await run(stack);
    expect(refundState(stack)).toBe('Processing');
  });

  it.each([
    ['memberships', 8000],
    ['orders with money', 10_000],
  ])('A crowd of slow %s leaves every other kind its share of the run', async (what, shareMs) => {
    const stack = swept().given({
      memberships:
        what === 'memberships'
          ? numbered(200).map((name) => membership({ _id: name, effects: [countShown], dueAt: hours(-1) }))
          : [],
      orders: [...(what === 'memberships' ? [postable('owed')] : numbered(400).map(postable)), order()],
      groupQrs: [groupQr({ effects: [announce], dueAt: now })],
      groups: [moderated('g1')],
    });
    let slow = 0;
    const slowly = (): void => {
      slow += 1;
      stack.nowMs += 500;
    };
    stack.meanwhile(what === 'memberships' ? 'countShown' : 'addPosting', slowly, 1000);
    let slowAtQuestion = 0;
    stack.meanwhile('queryOrder', () => (slowAtQuestion = slow));
    const result = await run(stack);
    expect(result).toMatchObject({ groupQrs: 1, groups: 1, unpaidOrders: 1, paidOrders: what === 'memberships' ? 1 : 200 });
    // Its share first, then what the others did not need; eight are under way when the time is over.
    expect(slowAtQuestion * 500).toBeGreaterThanOrEqual(shareMs);
    expect(slowAtQuestion * 500).toBeLessThanOrEqual(shareMs + 8 * 500);
    expect(slow * 500).toBeGreaterThanOrEqual(30_000);
    expect(slow * 500).toBeLessThanOrEqual(30_000 + 8 * 500);
    expect(stack.documents.groups.get('g1')?.effects).toEqual([]);
  }); // oxfmt-ignore

  it('An unpaid order is asked about at 0, 1, 2, 4, 8 and 12 minutes, and closed at 15', async () => {
    const stack = swept().given({ orders: [order({ createdAt: now, payUntil: minutes(15), effects: [{ kind: 'syncPayment', at: now, attempts: 0 }], dueAt: now })] });
    const asked: number[] = [];
    stack.meanwhile('queryOrder', () => asked.push((stack.nowMs - now.getTime()) / 60_000), 100);
    for (let minute = 0; minute <= 15; minute += 1) {
      stack.nowMs = minutes(minute).getTime();
      await run(stack);
    }
    // Closing asks once more, before the payment is closed at WeChat Pay.
    expect(asked).toEqual([0, 1, 2, 4, 8, 12, 15, 15]);
    expect(stack.documents.orders.get(orderId)?.state).toBe('Closed');
  }); // oxfmt-ignore
});

describe('a sweep that checks seats', () => {
  /** A stack on which it is time to check seats. */
  const toCheck = (given: Parameters<OperationStack['given']>[0]): OperationStack => {
    const stack = swept().given(given);
    stack.documents.seatCheck = { after: '', dueAt: now };
    return stack;
  };
  const holding = (seatId: string) => group({ seatsLeft: 1, seats: [seatId] });
  const endedAgo = (ms: number, over: Partial<Order> = {}): Order =>
    closedOrder({
      history: [{ event: 'closed', from: 'AwaitingPayment', to: 'Closed', at: later(-ms), actor: 'system' }],
      ...over,
    });
  const graceMs = 30 * 60_000;
  const endedMembership = (ms: number) =>
    membership({ state: 'TimedOut', round: 2, history: [{ ...admittedTransition, event: 'timedOut', from: 'Approved', to: 'TimedOut', at: later(-ms) }] });
  const seatsOf = (stack: OperationStack) => stack.documents.groups.get('g1')?.seats;

  it.each([
    ['a closed order', orderId, { orders: [endedAgo(graceMs)] }],
    ['a refunded order', orderId, { orders: [refundingOrder({ state: 'Refunded', effects: [], dueAt: null })] }],
    ['an approval that has ended', approvedSeat, { memberships: [endedMembership(graceMs)] }],
  ])('A sweep frees the seat that a dead call took late for %s', async (_what, seatId, given) => {
    const stack = toCheck({ groups: [holding(seatId)], ...given });
    expect(await run(stack)).toEqual({ ...nothing, seatsFreed: 1 });
    expect(stack.changes['groups']).toEqual([group()]);
    expect(stack.logged).toEqual([{ what: 'abandoned seats freed', details: { groupId: 'g1', seats: [seatId] } }]);
  });

  it.each([
    ['an order that ended within the grace period', orderId, { orders: [endedAgo(graceMs - 1)] }],
    ['an approval that ended within the grace period', approvedSeat, { memberships: [endedMembership(graceMs - 1)] }],
    ['an unpaid order', orderId, { orders: [order({ createdAt: hours(-5), effects: [], dueAt: null })] }],
    ['a paid order', orderId, { orders: [paidOrder()] }],
    ['a paid order of which a part goes back', orderId, { orders: [refundingOrder({ activeKey: paidOrder().activeKey, effects: [], dueAt: null })] }],
    ['an approval', approvedSeat, { memberships: [approvedMembership({ effects: [], dueAt: null })] }],
    ['a member who was approved first', approvedSeat, { memberships: [membership({ seatId: approvedSeat })] }],
    ['an order that nobody finds', 'unknown', {}],
  ])('A sweep leaves the seat of %s', async (_what, seatId, given) => {
    const stack = toCheck({ groups: [holding(seatId)], ...given });
    expect(await run(stack)).toEqual(nothing);
    expect(seatsOf(stack)).toEqual([seatId]);
  });

  it('A sweep checks one group after another within sixty calls, goes on in the next run and rests for an hour', async () => {
    const names = numbered(50);
    const stack = toCheck({
      groups: [...names.map((name) => group({ _id: name, seatsLeft: 1, seats: [`${name} order`] })), group({ _id: 'z', capacity: null, seatsLeft: null })],
      orders: names.map((name) => endedAgo(graceMs, { _id: `${name} order`, activeKey: name, groupId: name })),
    });
    // Each group costs three calls.
    expect(await run(stack)).toEqual({ ...nothing, seatsFreed: 20 });
    expect(stack.documents.seatCheck).toEqual({ after: 'x1019', dueAt: now });
    expect(await run(stack)).toEqual({ ...nothing, seatsFreed: 20 });
    expect(await run(stack)).toEqual({ ...nothing, seatsFreed: 10 });
    expect(stack.documents.seatCheck).toEqual({ after: '', dueAt: hours(1) });
    expect(await run(stack)).toEqual(nothing);
    expect(stack.calls).toEqual(['sweepOutlook']);
    stack.nowMs = hours(1).getTime();
    await run(stack);
    expect(stack.documents.seatCheck).toEqual({ after: '', dueAt: hours(2) });
  });
}); // oxfmt-ignore

describe('rate limits and the sweep', () => {
  const input = { groupId: 'g1' };
  const windowEnds = attempts('getTicket', 1).expiresAt.getTime();

  it('A sweep within a window keeps it, so earlier attempts still count', async () => {
    const stack = new OperationStack();
    const refused = async (): Promise<string> => {
      const answer = await stack.call('getTicket', 'oAnn', input);
      return answer.ok ? 'ok' : answer.code;
    };
    for (let count = 0; count < 30; count += 1) expect(await refused()).toBe('NotAdmitted');
    stack.nowMs = windowEnds - 1;
    await run(stack);
    for (let count = 0; count < 30; count += 1) expect(await refused()).toBe('NotAdmitted');
    expect(await refused()).toBe('TooManyAttempts');
    stack.nowMs = windowEnds;
    expect(await refused()).toBe('NotAdmitted');
    await run(stack);
    expect([...stack.documents.rateLimits.rows.values()]).toMatchObject([{ count: 1 }]);
  });

  it('A sweep removes two hundred expired windows', async () => {
    const stack = swept().given({
      rateLimits: numbered(201).map((_id) => ({ _id, count: 1, expiresAt: now })),
    });
    expect(await run(stack)).toEqual(nothing);
    expect(stack.documents.rateLimits.rows.size).toBe(1);
    await run(stack);
    expect(stack.documents.rateLimits.rows.size).toBe(0);
  });
});

describe('the call budget', () => {
  it('withCallBudget counts calls to the store and to WeChat Pay, and no others', async () => {
    const stack = new OperationStack();
    const { ports, calls } = withCallBudget(stack.ports);
    expect(calls()).toBe(0);
    await ports.store.order('x');
    await ports.payments.queryOrder(order().paymentRequest);
    ports.clock.now();
    await ports.files.temporaryUrls([]);
    expect(calls()).toBe(2);
    expect(stack.calls).toEqual(['order', 'queryOrder(order)', 'temporaryUrls()']);
  });
});
