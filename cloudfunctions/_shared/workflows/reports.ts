import type { Order } from '../../../domain/order';
import type { ListedRefund } from '../../../domain/refund';
import { buildOrderEvent } from '../../../domain/security';
import type { Ports, SecurityEventStore } from '../ports';
import { reportSecurityEvent } from '../runtime/reportSecurityEvent';

export async function reportRefundMismatch(
  ports: Ports<SecurityEventStore>,
  order: Order,
  detail: string,
): Promise<void> {
  const found = { at: ports.clock.now(), function: 'refund', source: 'wechatPay', detail };
  const about = { orderId: order._id, openid: order.openid };
  await reportSecurityEvent(ports, buildOrderEvent('refundMismatch', about, found));
}

/** One event is kept for each refund, however often it is noticed. */
export async function reportRefundElsewhere(
  ports: Ports<SecurityEventStore>,
  order: Order,
  { fen, refundId, outRefundNo, status }: ListedRefund,
): Promise<void> {
  const detail = `${fen} fen of ${order.priceFen}, WeChat Pay refund ${refundId} under ${outRefundNo}: ${status}`;
  const found = { at: ports.clock.now(), function: 'refund', source: 'wechatPay', detail };
  const about = { orderId: order._id, openid: order.openid };
  await ports.store.addSecurityEvent(buildOrderEvent('refundNotOurs', about, found, refundId));
}
