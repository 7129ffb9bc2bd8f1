import type { AnswerOf } from '../../contracts/contract';
import type { settleRefund as contract } from '../../contracts/settleRefund';
import { isTooOldToRefund, settleRefund as decide, type Order, type RefundExit } from '../../domain/order';
import { outRefundNoOf, type Refund } from '../../domain/refund';
import type { Ports, UserStore } from '../_shared/ports';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { isAdmin } from '../_shared/runtime/operatorRole';
import { submitRefund, writeRefundEnd } from '../_shared/workflows/refund';
import { learnOfRefunds, type RefundStores } from '../_shared/workflows/refundsElsewhere';
import { reportRefundMismatch } from '../_shared/workflows/reports';
import { retryOnConflict } from '../_shared/workflows/retryOnConflict';

type Answer = AnswerOf<typeof contract>;

export const settleRefund: Operation<typeof contract, RefundStores & UserStore> = async (context, input) => {
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const { ports, caller } = context;
  const result = await retryOnConflict(async () => {
    const order = await ports.store.order(input.orderId);
    if (!order) return refuse('OrderNotFound');
    return takeExit(ports, order, input.refundNo, input, caller.openid);
  });
  return result === 'conflict' ? refuse('Busy') : result;
};

async function takeExit(
  ports: Ports<RefundStores>,
  order: Order,
  refundNo: string,
  exit: RefundExit,
  openid: string,
): Promise<Answer | 'conflict'> {
  const decision = decide(order, refundNo, exit, openid, ports.clock.now());
  const refund = order.refunds.find(({ no }) => no === refundNo);
  if (decision.kind === 'refused') return refuse(asOurs(decision.code));
  if (!refund || decision.kind === 'noop') return describe(order, refundNo);
  const asks = exit.exit === 'again' || exit.exit === 'correct';
  if (asks && isTooOldToRefund(order, ports.clock.now())) return refuse('TooOld');
  const obstacle = await obstacleAt(ports, order, refund, exit, openid);
  if (obstacle) return obstacle;
  if (!(await ports.store.saveOrder(order, decision.next))) return 'conflict';
  const open = decision.next.refunds.find(({ no, state }) => no === refundNo && state === 'Requested');
  const after = open ? (await submitRefund(ports, decision.next, open)).order : decision.next;
  return describe(after, refundNo);
}

/** Codes of the order's table that an operator reads as one of this function's own. */
function asOurs<Code extends string>(code: Code | 'NoRefundRuns' | 'NothingLeft') {
  return code === 'NoRefundRuns' || code === 'NothingLeft' ? ('RefundEnded' as const) : code;
}

/**
 * WeChat Pay is asked first: the money may have arrived, or be on its way, without our knowledge, also in a refund that the merchant made
 * elsewhere. After one of those the operator decides with it in sight.
 */
async function obstacleAt(
  ports: Ports<RefundStores>,
  order: Order,
  refund: Refund,
  { exit }: RefundExit,
  openid: string,
): Promise<Answer | 'conflict' | null> {
  const answer = await ports.payments.queryRefunds(order.paymentRequest);
  if (answer.kind === 'unknown') return refuse('PaymentUnavailable');
  if (answer.kind === 'absent') return null;
  const there = answer.refunds.find(({ outRefundNo }) => outRefundNo === outRefundNoOf(refund));
  if (there?.status === 'SUCCESS') {
    if (there.fen === refund.fen) await writeRefundEnd(ports, order, refund, true);
    else
      await reportRefundMismatch(ports, order, `${refund.no}: WeChat Pay says ${there.fen} fen, ours is ${refund.fen}`);
    return refuse('RefundEnded');
  }
  const learned = await learnOfRefunds(ports, { order, membership: null }, answer.refunds);
  if (learned.result === 'conflict') return 'conflict';
  if (learned.result === 'recorded') {
    const after = learned.order.refunds.find(({ no }) => no === refund.no);
    return refuse(after?.state === 'Failed' ? 'RefundedElsewhere' : 'RefundEnded');
  }
  if (!there) return null;
  const { status } = there;
  if (status === 'PROCESSING' && exit !== 'again') {
    // Somebody restarted it at WeChat Pay's own desk: from now on we follow it, too.
    const decision = decide(order, refund.no, { exit: 'again' }, openid, ports.clock.now());
    if (decision.kind === 'moved') await ports.store.saveOrder(order, decision.next);
    return refuse('RefundRunning');
  }
  return exit === 'correct' ? refuse('AmountFixed') : null;
}

function describe(order: Order, refundNo: string): Answer {
  const refund = order.refunds.find(({ no }) => no === refundNo);
  return refund ? answer({ state: order.state, refundState: refund.state }) : refuse('RefundNotFound');
}
