import * as v from 'valibot';
import { orderEventId } from '../../domain/security';
import { syncPaymentAndApply } from '../_shared/outbox/orderEffects';
import type { Ports } from '../_shared/ports';
import { mayHoldUnknownMoney } from '../_shared/workflows/syncPayment';

/** All that is used of a callback: which order to ask WeChat Pay about. */
const Notice = v.object({ outTradeNo: v.pipe(v.string(), v.maxLength(32)) });

/** WeChat Pay says something about a payment: settles that order. Answers whether it now knows where the order stands. */
export async function payNotify(ports: Ports, event: unknown): Promise<boolean> {
  const notice = v.safeParse(Notice, event);
  const found = notice.success ? await ports.store.orderWithMembership(notice.output.outTradeNo) : null;
  if (!found) {
    const orderId = notice.success ? notice.output.outTradeNo : null;
    await ports.store.addSecurityEvent({
      _id: orderEventId('unknownOrder', orderId ?? '?', 'payNotify'),
      kind: 'unknownOrder',
      at: ports.clock.now(),
      function: 'payNotify',
      source: 'wx_paycallback',
      openid: null,
      orderId,
      detail: 'a payment was announced for an order that is not ours',
      handledAt: null,
    });
    return false;
  }
  const { order } = await syncPaymentAndApply(ports, found);
  return order.paidAt !== null || !mayHoldUnknownMoney(order);
}
