import { expect } from 'vitest';
import { describeCrashes, oneSeat, orderState } from './crashing';

describeCrashes({
  'The sweep that asks for a refund': {
    function: 'sweep',
    async prepare(stack, person) {
      const orderId = await stack.buyAndPay(await stack.group(oneSeat), person);
      // The notice of the refund would do some of the sweep's work, sooner or later: it is held off until the faults are cleared.
      const noNotice = { target: 'function', mode: 'before', function: 'refundNotify', count: 1000 };
      await stack.control('POST', 'faults', noNotice);
      await stack.callOk('requestRefund', { orderId }, person);
      return {
        act: () => stack.control('POST', 'timers/sweep/run', {}),
        outcome: async () => expect(await orderState(stack, orderId)).toBe('Refunded'),
      };
    },
  },
});
