import { expect } from 'vitest';
import { minuteMs } from '../../testStack';
import { describeCrashes, oneSeat, orderState } from './crashing';

describeCrashes({
  'The sweep that confirms a refund': {
    function: 'sweep',
    async prepare(stack, person) {
      // The very first sweep finds no lease and checks every collection.
      await stack.sweep();
      const orderId = await stack.buyAndPay(await stack.group(oneSeat), person);
      // The refund's notice would do the sweep's work, so it is delayed until the faults are cleared.
      const noNotice = { target: 'function', mode: 'before', function: 'refundNotify', count: 1000 };
      await stack.control('POST', 'faults', noNotice);
      await stack.callOk('requestRefund', { orderId }, person);
      // By now WeChat Pay has completed the refund, even on a fast machine.
      await stack.advance(minuteMs);
      return {
        act: () => stack.control('POST', 'timers/sweep/run', {}),
        outcome: async () => expect(await orderState(stack, orderId)).toBe('Refunded'),
      };
    },
  },
});
