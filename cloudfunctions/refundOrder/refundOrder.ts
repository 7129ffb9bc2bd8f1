import type { AnswerOf } from '../../contracts/contract';
import type { refundOrder as contract } from '../../contracts/refundOrder';
import { backsMembership, refundableFen, startRefund, type Order, type RefundRequest } from '../../domain/order';
import { checkOperatorRefund, refundRequestedBy } from '../../domain/refundRules';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { isAdmin } from '../_shared/runtime/operatorRole';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type { OrderWithMembership, Ports, UserStore } from '../_shared/ports';
import { submitRefund, revokeAndRefund } from '../_shared/workflows/refund';
import type { RefundStores } from '../_shared/workflows/refundsElsewhere';
import { retryOnConflict } from '../_shared/workflows/retryOnConflict';

type Answer = AnswerOf<typeof contract>;
type OperatorRequest = RefundRequest & Required<Pick<RefundRequest, 'operator'>>;

export const refundOrder: Operation<typeof contract, OrderEffectStores & UserStore> = async (context, input) => {
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const { ports, caller } = context;
  const operator = { openid: caller.openid, idempotencyKey: input.idempotencyKey };
  const request: OperatorRequest = { reason: 'byOperator', note: input.note, actor: 'operator', operator };
  const result = await retryOnConflict(async () => {
    const found = await ports.store.orderWithMembership(input.orderId);
    if (!found) return refuse('OrderNotFound');
    const current = await syncPaymentAndApply(ports, found);
    const check = checkOperatorRefund(current.order, current.membership, input, ports.clock.now());
    if (check?.kind === 'noop') return describe(current.order, request);
    return check ? refuse(check.code) : carryOut(ports, current, request, input.fen);
  });
  return result === 'conflict' ? refuse('Busy') : result;
};

function describe(order: Order, { operator }: OperatorRequest): Answer {
  return answer({ state: order.state, refundNo: refundRequestedBy(order, operator.idempotencyKey)?.no ?? null });
}

async function carryOut(
  ports: Ports<RefundStores>,
  current: OrderWithMembership,
  request: OperatorRequest,
  fen: number,
): Promise<Answer | 'conflict'> {
  const { order } = current;
  if (fen === refundableFen(order) && backsMembership(order)) {
    const refunded = await revokeAndRefund(ports, current, request);
    return refunded === 'conflict' ? refunded : describe(refunded, request);
  }
  const decision = startRefund(order, request, ports.clock.now(), fen);
  if (decision.kind === 'refused') return refuse(decision.code);
  if (decision.kind === 'noop' || !(await ports.store.saveOrder(order, decision.next))) return 'conflict';
  const refund = refundRequestedBy(decision.next, request.operator.idempotencyKey);
  const after = refund ? (await submitRefund(ports, decision.next, refund)).order : decision.next;
  return describe(after, request);
}
