import type { requestRefund as contract } from '../../contracts/requestRefund';
import { revokeForRefund, type Membership } from '../../domain/membership';
import { backsMembership, refundDeadline, type Order, type RefundRequest } from '../../domain/order';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply } from '../_shared/outbox/orderEffects';
import type { Ports } from '../_shared/ports';
import { refundRemaining } from '../_shared/workflows/refund';
import { mayHoldUnknownMoney } from '../_shared/workflows/syncPayment';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

/** How often the membership may be moved under our hands (a code shown, a decision taken) before we give up. */
const attempts = 3;

export const requestRefund: Operation<typeof contract> = async (context, { orderId }) => {
  const { ports, caller } = context;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await ports.store.orderWithMembership(orderId);
    if (found?.order.openid !== caller.openid) return refuse('OrderNotFound');
    // No page offers it: each such wish would be a question to WeChat Pay.
    const unpaid = mayHoldUnknownMoney(found.order);
    if (unpaid && !(await withinRateLimit(context, 'requestRefund'))) return refuse('TooManyAttempts');
    const { order, membership } = await syncPaymentAndApply(ports, found);
    if (order.state === 'AwaitingPayment' || order.state === 'Closed') return refuse('NotPaid');
    // On its way, or back already: the same wish again is fine.
    if (!backsMembership(order)) return answer({ state: order.state });
    // Only a part, by an operator: the rest can be asked for once it has arrived.
    if (order.state !== 'Paid') return refuse('RefundRunning');
    if (membership?.orderId !== order._id) return refuse('PaymentInProgress');
    const outcome = await request(ports, order, membership);
    if (outcome) return outcome;
  }
  return refuse('Busy');
};

const byBuyer: RefundRequest = { reason: 'byBuyer', note: '', actor: 'buyer' };

/** `null`: somebody moved the membership meanwhile. */
async function request(ports: Ports, order: Order, membership: Membership): Promise<Answer | null> {
  const now = ports.clock.now();
  if (membership.shownQrId !== null || membership.state === 'Joined') return refuse('QrAlreadyShown');
  const until = refundDeadline(order);
  if (membership.state === 'Admitted' && until && now > until) return refuse('RefundWindowOver');
  const after = revokeForRefund(membership, byBuyer, now);
  if (after && !(await ports.store.saveMembership(membership, after))) return null;
  const { state } = await refundRemaining(ports, order, byBuyer);
  return answer({ state });
}
