import { expect } from 'vitest';
import { hourMs, minuteMs } from '../../testStack';
import { approvedIn, describeCrashes, membershipState, orderState } from './crashing';

describeCrashes({
  'The sweep that ends an approval over an unannounced payment': {
    function: 'sweep',
    async prepare(stack, person) {
      // Only this scenario's effects are due when the sweep runs.
      await stack.advance(26 * hourMs);
      await stack.drain();
      const groupId = await approvedIn(stack, person);
      await stack.advance(24 * hourMs - minuteMs);
      const orderId = await stack.buy(groupId, person);
      await stack.scriptOutcome('never');
      await stack.pay(orderId);
      await stack.advance(20 * minuteMs);
      return {
        act: () => stack.sweep(),
        outcome: async () => {
          expect(await orderState(stack, orderId)).toBe('Paid');
          expect(await membershipState(stack, person, groupId)).toBe('Admitted');
        },
      };
    },
  },
});
