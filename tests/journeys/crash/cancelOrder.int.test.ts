import { expect } from 'vitest';
import { callAgain, describeCrashes, oneSeat, orderState } from './crashing';

describeCrashes({
  cancelOrder: {
    function: 'cancelOrder',
    async prepare(stack, person) {
      const groupId = await stack.group(oneSeat);
      const orderId = await stack.buy(groupId, person);
      return {
        act: () => stack.raw('cancelOrder', { orderId }, person),
        again: () => callAgain(stack, 'cancelOrder', { orderId }, person),
        outcome: async () => {
          expect(await orderState(stack, orderId)).toBe('Closed');
          expect(await stack.document('groups', groupId)).toMatchObject({ seatsLeft: 1, seats: [] });
        },
      };
    },
  },
});
