import { describe, expect, it } from 'vitest';
import type { OrderEffect } from '../../domain/order';
import {
  days,
  group,
  groupQr,
  hours,
  later,
  membership,
  minutes,
  order,
  orderId,
  paidOrder,
  refund,
  refundingOrder,
  securityEvent,
  support,
  user,
} from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

describeRefusals('adminIssues', { as: 'oAdam', input: {} }, {
  NotAllowed: [{ when: 'a buyer asks', arrange: () => undefined, as: 'oAnn', calls: ['user'] }],
}); // oxfmt-ignore

const nothing = { refunds: [], needingAttention: [], securityEvents: [], more: false };
const answered = (over: object) => ({ ok: true, value: { ...nothing, ...over } });
const calls = [
  'orderFiles',
  'ordersNeedingAttention',
  'membershipsNeedingAttention',
  'groupQrsNeedingAttention',
  'openSecurityEvents',
];
const ann = { nickname: 'Ann', avatarFileId: 'cloud://demo/ann.png' };
const nobody = { nickname: '', avatarFileId: '' };
const failed = refundingOrder({
  state: 'RefundFailed',
  refunds: [
    refund({ fen: 1, state: 'Succeeded', endedAt: hours(-3) }),
    refund({ fen: 989, state: 'Failed', endedAt: hours(-1) }),
  ],
});

describe('adminIssues', () => {
  it('adminIssues shows nothing while there are no issues', async () => {
    const stack = new OperationStack().given({ users: [support], orders: [paidOrder()], memberships: [membership()] });
    expect(await stack.call('adminIssues', 'oSue', {})).toEqual(answered({}));
    expect([stack.calls, stack.changes]).toEqual([['user', ...calls], {}]);
  });

  const row = (over: object) => ({
    orderId,
    refundNo: `${orderId}-R1`,
    groupName: '晨读',
    buyer: ann,
    fen: 989,
    failedAtMs: hours(-1).getTime(),
    failure: null,
    tooOld: false,
    ...over,
  });
  it.each([
    ['that failed', failed, {}],
    ['that is too old by a millisecond', { ...failed, paidAt: later(-365 * 86_400_000 - 1) }, { tooOld: true }],
    ['that is just not too old', { ...failed, paidAt: days(-365) }, {}],
    ['without a recorded end', { ...failed, refunds: [refund()] }, { fen: 990, failedAtMs: failed.createdAt.getTime() }],
    ['without a row', { ...failed, refunds: [], refundedFen: 400 }, { refundNo: '', fen: 590, failedAtMs: failed.createdAt.getTime() }],
  ])('adminIssues shows a refund %s', async (_what, before, over) => {
    const stack = new OperationStack().given({ users: [user()], orders: [before] });
    expect(await stack.call('adminIssues', 'oAdam', {})).toEqual(answered({ refunds: [row(over)] }));
    expect(stack.calls).toEqual(calls);
  }); // oxfmt-ignore

  it('adminIssues shows each failed refund of an order with WeChat Pay’s words', async () => {
    const failure = '基本账户余额不足，请充值后重新发起';
    const refunds = [
      refund({ fen: 300, state: 'Failed', endedAt: hours(-1), failure }),
      refund({ no: `${orderId}-R2`, fen: 690, state: 'Failed', endedAt: hours(-1) }),
    ];
    const stack = new OperationStack().given({ users: [user()], orders: [{ ...failed, refunds }] });
    expect(await stack.call('adminIssues', 'oAdam', {})).toEqual(
      answered({ refunds: [row({ fen: 300, failure }), row({ refundNo: `${orderId}-R2`, fen: 690 })] }),
    );
  });

  it('adminIssues shows a refund that failed while another one of its order runs', async () => {
    const refunds = [
      refund({ fen: 300, state: 'Failed', endedAt: hours(-1) }),
      refund({ no: `${orderId}-R2`, fen: 690, state: 'Processing' }),
    ];
    const stack = new OperationStack().given({
      groups: [group()],
      orders: [refundingOrder({ refunds, needsAttentionAt: hours(-1) })],
    });
    const failing = { what: 'failedRefund', id: orderId, orderId, groupName: '晨读', effect: null, attempts: 0 };
    expect(await stack.call('adminIssues', 'oAdam', {})).toEqual(
      answered({ needingAttention: [{ ...failing, needsAttentionAtMs: hours(-1).getTime() }] }),
    );
  });

  it('adminIssues shows effects that keep failing, the longest first', async () => {
    const well = { kind: 'postPayment', at: minutes(1), attempts: 2 } as const;
    const failing = { kind: 'closePayment', at: minutes(30), attempts: 13, needsAttentionAt: hours(-2) } as const;
    const effects: OrderEffect[] = [well, failing];
    const membershipEffects = [{ kind: 'refund', at: minutes(1), attempts: 14, needsAttentionAt: hours(-3) } as const];
    const announce = [{ kind: 'announce', at: minutes(1), attempts: 12, needsAttentionAt: hours(-1) } as const];
    const stack = new OperationStack().given({
      groups: [group()],
      orders: [order({ effects, needsAttentionAt: hours(-2) })],
      memberships: [membership({ effects: membershipEffects, needsAttentionAt: hours(-3) })],
      groupQrs: [groupQr({ effects: announce, needsAttentionAt: hours(-1) })],
    });
    const at = (count: number) => ({ groupName: '晨读', needsAttentionAtMs: hours(-count).getTime() });
    expect(await stack.call('adminIssues', 'oAdam', {})).toEqual(
      answered({
        needingAttention: [
          { what: 'membership', id: membership()._id, orderId, effect: 'refund', attempts: 14, ...at(3) },
          { what: 'order', id: orderId, orderId, effect: 'closePayment', attempts: 13, ...at(2) },
          { what: 'groupQr', id: 'qr1', orderId: null, effect: 'announce', attempts: 12, ...at(1) },
        ],
      }),
    );
  });

  it('adminIssues shows a document whose effect is gone, and one whose group is gone', async () => {
    const stack = new OperationStack().given({ memberships: [membership({ orderId: null, needsAttentionAt: hours(-1) })] });
    const unfinished = { what: 'membership', id: membership()._id, orderId: null, groupName: '', effect: null, attempts: 0 };
    expect(await stack.call('adminIssues', 'oAdam', {})).toEqual(
      answered({ needingAttention: [{ ...unfinished, needsAttentionAtMs: hours(-1).getTime() }] }),
    );
  }); // oxfmt-ignore

  const at = (ms: Date) => ({ count: 1, firstAtMs: ms.getTime(), lastAtMs: ms.getTime() });

  it('adminIssues shows unresolved security events, the worst kind first, then the oldest, without a stranger’s input', async () => {
    const stack = new OperationStack().given({ users: [user()] });
    stack.documents.securityEvents.push(
      securityEvent({ _id: 'forged', kind: 'forgedCallback', at: hours(-1), openid: null, orderId: null, function: 'payNotify' }),
      securityEvent(),
      securityEvent({ _id: 'unknown person', at: hours(-2), openid: 'oZoe' }),
      securityEvent({ _id: 'resolved', handledAt: hours(-1) }),
    );
    const event = (over: object) => ({ kind: 'paymentMismatch', orderIds: [orderId], function: 'syncPayment', ...over });
    expect(await stack.call('adminIssues', 'oAdam', {})).toEqual(
      answered({
        securityEvents: [
          event({ eventId: 'unknown person', ...at(hours(-2)), person: nobody }),
          event({ eventId: securityEvent()._id, ...at(hours(0)), person: ann }),
          event({ eventId: 'forged', kind: 'forgedCallback', ...at(hours(-1)), orderIds: [], person: null, function: 'payNotify' }),
        ],
      }),
    );
  }); // oxfmt-ignore

  it('adminIssues puts the events of one kind and person on one line with a count, and hides no mismatch behind sixty forged callbacks', async () => {
    const stack = new OperationStack().given({ users: [user()] });
    const forged = (index: number, openid: string) =>
      securityEvent({ _id: `forged ${openid} ${index}`, kind: 'forgedCallback', at: hours(-index), count: 2, openid, orderId: null, function: 'payNotify' });
    for (let index = 1; index <= 60; index += 1) stack.documents.securityEvents.push(forged(index, 'oZoe'));
    for (let index = 1; index <= 60; index += 1) stack.documents.securityEvents.push(forged(index, `oStranger${index}`));
    stack.documents.securityEvents.push(
      securityEvent({ _id: 'second', orderId: 'another', at: hours(-1) }),
      securityEvent({ _id: 'first', at: hours(-3), count: 4, lastAt: hours(-2) }),
    );
    const answer = await stack.call('adminIssues', 'oAdam', {});
    if (!answer.ok) throw new Error(answer.code);
    const { securityEvents, more } = answer.value;
    const times = { firstAtMs: hours(-3).getTime(), lastAtMs: hours(-1).getTime() };
    const mismatch = { eventId: 'first', kind: 'paymentMismatch', count: 5, ...times, orderIds: [orderId, 'another'] };
    expect(securityEvents[0]).toEqual({ ...mismatch, person: ann, function: 'syncPayment' });
    const zoe = securityEvents.filter(({ count }) => count === 120);
    expect(zoe).toMatchObject([{ kind: 'forgedCallback', firstAtMs: hours(-60).getTime(), lastAtMs: hours(-1).getTime() }]);
    expect([securityEvents.length, more]).toEqual([50, true]);
  }); // oxfmt-ignore

  const many = (count: number) => Array.from({ length: count }, (_, index) => `x${index + 100}`);
  it.each([50, 51])(
    'adminIssues shows at most fifty of each kind and says whether more exist, with %i',
    async (count) => {
      const failures = new OperationStack().given({
        orders: many(count).map((id) => ({ ...failed, _id: id, activeKey: id })),
      });
      const failing = new OperationStack().given({
        orders: many(count - 20).map((id) => order({ _id: id, activeKey: id, needsAttentionAt: hours(-1) })),
        memberships: many(20).map((id) => membership({ _id: id, needsAttentionAt: hours(-1) })),
      });
      const reported = new OperationStack();
      reported.documents.securityEvents.push(...many(count).map((id) => securityEvent({ _id: id, openid: id })));
      for (const stack of [failures, failing, reported]) {
        const answer = await stack.call('adminIssues', 'oAdam', {});
        if (!answer.ok) throw new Error(answer.code);
        const { refunds, needingAttention, securityEvents, more } = answer.value;
        expect(refunds.length + needingAttention.length + securityEvents.length).toBe(50);
        expect(more).toBe(count > 50);
      }
    },
  );
});
