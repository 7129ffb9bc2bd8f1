import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { callAgain, describeCrashes, membershipState, oneSeat, type Scenario } from './crashing';

describeCrashes({
  'refundOrder (a part)': refundScenario(300),
  'refundOrder (all)': refundScenario(990),
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
