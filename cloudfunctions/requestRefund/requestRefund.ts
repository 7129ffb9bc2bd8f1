import type { requestRefund as contract } from '../../contracts/requestRefund';
import type { RefundRequest } from '../../domain/order';
import { checkBuyerRefund } from '../../domain/refundRules';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import { revokeAndRefund } from '../_shared/workflows/refund';
import { retryOnConflict } from '../_shared/workflows/retryOnConflict';
import { mayHoldUnknownMoney } from '../_shared/workflows/syncPayment';
import type { RateLimitStore } from '../_shared/ports';

const byBuyer: RefundRequest = { reason: 'byBuyer', note: '', actor: 'buyer' };

export const requestRefund: Operation<typeof contract, OrderEffectStores & RateLimitStore> = async (
  context,
  { orderId },
) => {
  const { ports, caller } = context;
  const result = await retryOnConflict(async () => {
    const found = await ports.store.orderWithMembership(orderId);
    if (found?.order.openid !== caller.openid) return refuse('OrderNotFound');
    // No page offers this for an unpaid order, and each attempt would query WeChat Pay.
    const unpaid = mayHoldUnknownMoney(found.order);
    if (unpaid && !(await withinRateLimit(context, 'requestRefund'))) return refuse('TooManyAttempts');
    const current = await syncPaymentAndApply(ports, found);
    const check = checkBuyerRefund(current.order, current.membership, found.group, ports.clock.now());
    if (check?.kind === 'noop') return answer({ state: current.order.state });
    if (check) return refuse(check.code);
    const refunded = await revokeAndRefund(ports, current, byBuyer);
    return refunded === 'conflict' ? refunded : answer({ state: refunded.state });
  });
  return result === 'conflict' ? refuse('Busy') : result;
};
