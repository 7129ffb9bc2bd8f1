import { expect } from 'vitest';
import { describeCrashes, membershipState, oneSeat, orderState } from './crashing';

describeCrashes({
  payNotify: {
    function: 'payNotify',
    async prepare(stack, person) {
      const groupId = await stack.group(oneSeat);
      const orderId = await stack.buy(groupId, person);
      return {
        act: () => stack.pay(orderId),
        // WeChat Pay resends its notice by itself; the buyer checks the order meanwhile.
        again: () => stack.callOk('getOrder', { orderId }, person),
        outcome: async () => {
          expect(await orderState(stack, orderId)).toBe('Paid');
          expect(await membershipState(stack, person, groupId)).toBe('Admitted');
        },
      };
    },
  },
});
