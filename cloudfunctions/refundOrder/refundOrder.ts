import type { ParsedInputOf } from '../../contracts/contract';
import type { refundOrder as contract } from '../../contracts/refundOrder';
import { isEnded, revokeForRefund, type Membership } from '../../domain/membership';
import {
  backsMembership,
  refundableFen,
  startRefund,
  isTooOldToRefund,
  type Order,
  type RefundRequest,
} from '../../domain/order';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { isAdmin } from '../_shared/runtime/operatorRole';
import { syncPaymentAndApply } from '../_shared/outbox/orderEffects';
import type { OrderWithMembership, Ports } from '../_shared/ports';
import { submitRefund, refundRemaining } from '../_shared/workflows/refund';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;
type Input = ParsedInputOf<typeof contract>;

/** How often order or membership may be moved under our hands before we give up. */
const attempts = 3;

export const refundOrder: Operation<typeof contract> = async (context, input) => {
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const { ports, caller } = context;
  const operator = { openid: caller.openid, idempotencyKey: input.idempotencyKey };
  const request: RefundRequest = { reason: 'byOperator', note: input.note, actor: 'operator', operator };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await ports.store.orderWithMembership(input.orderId);
    if (!found) return refuse('OrderNotFound');
    const current = await syncPaymentAndApply(ports, found);
    const outcome = refusal(current, input, ports.clock.now()) ?? (await carryOut(ports, current, request, input.fen));
    if (outcome) return outcome;
  }
  return refuse('Busy');
};

/** The refund that this very wish has become, if it has. */
const sameWish = (order: Order, idempotencyKey: string) =>
  order.refunds.find((row) => row.idempotencyKey === idempotencyKey);

function asked(order: Order, idempotencyKey: string): Answer {
  return answer({ state: order.state, refundNo: sameWish(order, idempotencyKey)?.no ?? null });
}

/** `null`: nothing is in the way. */
function refusal({ order, membership }: OrderWithMembership, { fen, idempotencyKey }: Input, now: Date): Answer | null {
  if (sameWish(order, idempotencyKey)) return asked(order, idempotencyKey);
  switch (order.state) {
    case 'AwaitingPayment':
    case 'Closed':
      return refuse('NotPaid');
    case 'Refunded':
      return refuse('NothingLeft');
    case 'Refunding':
      // The same wish as the one that has ended the membership: it follows once a part that is on its way has arrived.
      if (membership && promised(membership, idempotencyKey)) return asked(order, idempotencyKey);
      return refuse('RefundRunning');
    case 'Paid':
    case 'RefundFailed': {
      const left = refundableFen(order);
      if (fen > left) return refuse('RefundTooLarge');
      if (isTooOldToRefund(order, now)) return refuse('TooOld');
      if (backsMembership(order) && membership?.orderId !== order._id) return refuse('PaymentInProgress');
      const ended = !backsMembership(order) || (membership !== null && isEnded(membership.state));
      return ended && fen < left ? refuse('RefundWholeOnly') : null;
    }
  }
}

const promised = (membership: Membership, idempotencyKey: string): boolean =>
  membership.effects.some((effect) => effect.refund?.operator?.idempotencyKey === idempotencyKey);

/** `null`: somebody moved the order or its membership meanwhile. */
async function carryOut(
  ports: Ports,
  { order, membership }: OrderWithMembership,
  request: RefundRequest,
  fen: number,
): Promise<Answer | null> {
  const whole = fen === refundableFen(order);
  if (whole && membership && backsMembership(order)) return endAndRefund(ports, order, membership, request);
  const now = ports.clock.now();
  const after = startRefund(order, request, now, fen);
  if (!after || !(await ports.store.saveOrder(order, after))) return null;
  return askAtOnce(ports, after, request);
}

/** Revoking goes membership first: nobody holds a ticket without money behind it. */
async function endAndRefund(
  ports: Ports,
  order: Order,
  membership: Membership,
  request: RefundRequest,
): Promise<Answer | null> {
  const ended = revokeForRefund(membership, request, ports.clock.now());
  if (ended && !(await ports.store.saveMembership(membership, ended))) return null;
  return asked(await refundRemaining(ports, order, request), request.operator?.idempotencyKey ?? '');
}

async function askAtOnce(ports: Ports, order: Order, request: RefundRequest): Promise<Answer> {
  const idempotencyKey = request.operator?.idempotencyKey ?? '';
  const refund = sameWish(order, idempotencyKey);
  return asked(refund ? (await submitRefund(ports, order, refund)).order : order, idempotencyKey);
}
