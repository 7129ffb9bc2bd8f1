import { describe, expect, it } from 'vitest';
import { sweep } from '../../cloudfunctions/sweep/sweep';
import { runGroupEffects } from '../../cloudfunctions/_shared/outbox/groupEffects';
import type { Group, HoldEffect, RefundAllEffect } from '../../domain/group';
import type { Membership } from '../../domain/membership';
import {
  appliedMembership,
  approvedMembership,
  approvedSeat,
  group,
  hours,
  membership,
  minutes,
  now,
  nowMs,
  order,
  orderId,
  paidOrder,
  qrClock,
  reviewedMembership,
  reviewedOrder,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';

const minuteMs = 60_000;
const enforce: HoldEffect = { kind: 'enforceHold', at: now, attempts: 0, since: now };
const all: RefundAllEffect = { kind: 'refundAll', at: now, attempts: 0, note: '退回', operatorOpenid: 'oAdam', idempotencyKey: 'key-1' }; // oxfmt-ignore

const held = (over: Partial<Group> = {}): Group =>
  group({
    state: 'Banned',
    history: [{ event: 'banned', from: 'Listed', to: 'Banned', at: now, actor: 'operator', note: '承诺收益' }],
    effects: [enforce],
    dueAt: now,
    ...over,
  });
const run = (stack: OperationStack): Promise<boolean> =>
  stack.run((ports) => runGroupEffects(ports, stack.documents.groups.get('g1')!));
const membershipIn = (stack: OperationStack): Membership => [...stack.documents.memberships.rows.values()][0]!;
const byBan = { reason: 'groupBanned', note: '', actor: 'operator' } as const;

describe('the enforcement of a ban', () => {
  it.each([
    ['is admitted and was shown no QR', membership(qrClock), orderId],
    ['waits for the owner’s decision, paid', reviewedMembership(), orderId],
    ['waits for the owner’s decision, unpaid', appliedMembership(), null],
    ['was approved and has not paid', approvedMembership(), null],
  ] as const)('A ban ends the membership of somebody who %s', async (_who, before, refundedOrder) => {
    const stack = new OperationStack().given({
      groups: [held({ capacity: 2, seatsLeft: 1, seats: [approvedSeat] })],
      memberships: [before],
      orders: refundedOrder === null ? [] : [before.state === 'UnderReview' ? reviewedOrder() : paidOrder()],
    });
    expect(await run(stack)).toBe(true);
    const after = membershipIn(stack);
    expect(after).toMatchObject({ state: 'Revoked', round: 2, rev: before.rev + 1 });
    expect(after.history.at(-1)).toEqual({ event: 'groupBanned', from: before.state, to: 'Revoked', at: now, actor: 'operator', round: 1 }); // oxfmt-ignore
    const refunds = after.effects.filter(({ kind }) => kind === 'refund');
    expect(refunds).toEqual(refundedOrder === null ? [] : [{ kind: 'refund', at: now, attempts: 0, orderId, refund: byBan }]); // oxfmt-ignore
    // An approval gives its seat back at once; the seat of a paid order goes back with the money.
    expect(stack.documents.groups.get('g1')?.seats).toEqual(before.state === 'Approved' ? [] : [approvedSeat]);
  });

  it.each([
    ['is admitted', membership({ shownQrId: 'qr1' })],
    ['has joined', membership({ state: 'Joined', shownQrId: 'qr1' })],
  ])('A ban leaves the money of somebody who was shown the QR and %s to an operator', async (_who, before) => {
    const stack = new OperationStack().given({ groups: [held()], memberships: [before], orders: [paidOrder()] });
    await run(stack);
    expect(stack.changes).toEqual({});
  });

  it('A ban closes an unpaid order after WeChat Pay was asked, and frees its seat', async () => {
    const stack = new OperationStack().given({ groups: [held({ seatsLeft: 1, seats: [orderId] })], orders: [order()] });
    await run(stack);
    expect(stack.calls).toEqual([
      'openOrdersInGroup',
      'queryOrder(order)',
      'saveOrder',
      'freeSeat',
      'membershipsInGroup',
    ]);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Closed',
      history: [{ event: 'closed', actor: 'operator' }],
      effects: [{ kind: 'freeSeat' }, { kind: 'closePayment' }],
    });
    expect(stack.documents.groups.get('g1')).toMatchObject({ seats: [], seatsLeft: 2 });
  });

  it('A ban ends a membership whose order turns out to be paid', async () => {
    const stack = new OperationStack().given({ groups: [held()], orders: [order()] });
    stack.pay.queryOrder = trade();
    await run(stack);
    expect(stack.documents.orders.get(orderId)?.state).toBe('Paid');
    expect(membershipIn(stack)).toMatchObject({
      state: 'Revoked',
      effects: [{ kind: 'refund', orderId, refund: byBan }],
    });
  });

  it('A ban asks again about an order of which WeChat Pay tells nothing', async () => {
    const stack = new OperationStack().given({ groups: [held()], orders: [order()] });
    stack.pay.queryOrder = unknown;
    await run(stack);
    expect(stack.changes).toEqual({});
    stack.pay.queryOrder = trade({ state: 'NOTPAY' });
    await run(stack);
    expect(stack.documents.orders.get(orderId)?.state).toBe('Closed');
  });

  it('A membership that changes at the same moment is ended by the next sweep', async () => {
    const stack = new OperationStack().given({
      groups: [held()],
      memberships: [membership(qrClock)],
      orders: [paidOrder()],
    });
    stack.meanwhile('saveMembership', () => stack.touch('memberships', membershipIn(stack)._id));
    await run(stack);
    expect(membershipIn(stack).state).toBe('Admitted');
    await run(stack);
    expect(membershipIn(stack).state).toBe('Revoked');
  });

  it('A ban looks for what was begun before it for twenty minutes, without a write', async () => {
    const stack = new OperationStack().given({ groups: [held()] });
    stack.nowMs = nowMs + 20 * minuteMs - 1;
    await run(stack);
    expect([stack.calls, stack.changes]).toEqual([['openOrdersInGroup', 'membershipsInGroup'], {}]);
    stack.nowMs += 1;
    await run(stack);
    expect(stack.documents.groups.get('g1')).toMatchObject({ effects: [], dueAt: null });
  });

  it('A ban ends its members in portions of 200, one in each sweep', async () => {
    const many = Array.from({ length: 450 }, (_, index) => {
      const no = String(index).padStart(32, '0');
      return membership({ _id: no, orderId: no, openid: `o${index}`, ...qrClock });
    });
    const stack = new OperationStack().given({ groups: [held()], memberships: many });
    const left: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await run(stack);
      left.push(stack.documents.memberships.where(({ state }) => state === 'Admitted').length);
    }
    expect(left).toEqual([250, 50, 0]);
  });

  it('A ban goes on after its twenty minutes while there is still somebody to end', async () => {
    const many = Array.from({ length: 201 }, (_, index) => {
      const no = String(index).padStart(32, '0');
      return membership({ _id: no, orderId: no, openid: `o${index}`, ...qrClock });
    });
    const stack = new OperationStack().given({ groups: [held()], memberships: many });
    stack.nowMs = nowMs + 60 * minuteMs;
    const left: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await run(stack);
      left.push(stack.documents.groups.get('g1')?.effects.length ?? 0);
    }
    expect(left).toEqual([1, 1, 0]);
    expect(stack.documents.memberships.where(({ state }) => state === 'Admitted')).toEqual([]);
  });

  it('The sweep gives the money back to a member who was shown no QR', async () => {
    const stack = new OperationStack().given({
      groups: [held()],
      memberships: [membership(qrClock)],
      orders: [paidOrder()],
    });
    for (let round = 0; round < 4; round += 1) {
      stack.nowMs += minuteMs;
      stack.pay.queryRefund = { kind: 'found', refund: { status: 'SUCCESS', fen: 990 } };
      await stack.run(sweep);
    }
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      refunds: [{ reason: 'groupBanned', state: 'Succeeded' }],
    });
  });

  it.each([
    ['Listed', 'admits'],
    ['Banned', 'refunds'],
  ] as const)('A payment of a %s group that is confirmed after its time to pay %s', async (state, what) => {
    const paid = paidOrder({ effects: [{ kind: 'admit', at: now, attempts: 0 }], dueAt: now });
    const stack = new OperationStack().given({ groups: [held({ state, effects: [], dueAt: null })], orders: [paid] });
    await stack.run(sweep);
    if (what === 'admits') expect(membershipIn(stack)).toMatchObject({ state: 'Admitted' });
    else expect(stack.documents.memberships.rows.size).toBe(0);
    expect(stack.documents.orders.get(orderId)?.refunds).toMatchObject(
      what === 'admits' ? [] : [{ reason: 'groupBanned', fen: 990 }],
    );
  });
});

describe('the enforcement of a suspension', () => {
  const suspended = (): Group => held({ state: 'Suspended' });

  it('A suspension closes unpaid orders and leaves all memberships as they are', async () => {
    const stack = new OperationStack().given({
      groups: [suspended()],
      orders: [order({ membershipId: 'another', activeKey: 'another#1' })],
      memberships: [membership(qrClock)],
    });
    await run(stack);
    expect(stack.documents.orders.get(orderId)?.state).toBe('Closed');
    expect(membershipIn(stack)).toEqual(membership(qrClock));
  });

  it('The day without a QR stands still while the group is suspended', async () => {
    const due = { effects: [{ kind: 'noValidQr', at: now, attempts: 0 }], dueAt: now } as const;
    const stack = new OperationStack().given({
      groups: [suspended()].map((each) => ({ ...each, qrPeriods: [], effects: [], dueAt: null })),
      memberships: [membership({ stateAt: hours(-40), ...due })],
      orders: [paidOrder()],
    });
    await stack.run(sweep);
    expect(membershipIn(stack)).toMatchObject({ state: 'Admitted', effects: [{ kind: 'noValidQr', at: hours(1) }] });
  });

  it('The time of a suspension does not count towards the day without a QR', async () => {
    const due = { effects: [{ kind: 'noValidQr', at: now, attempts: 0 }], dueAt: now } as const;
    const history = [
      { event: 'suspended', from: 'Listed', to: 'Suspended', at: hours(-30), actor: 'operator' },
      { event: 'restored', from: 'Suspended', to: 'Paused', at: hours(-10), actor: 'operator' },
    ] as const;
    const stack = new OperationStack().given({
      groups: [held({ state: 'Paused', history, qrPeriods: [], effects: [], dueAt: null })],
      memberships: [membership({ stateAt: hours(-33), ...due })],
      orders: [paidOrder()],
    });
    await stack.run(sweep);
    // Three hours before it and ten after it: eleven are left.
    expect(membershipIn(stack)).toMatchObject({ state: 'Admitted', effects: [{ kind: 'noValidQr', at: hours(11) }] });
  });

  it('A lifted hold leaves nothing to enforce', async () => {
    const stack = new OperationStack().given({ groups: [held({ state: 'Paused' })], orders: [order()] });
    await run(stack);
    expect(stack.calls).toEqual(['saveGroup']);
  });
});

describe('the refund of everything', () => {
  const refunding = (): Group => held({ effects: [all] });

  it.each([
    ['was shown the QR', membership({ shownQrId: 'qr1' })],
    ['has joined', membership({ state: 'Joined', shownQrId: 'qr1' })],
    ['was shown none', membership(qrClock)],
    ['waits for the owner', reviewedMembership()],
  ])('Refunding everything gives the money back to somebody who %s, in the operator’s words', async (_who, before) => {
    const stack = new OperationStack().given({ groups: [refunding()], memberships: [before], orders: [paidOrder()] });
    await run(stack);
    const operator = { openid: 'oAdam', idempotencyKey: 'key-1' };
    expect(membershipIn(stack)).toMatchObject({
      state: 'Revoked',
      effects: [
        { kind: 'refund', orderId, refund: { reason: 'byOperator', note: '退回', actor: 'operator', operator } },
      ],
    });
  });

  it('Refunding everything goes on until no membership is left, also after a process died', async () => {
    const many = Array.from({ length: 201 }, (_, index) => {
      const no = String(index).padStart(32, '0');
      return membership({ _id: no, orderId: no, openid: `o${index}`, shownQrId: 'qr1' });
    });
    const stack = new OperationStack().given({ groups: [refunding()], memberships: many });
    const left = (): number => stack.documents.memberships.where(({ state }) => state === 'Admitted').length;
    const dying = new Error('the process dies');
    let calls = 0;
    await expect(
      stack.run((ports) => {
        const store = new Proxy(ports.store, {
          get: (real, name): unknown => {
            calls += name === 'saveMembership' ? 1 : 0;
            if (calls > 90) throw dying;
            return Reflect.get(real, name);
          },
        });
        return runGroupEffects({ ...ports, store }, stack.documents.groups.get('g1')!);
      }),
    ).rejects.toThrow();
    expect(left()).toBeGreaterThan(100);
    await run(stack);
    expect(left()).toBe(0);
    expect(stack.documents.groups.get('g1')?.effects).toEqual([all]);
    await run(stack);
    expect(stack.documents.groups.get('g1')?.effects).toEqual([]);
  });

  it('Refunding everything twice refunds each order once', async () => {
    const stack = new OperationStack().given({
      groups: [refunding()],
      memberships: [membership({ shownQrId: 'qr1' })],
      orders: [paidOrder()],
    });
    for (let round = 0; round < 6; round += 1) {
      stack.nowMs += minuteMs;
      stack.pay.queryRefund = { kind: 'found', refund: { status: 'SUCCESS', fen: 990 } };
      await stack.run(sweep);
      if (round === 2) {
        const found = stack.documents.groups.get('g1')!;
        stack.documents.groups.put({ ...found, effects: [{ ...all, idempotencyKey: 'key-2' }], dueAt: minutes(0) });
      }
    }
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Refunded',
      refunds: [{ no: `${orderId}-R1` }],
    });
    expect(stack.documents.audit.get(`${orderId}-R1`)).toMatchObject({
      action: 'refundOrder',
      operatorOpenid: 'oAdam',
    });
  });
});
