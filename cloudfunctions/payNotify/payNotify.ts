import * as v from 'valibot';
import { buildOrderEvent } from '../../domain/security';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type { Ports } from '../_shared/ports';
import { reportSecurityEvent } from '../_shared/runtime/reportSecurityEvent';

/** The only field of a callback that is used; everything else is queried from WeChat Pay. */
const Notice = v.object({ outTradeNo: v.pipe(v.string(), v.maxLength(32)) });

/**
 * Handles WeChat Pay's callback about a payment by querying the order. Returns whether the order's payment is now
 * known.
 */
export async function payNotify(ports: Ports<OrderEffectStores>, event: unknown): Promise<boolean> {
  const notice = v.safeParse(Notice, event);
  const found = notice.success ? await ports.store.orderWithMembership(notice.output.outTradeNo) : null;
  if (!found) {
    const orderId = notice.success ? notice.output.outTradeNo : null;
    const detail = 'a payment was announced for an order that is not ours';
    const finding = { at: ports.clock.now(), function: 'payNotify', source: 'wx_paycallback', detail };
    await reportSecurityEvent(ports, buildOrderEvent('unknownOrder', { orderId, openid: null }, finding, 'payNotify'));
    return false;
  }
  // Whatever we believe of an order without a payment, also of one that is closed for good: the notice may know better, so it is looked up.
  const { order } = await syncPaymentAndApply(ports, found, found.order.paidAt === null);
  return order.paidAt !== null;
}
