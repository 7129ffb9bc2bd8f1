import { expect } from 'vitest';
import { describeCrashes, oneSeat, orderState } from './crashing';

describeCrashes({
  'The sweep that asks for a refund': {
    function: 'sweep',
    async prepare(stack, person) {
      const orderId = await stack.buyAndPay(await stack.group(oneSeat), person);
      await stack.callOk('requestRefund', { orderId }, person);
      return {
        act: () => stack.control('POST', 'timers/sweep/run', {}),
        outcome: async () => expect(await orderState(stack, orderId)).toBe('Refunded'),
      };
    },
  },
});
