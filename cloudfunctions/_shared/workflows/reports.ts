import type { Order } from '../../../domain/order';
import type { ListedRefund } from '../../../domain/refund';
import { buildOrderEvent, type SecurityEvent, type SecurityEventKind } from '../../../domain/security';
import type { Ports, SecurityEventStore } from '../ports';
import { reportSecurityEvent } from '../runtime/reportSecurityEvent';

/** WeChat Pay reports another payment than the one we asked for. */
export const reportPaymentMismatch = (ports: Ports<SecurityEventStore>, order: Order, detail: string): Promise<void> =>
  reportSecurityEvent(ports, eventAbout(ports, order, 'paymentMismatch', 'syncPayment', detail));

export const reportRefundMismatch = (ports: Ports<SecurityEventStore>, order: Order, detail: string): Promise<void> =>
  reportSecurityEvent(ports, eventAbout(ports, order, 'refundMismatch', 'refund', detail));

/** The refunds that WeChat Pay lists can't all be true by our account. */
export function reportImpossibleRefunds(
  ports: Ports<SecurityEventStore>,
  order: Order,
  listed: readonly ListedRefund[],
): Promise<void> {
  const numbers = listed.map(({ outRefundNo, fen }) => `${outRefundNo} ${fen}`).join(', ');
  return reportRefundMismatch(ports, order, `WeChat Pay lists more than our account allows: ${numbers}`);
}

/** One event is kept for each refund, however often it is noticed. */
export async function reportRefundElsewhere(
  ports: Ports<SecurityEventStore>,
  order: Order,
  { fen, refundId, outRefundNo, status }: ListedRefund,
): Promise<void> {
  const detail = `${fen} fen of ${order.priceFen}, WeChat Pay refund ${refundId} under ${outRefundNo}: ${status}`;
  await ports.store.addSecurityEvent(eventAbout(ports, order, 'refundNotOurs', 'refund', detail, refundId));
}

/** `what` tells apart two events of one kind about one order. */
function eventAbout(
  ports: Ports,
  { _id: orderId, openid }: Order,
  kind: SecurityEventKind,
  workflow: 'syncPayment' | 'refund',
  detail: string,
  what?: string,
): SecurityEvent {
  const found = { at: ports.clock.now(), function: workflow, source: 'wechatPay', detail };
  return buildOrderEvent(kind, { orderId, openid }, found, what);
}
