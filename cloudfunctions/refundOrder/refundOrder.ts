import type { ParsedInputOf } from '../../contracts/contract';
import type { refundOrder as contract } from '../../contracts/refundOrder';
import { isEnded, refunded, type Entry } from '../../domain/entry';
import {
  backsEntry,
  refundableFen,
  refundRequested,
  tooOldToRefund,
  type Order,
  type RefundWish,
} from '../../domain/order';
import { answer, refuse, type Operation } from '../_shared/operation';
import { isAdmin } from '../_shared/operator';
import { settleAndFollow } from '../_shared/orderTodos';
import type { OrderWithEntry, Ports } from '../_shared/ports';
import { askRefund, giveBack } from '../_shared/refund';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;
type Input = ParsedInputOf<typeof contract>;

/** How often order or entry may be moved under our hands before we give up. */
const attempts = 3;

export const refundOrder: Operation<typeof contract> = async (context, input) => {
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const { ports, caller } = context;
  const operator = { openid: caller.openid, requestId: input.requestId };
  const wish: RefundWish = { reason: 'byOperator', note: input.note, by: 'operator', operator };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await ports.store.orderWithEntry(input.orderId);
    if (!found) return refuse('OrderNotFound');
    const current = await settleAndFollow(ports, found);
    const outcome = refusal(current, input, ports.clock.now()) ?? (await carryOut(ports, current, wish, input.fen));
    if (outcome) return outcome;
  }
  return refuse('Busy');
};

/** The refund that this very wish has become, if it has. */
const sameWish = (order: Order, requestId: string) => order.refunds.find((row) => row.requestId === requestId);

function asked(order: Order, requestId: string): Answer {
  return answer({ state: order.state, refundNo: sameWish(order, requestId)?.no ?? null });
}

/** `null`: nothing is in the way. */
function refusal({ order, entry }: OrderWithEntry, { fen, requestId }: Input, now: Date): Answer | null {
  if (sameWish(order, requestId)) return asked(order, requestId);
  switch (order.state) {
    case 'AwaitingPayment':
    case 'Closed':
      return refuse('NotPaid');
    case 'Refunded':
      return refuse('NothingLeft');
    case 'Refunding':
      // The same wish as the one that has ended the entry: it follows once a part that is on its way has arrived.
      if (entry && promised(entry, requestId)) return asked(order, requestId);
      return refuse('RefundRunning');
    case 'Paid':
    case 'RefundFailed': {
      const left = refundableFen(order);
      if (fen > left) return refuse('RefundTooLarge');
      if (tooOldToRefund(order, now)) return refuse('TooOld');
      if (backsEntry(order) && entry?.orderId !== order._id) return refuse('PaymentInProgress');
      const ended = !backsEntry(order) || (entry !== null && isEnded(entry.state));
      return ended && fen < left ? refuse('RefundWholeOnly') : null;
    }
  }
}

const promised = (entry: Entry, requestId: string): boolean =>
  entry.todo.some((todo) => todo.refund?.operator?.requestId === requestId);

/** `null`: somebody moved the order or its entry meanwhile. */
async function carryOut(
  ports: Ports,
  { order, entry }: OrderWithEntry,
  wish: RefundWish,
  fen: number,
): Promise<Answer | null> {
  const whole = fen === refundableFen(order);
  if (whole && entry && backsEntry(order)) return endAndGiveBack(ports, order, entry, wish);
  const now = ports.clock.now();
  const after = refundRequested(order, wish, now, fen);
  if (!after || !(await ports.store.saveOrder(order, after))) return null;
  return askAtOnce(ports, after, wish);
}

/** Revoking goes entry first: nobody holds a ticket without money behind it. */
async function endAndGiveBack(ports: Ports, order: Order, entry: Entry, wish: RefundWish): Promise<Answer | null> {
  const ended = refunded(entry, wish, ports.clock.now());
  if (ended && !(await ports.store.saveEntry(entry, ended))) return null;
  return asked(await giveBack(ports, order, wish), wish.operator?.requestId ?? '');
}

async function askAtOnce(ports: Ports, order: Order, wish: RefundWish): Promise<Answer> {
  const requestId = wish.operator?.requestId ?? '';
  const refund = sameWish(order, requestId);
  return asked(refund ? (await askRefund(ports, order, refund)).order : order, requestId);
}
