import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { callAgain, describeCrashes, membershipState, oneSeat, type Scenario } from './crashing';

describeCrashes({
  'refundOrder (a part)': refundScenario(300),
  'refundOrder (all)': refundScenario(990),
  'settleRefund (again)': settleScenario({ exit: 'again' }),
  'settleRefund (by hand)': settleScenario({ exit: 'byHand', note: '转账' }),
  moderateGroup: {
    function: 'moderateGroup',
    async prepare(stack) {
      const groupId = await stack.group({ state: 'PendingReview' });
      const data = { groupId, rev: 0, decision: 'list' };
      return {
        act: () => stack.raw('moderateGroup', data, 'adam'),
        again: () => callAgain(stack, 'moderateGroup', data, 'adam'),
        outcome: async (retried) => {
          const { state } = await stack.document('groups', groupId);
          expect(retried ? ['Listed'] : ['Listed', 'PendingReview']).toContain(state);
          expect(await stack.documents('audit', { subject: groupId })).toHaveLength(state === 'Listed' ? 1 : 0);
        },
      };
    },
  },
});

/** An operator refunds; the same request sent again is the same refund. */
function refundScenario(fen: number): Scenario {
  return {
    function: 'refundOrder',
    async prepare(stack, person) {
      const groupId = await stack.group(oneSeat);
      const orderId = await stack.buyAndPay(groupId, person);
      const data = { orderId, fen, note: '停更一周', idempotencyKey: randomUUID() };
      return {
        act: () => stack.raw('refundOrder', data, 'adam'),
        again: () => callAgain(stack, 'refundOrder', data, 'adam'),
        outcome: async (retried) => {
          const { refundedFen, effects } = await stack.document('orders', orderId);
          expect(retried ? [fen] : [fen, 0]).toContain(refundedFen);
          expect(effects).toEqual([]);
          expect(await membershipState(stack, person, groupId)).toBe(refundedFen === 990 ? 'Revoked' : 'Admitted');
          expect(await stack.documents('audit', { subject: orderId })).toHaveLength(refundedFen === 0 ? 0 : 1);
        },
      };
    },
  };
}

/** An operator settles a failed refund; the same request sent again settles it once. */
function settleScenario(exit: object): Scenario {
  return {
    function: 'settleRefund',
    async prepare(stack, person) {
      const orderId = await stack.buyAndPay(await stack.group(oneSeat), person);
      await stack.scriptOutcome('refundFails');
      await stack.callOk('requestRefund', { orderId }, person);
      await stack.drain();
      const data = { orderId, refundNo: `${orderId}-R1`, ...exit };
      return {
        act: () => stack.raw('settleRefund', data, 'adam'),
        again: () => callAgain(stack, 'settleRefund', data, 'adam'),
        outcome: async (retried) => {
          const { refundedFen, effects } = await stack.document('orders', orderId);
          expect(retried ? [990] : [990, 0]).toContain(refundedFen);
          expect(effects).toEqual([]);
          expect(await stack.documents('audit', { subject: orderId })).toHaveLength(refundedFen === 0 ? 0 : 1);
        },
      };
    },
  };
}
