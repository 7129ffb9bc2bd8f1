import { expect } from 'vitest';
import { minuteMs } from '../../testStack';
import { describeCrashes, oneSeat, orderState } from './crashing';

describeCrashes({
  'The sweep that confirms a refund': {
    function: 'sweep',
    async prepare(stack, person) {
      // The first sweep of all finds no lease and looks everywhere.
      await stack.sweep();
      const orderId = await stack.buyAndPay(await stack.group(oneSeat), person);
      // The notice of the refund would do the sweep's work: it is held off until the faults are cleared.
      const noNotice = { target: 'function', mode: 'before', function: 'refundNotify', count: 1000 };
      await stack.control('POST', 'faults', noNotice);
      await stack.callOk('requestRefund', { orderId }, person);
      // By now WeChat Pay has given the money back, however quick this machine is.
      await stack.advance(minuteMs);
      return {
        act: () => stack.control('POST', 'timers/sweep/run', {}),
        outcome: async () => expect(await orderState(stack, orderId)).toBe('Refunded'),
      };
    },
  },
});
