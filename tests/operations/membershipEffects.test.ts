import { describe, expect, it } from 'vitest';
import { rescheduleMembership, runMembershipEffects } from '../../cloudfunctions/_shared/outbox/membershipEffects';
import type { Membership, MembershipEffect } from '../../domain/membership';
import {
  appliedMembership,
  approvedMembership,
  approvedOrder,
  approvedSeat,
  approvedTransition,
  appliedTransition,
  chosenGroup,
  group,
  groupQr,
  hours,
  later,
  membership,
  membershipId,
  minutes,
  now,
  orderId,
  paidOrder,
  refund,
  refundingOrder,
  reviewBegun,
  reviewedMembership,
} from './documents';
import { OperationStack, trade, unknown } from './operationStack';

const effect = (kind: MembershipEffect['kind'], over: Partial<MembershipEffect> = {}): MembershipEffect => ({
  kind,
  at: now,
  attempts: 0,
  ...over,
});
const due = (before: Membership, ...effects: MembershipEffect[]): Membership => ({ ...before, effects, dueAt: now });
const stackOf = (before: Membership, given: Parameters<OperationStack['given']>[0] = {}): OperationStack =>
  new OperationStack().given({ memberships: [before], ...given });
const work = (stack: OperationStack) =>
  stack.run((ports) => runMembershipEffects(ports, stack.documents.memberships.get(membershipId)!));
const left = (before: Membership, ...effects: MembershipEffect[]): Membership => ({
  ...before,
  rev: before.rev + 1,
  effects,
  dueAt: effects[0]?.at ?? null,
});
const tried = (before: MembershipEffect): MembershipEffect => ({ ...before, attempts: before.attempts + 1 });
const back = (reason: 'reviewTimedOut' | 'noValidQr') =>
  effect('refund', { orderId, refund: { reason, note: '', actor: 'system' } });
const freeSeat = effect('freeSeat', { at: minutes(5), seatId: approvedSeat });

describe('the effect timeOut', () => {
  const timedOut = (from: Membership['state']) =>
    ({ event: 'timedOut', from, to: 'TimedOut', at: now, actor: 'system', round: 1 }) as const;

  it('The effect timeOut ends an undecided review and refunds the payment', async () => {
    const before = due(reviewedMembership({ reviewUntil: now }), effect('timeOut'));
    const stack = stackOf(before, { orders: [paidOrder({ seatId: null })] });
    expect(await work(stack)).toBe(true);
    const money = ['order', 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder'];
    expect(stack.calls).toEqual(['saveMembership', ...money, 'saveMembership']);
    const history = [reviewBegun, timedOut('UnderReview')];
    const ended = { ...before, rev: 2, state: 'TimedOut', round: 2, stateAt: now, history, effects: [], dueAt: null };
    expect(stack.changes['memberships']).toEqual([ended]);
    expect(stack.documents.orders.get(orderId)).toMatchObject({
      state: 'Refunding',
      refunds: [refund({ reason: 'reviewTimedOut', state: 'Processing', requestedAt: now })],
    });
  });

  it('The effect timeOut ends an unpaid application', async () => {
    const before = due(appliedMembership({ reviewUntil: now }), effect('timeOut'));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['saveMembership']);
    const history = [appliedTransition, timedOut('Applied')];
    expect(stack.changes).toEqual({
      memberships: [{ ...left(before), state: 'TimedOut', round: 2, stateAt: now, history }],
    });
  });

  const approval = due(approvedMembership({ payUntil: minutes(-6) }), effect('timeOut'));
  const endedApproval = {
    ...left(approval, freeSeat),
    state: 'TimedOut',
    round: 2,
    stateAt: now,
    payUntil: null,
    seatId: null,
    history: [appliedTransition, approvedTransition, timedOut('Approved')],
  };
  const freed = chosenGroup({ seatsLeft: 2, seats: [] });

  it('The effect timeOut ends an unpaid approval and frees its seat', async () => {
    const stack = stackOf(approval, { groups: [chosenGroup()] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['orderByActiveKey', 'saveMembership', 'freeSeat']);
    expect(stack.changes).toEqual({ groups: [freed], memberships: [endedApproval] });
  });

  it('The effect timeOut closes the order of an approval before ending the approval', async () => {
    const stack = stackOf(approval, { groups: [chosenGroup()], orders: [approvedOrder({ payUntil: now })] });
    expect(await work(stack)).toBe(true);
    const closing = ['orderByActiveKey', 'queryOrder(order)', 'saveOrder'];
    expect(stack.calls).toEqual([...closing, 'saveMembership', 'freeSeat']);
    expect(stack.changes['memberships']).toEqual([endedApproval]);
    expect(stack.documents.orders.get(orderId)?.state).toBe('Closed');
  });

  it('The effect timeOut ends an approval whose order was paid with another amount', async () => {
    const stack = stackOf(approval, { groups: [chosenGroup()], orders: [approvedOrder()] });
    stack.pay.queryOrder = trade({ totalFee: 1 });
    expect(await work(stack)).toBe(true);
    expect(stack.changes['memberships']).toEqual([endedApproval]);
  });

  it('The effect timeOut admits a person whose approval turns out to be paid', async () => {
    const stack = stackOf(approval, { groups: [chosenGroup()], orders: [approvedOrder()] });
    stack.pay.queryOrder = trade();
    expect(await work(stack)).toBe(true);
    expect(stack.documents.memberships.get(membershipId)).toMatchObject({
      state: 'Admitted',
      orderId,
      effects: [{ kind: 'noValidQr', at: hours(24) }],
    });
    expect(stack.documents.groups.get('g1')).toEqual(chosenGroup());
  });

  it.each([
    ['does not answer', unknown],
    ['sees the payment under way', trade({ state: 'USERPAYING' })],
  ])('The effect timeOut waits while WeChat Pay %s', async (_what, word) => {
    const stack = stackOf(approval, { groups: [chosenGroup()], orders: [approvedOrder()] });
    stack.pay.queryOrder = word;
    expect(await work(stack)).toBe(false);
    expect(stack.changes).toEqual({ memberships: [left(approval, tried(effect('timeOut')))] });
  });

  it('The effect timeOut leaves a membership that another call moved meanwhile', async () => {
    const before = due(reviewedMembership({ reviewUntil: now }), effect('timeOut'));
    const stack = stackOf(before);
    stack.meanwhile('saveMembership', () => stack.given({ memberships: [membership({ rev: 1 })] }));
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['saveMembership']);
    expect(stack.changes).toEqual({ memberships: [membership({ rev: 1 })] });
  });

  it('The effect timeOut of a membership that can no longer time out is dropped', async () => {
    const before = due(membership(), effect('timeOut'));
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['saveMembership'], { memberships: [left(before)] }]);
  });
});

describe('the effects of a seat', () => {
  const unsure = due(approvedMembership(), effect('secureSeat'), ...approvedMembership().effects);
  const empty = chosenGroup({ seatsLeft: 2, seats: [] });

  it.each([
    ['takes a seat', empty, ['takeSeat', 'saveMembership'], { groups: [chosenGroup()] }],
    ['finds its seat already taken', chosenGroup(), ['takeSeat', 'holdsSeat', 'saveMembership'], {}],
  ])('The effect secureSeat %s and marks it as secured', async (_what, before, calls, taken) => {
    const stack = stackOf(unsure, { groups: [before] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(calls);
    expect(stack.changes).toEqual({ ...taken, memberships: [approvedMembership({ rev: 3 })] });
  });

  it('The effect secureSeat turns an approval back into an application when no seat is left', async () => {
    const stack = stackOf(unsure, { groups: [chosenGroup({ seatsLeft: 0, seats: ['a', 'b'] })] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['takeSeat', 'holdsSeat', 'saveMembership']);
    const lacked = { event: 'seatLacked', from: 'Approved', to: 'Applied', at: now, actor: 'system', round: 1 } as const;
    const effects = [freeSeat, effect('timeOut', { at: hours(22) })];
    expect(stack.changes).toEqual({
      memberships: [
        appliedMembership({
          rev: 3,
          stateAt: now,
          history: [appliedTransition, approvedTransition, lacked],
          effects,
          dueAt: minutes(5),
        }),
      ],
    });
  }); // oxfmt-ignore

  it.each([
    ['keeps the seat while the approval lasts', approvedMembership({ rev: 7 }), [chosenGroup()]],
    ['frees the seat when the approval has ended', membership({ rev: 7, state: 'Withdrawn' }), undefined],
  ])('The effect secureSeat overtaken by another call %s', async (_what, other, groups) => {
    const stack = stackOf(unsure, { groups: [empty] });
    stack.meanwhile('saveMembership', () => stack.given({ memberships: [other] }));
    expect(await work(stack)).toBe(true);
    expect(stack.changes['groups']).toEqual(groups);
    expect(stack.documents.memberships.get(membershipId)).toEqual(other);
  });

  it.each([
    ['of a group without a limit', due(approvedMembership({ seatId: null }), effect('secureSeat'))],
    ['of a person who is admitted', due(membership({ seatId: approvedSeat }), effect('secureSeat'))],
  ])('The effect secureSeat %s is dropped', async (_what, before) => {
    const stack = stackOf(before, { groups: [empty] });
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([['saveMembership'], { memberships: [left(before)] }]);
  });

  it.each([
    ['frees its seat once more', { seatId: approvedSeat }, ['freeSeat', 'saveMembership'], { groups: [empty] }],
    ['without a seat is dropped', {}, ['saveMembership'], {}],
  ])('The effect freeSeat %s', async (_what, over, calls, freed) => {
    const before = due(membership({ state: 'Withdrawn' }), effect('freeSeat', over));
    const stack = stackOf(before, { groups: [chosenGroup()] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(calls);
    expect(stack.changes).toEqual({ ...freed, memberships: [left(before)] });
  });

  it('The effects freeSeat of two approvals are kept apart', async () => {
    const seats = [`${membershipId}#1-1`, approvedSeat];
    const before = due(membership({ state: 'Withdrawn' }), ...seats.map((seatId) => effect('freeSeat', { seatId })));
    const stack = stackOf(before, { groups: [chosenGroup()] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['freeSeat', 'freeSeat', 'saveMembership']);
    expect(stack.changes).toEqual({ groups: [empty], memberships: [left(before)] });
  });
});

describe('the effects of a QR', () => {
  const waiting = due(membership(), effect('noValidQr'));
  const period = (from: number, until: number) => ({ from: hours(from), until: hours(until) });
  const admittedAt = (at: Date): Membership => ({ ...waiting, stateAt: at });

  it.each([
    ['a QR is there all the time', [period(-40, 100)], 24],
    ['a QR was missing for five hours', [period(-40, -24), period(-19, 100)], 19],
    ['a QR has been missing for five hours', [period(-40, -5)], 19],
  ])('The effect noValidQr asks again when a day can have passed, if %s', async (_why, qrPeriods, again) => {
    const before = admittedAt(hours(-24));
    const stack = stackOf(before, { groups: [group({ qrPeriods })] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['group', 'saveMembership']);
    const at = hours(again);
    expect(stack.changes).toEqual({
      memberships: [{ ...before, rev: 1, effects: [{ ...before.effects[0]!, at }], dueAt: at }],
    });
  });

  it.each([
    ['there was no QR', []],
    ['there was a QR for a minute now and then', [period(-20, -20 + 1 / 60), period(-1 / 60, 100)]],
    ['QRs were missing for a day in all', [period(-30, -20), period(-15, -11), period(-1, 100)]],
  ])('The effect noValidQr refunds a member who was shown nothing for a day, if %s', async (_why, qrPeriods) => {
    const before = admittedAt(hours(_why.includes('in all') ? -40 : -24));
    const stack = stackOf(before, { groups: [group({ qrPeriods })], orders: [paidOrder({ seatId: null })] });
    expect(await work(stack)).toBe(true);
    const money = ['order', 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder', 'saveMembership'];
    expect(stack.calls).toEqual(['group', 'saveMembership', ...money]);
    const gone = { event: 'noValidQr', from: 'Admitted', to: 'Revoked', at: now, actor: 'system', round: 1 } as const;
    const ended = { rev: 2, state: 'Revoked', round: 2, stateAt: now, history: [...waiting.history, gone] } as const;
    expect(stack.changes['memberships']).toEqual([membership(ended)]);
    expect(stack.documents.orders.get(orderId)?.refunds).toMatchObject([{ reason: 'noValidQr', fen: 990 }]);
  });

  it('The effect noValidQr refunds nothing to a person who was shown a QR', async () => {
    const before = { ...waiting, shownQrId: 'an old one' };
    const stack = stackOf(before);
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['group', 'saveMembership']);
    expect(stack.changes).toEqual({ memberships: [left(before)] });
  });

  it.each([
    ['counts a shown QR once', { qrId: 'qr1' }, ['countShown', 'saveMembership'], { groupQrs: [groupQr({ shownTo: [membershipId] })] }],
    ['without a QR is dropped', {}, ['saveMembership'], {}],
  ])('The effect countShownQr %s', async (_what, over, calls, counted) => {
    const before = due(membership({ shownQrId: 'qr1' }), effect('countShownQr', over));
    const stack = stackOf(before, { groupQrs: [groupQr()] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(calls);
    expect(stack.changes).toEqual({ ...counted, memberships: [left(before)] });
  }); // oxfmt-ignore

  it('The effect countShownQr tells the group when the last place of a quota is used', async () => {
    const before = due(membership({ shownQrId: 'qr1' }), effect('countShownQr', { qrId: 'qr1', nearlyFull: true }));
    const stack = stackOf(before, { groups: [group()], groupQrs: [groupQr({ quota: 1 })] });
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(['countShown', 'groupWithQrs', 'announceGroupQr', 'saveMembership']);
    expect(stack.documents.groups.get('g1')?.qrValidUntil).toBeNull();
  });
});

describe('the effect refund', () => {
  const owing = due(membership({ state: 'Revoked', round: 2 }), back('noValidQr'));

  it('The effect refund refunds the payment of the round', async () => {
    const stack = stackOf(owing, { orders: [paidOrder({ seatId: null })] });
    expect(await work(stack)).toBe(true);
    const money = ['order', 'saveOrder', 'refund(order, order-R1, 990)', 'saveOrder'];
    expect(stack.calls).toEqual([...money, 'saveMembership']);
    expect(stack.changes['memberships']).toEqual([left(owing)]);
  });

  it('The effect refund is done once the order carries the rest, whatever WeChat Pay answers', async () => {
    const stack = stackOf(owing, { orders: [paidOrder()] });
    stack.pay.refund = unknown;
    expect(await work(stack)).toBe(true);
    expect(stack.changes['memberships']).toEqual([left(owing)]);
    expect(stack.documents.orders.get(orderId)?.state).toBe('Refunding');
  });

  it('The effect refund waits while a partial refund is under way', async () => {
    const part = paidOrder({ state: 'Refunding', refunds: [refund({ fen: 1, state: 'Processing' })] });
    const stack = stackOf(owing, { orders: [part] });
    expect(await work(stack)).toBe(false);
    expect(stack.calls).toEqual(['order', 'saveMembership']);
    expect(stack.changes).toEqual({ memberships: [left(owing, tried(back('noValidQr')))] });
  });

  it('The effect refund submits a partial refund that WeChat Pay had not accepted, and waits', async () => {
    const part = paidOrder({ state: 'Refunding', refunds: [refund({ fen: 1 })] });
    const stack = stackOf(owing, { orders: [part] });
    expect(await work(stack)).toBe(false);
    expect(stack.calls).toEqual(['order', 'refund(order, order-R1, 1)', 'saveOrder', 'saveMembership']);
  });

  it.each([
    ['whose order is gone', owing, ['order', 'saveMembership']],
    ['whose money went back', owing, ['order', 'saveMembership']],
    ['without an order', due(owing, effect('refund', { refund: back('noValidQr').refund! })), ['saveMembership']],
    ['without a reason', due(owing, effect('refund', { orderId })), ['saveMembership']],
  ])('The effect refund %s is dropped', async (what, before, calls) => {
    const stack = stackOf(before, { orders: what.includes('gone') ? [] : [refundingOrder({ state: 'Refunded' })] });
    expect(await work(stack)).toBe(true);
    expect([stack.calls, stack.changes]).toEqual([calls, { memberships: [left(before)] }]);
  });
});

describe('effects of a membership in time', () => {
  it.each([
    ['due at this moment is done', now, ['countShown', 'saveMembership']],
    ['due a millisecond later is left', later(1), []],
  ])('An effect of a membership %s', async (_when, at, calls) => {
    const stack = stackOf(due(membership(), effect('countShownQr', { at, qrId: 'qr1' })));
    expect(await work(stack)).toBe(true);
    expect(stack.calls).toEqual(calls);
  });

  it('A finished effect of a membership is removed while another waits', async () => {
    const waits = effect('freeSeat', { at: hours(1), seatId: 's' });
    const before = due(membership(), effect('countShownQr', { qrId: 'qr1' }), waits);
    const stack = stackOf(before);
    await work(stack);
    expect(stack.documents.memberships.get(membershipId)).toEqual(left(before, waits));
  });

  it('An effect of a membership that fails for the twelfth time needs an operator’s attention', async () => {
    const part = paidOrder({ state: 'Refunding', refunds: [refund({ fen: 1, state: 'Processing' })] });
    const before = due(membership({ state: 'Revoked', round: 2 }), { ...back('noValidQr'), attempts: 11 });
    const stack = stackOf(before, { orders: [part] });
    expect(await work(stack)).toBe(false);
    const after = { ...back('noValidQr'), attempts: 12, at: hours(1), needsAttentionAt: now };
    expect(stack.documents.memberships.get(membershipId)).toEqual({ ...left(before, after), needsAttentionAt: now });
  });

  it('rescheduleMembership reschedules the due effects of a membership, and no others', async () => {
    const waits = effect('freeSeat', { at: later(1), seatId: 's' });
    const before = due(membership(), effect('countShownQr', { attempts: 1, qrId: 'qr1' }), waits);
    const stack = stackOf(before);
    await stack.run((ports) => rescheduleMembership(ports, before));
    expect(stack.calls).toEqual(['saveMembership']);
    const effects = [effect('countShownQr', { attempts: 2, at: minutes(1), qrId: 'qr1' }), waits];
    expect(stack.changes).toEqual({ memberships: [{ ...left(before, ...effects), dueAt: later(1) }] });
  });
});
