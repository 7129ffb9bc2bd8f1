import type { createOrder as contract } from '../../contracts/createOrder';
import { approvalOf } from '../../domain/entry';
import { entryIdOf, orderIdOf } from '../../domain/ids';
import { moneyTermsOf } from '../../domain/money';
import {
  newOrder,
  ownSeat,
  withOrderChanges,
  type Approval,
  type Order,
  type PaymentArguments,
} from '../../domain/order';
import { endApproval, secureSeat } from '../_shared/approvals';
import { buyingObstacle } from '../_shared/groupViews';
import { withinLimit } from '../_shared/limited';
import { answer, refuse, type Context, type Operation } from '../_shared/operation';
import { settleAndFollow } from '../_shared/orderTodos';
import type { GroupForBuyer, Ports } from '../_shared/ports';
import { closeOrder } from '../_shared/settle';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

export const createOrder: Operation<typeof contract> = async (context, input) => {
  const { requestId, groupId } = input;
  const { ports, caller } = context;
  const now = ports.clock.now();
  const entryId = entryIdOf(ports.hash, caller.openid, groupId);
  const found = await readWithSeat(ports, groupId, entryId);
  if (!found) return refuse('GroupNotFound');
  const { liveOrder } = found;
  const obstacle = buyingObstacle(found, caller.openid, now);
  if (obstacle === 'UnderReview' || obstacle === 'AlreadyMember' || obstacle === 'Applied') return refuse(obstacle);
  // Paid, but the entry has not followed yet: there is nothing more to pay.
  if (liveOrder && liveOrder.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
  if (obstacle) return refuse(obstacle);
  if (liveOrder && now < liveOrder.payUntil) return resume(context, liveOrder);
  if (liveOrder) {
    // Its time is over and no sweep has come by: settle it, then begin anew.
    const { order } = await settleAndFollow(ports, { order: liveOrder, entry: found.entry });
    if (order.state !== 'Closed')
      return refuse(order.state === 'AwaitingPayment' ? 'PaymentUnavailable' : 'AlreadyPaid');
    // The group may be sold by another rule now, and the seat has been freed: look again.
    return createOrder(context, input);
  }
  const approval = found.entry && approvalOf(found.entry, now);
  // Its time is over, and it could not be ended yet.
  if (found.entry?.state === 'Approved' && !approval) return refuse('PaymentUnavailable');
  return begin(context, found, approval, orderIdOf(ports.hash, caller.openid, requestId), entryId);
};

/** The group for this buyer, an approval of theirs brought up to date: its seat made sure of, or, its time being over, ended. */
async function readWithSeat(ports: Ports, groupId: string, entryId: string): Promise<GroupForBuyer | null> {
  const now = ports.clock.now();
  const found = await ports.store.groupForBuyer(groupId, entryId, now);
  if (found?.entry?.state !== 'Approved') return found;
  const secured = await secureSeat(ports, found.entry);
  const over = secured.state === 'Approved' && !approvalOf(secured, now);
  if (over) await endApproval(ports, secured);
  return over || secured !== found.entry ? ports.store.groupForBuyer(groupId, entryId, now) : found;
}

/** How often the slot may be free and then taken again under our hands before we give up. */
const attempts = 3;

/** Writes the order, or finds the one that took its id or its slot first. */
async function begin(
  context: Context,
  { group, entry }: GroupForBuyer,
  approval: Approval | null,
  orderId: string,
  entryId: string,
): Promise<Answer> {
  const { ports, caller } = context;
  const money = moneyTermsOf(group, ports.settings);
  if (money.subMchId === '') return refuse('PaymentUnavailable', 'No merchant is set: SUB_MCH_ID.');
  const round = entry?.round ?? 1;
  const buyer = { openid: caller.openid, clientIp: caller.clientIp };
  const order = newOrder({ orderId, entryId, round, group, approval, ...money, ...buyer }, ports.clock.now());
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (await ports.store.addOrder(order)) return seatAndPay(ports, order);
    const same = await ports.store.order(orderId);
    if (same && same.groupId !== group._id) return refuse('InvalidInput', 'This requestId was used for another group.');
    // What was begun in a round that has ended buys nothing any more.
    if (same) return same.round === round ? resume(context, same) : refuse('OrderClosed');
    const other = await ports.store.orderInSlot(order.slot);
    if (other) return resume(context, other);
  }
  return refuse('Busy');
}

async function resume(context: Context, order: Order): Promise<Answer> {
  if (order.state === 'Closed') return refuse('OrderClosed');
  if (order.state !== 'AwaitingPayment') return refuse('AlreadyPaid');
  if (order.payment) return payable(order, order.payment);
  // WeChat Pay did not answer before: asking again is no normal way, and is counted.
  if (!(await withinLimit(context, 'payAgain'))) return refuse('TooManyTries');
  return seatAndPay(context.ports, order);
}

function payable(order: Order, payment: PaymentArguments): Answer {
  return answer({
    orderId: order._id,
    priceFen: order.priceFen,
    payment,
    payUntilMs: order.payUntil.getTime(),
  });
}

async function seatAndPay(ports: Ports, order: Order): Promise<Answer> {
  // The seat of an approval is held already.
  if (ownSeat(order) !== null && !(await seat(ports, order))) {
    const after = await closeOrder(ports, order, 'system');
    return refuse(after.state === 'Closed' ? 'GroupFull' : 'Busy');
  }
  const asked = await ports.payments.unifiedOrder(order.paymentRequest);
  if (asked.kind === 'accepted') return keep(ports, order, asked.payment);
  ports.log.warn('no payment', { orderId: order._id, why: asked.why });
  // WeChat Pay refuses what is paid already, too, and its code for that is lost on the way.
  const { order: settled } = await settleAndFollow(ports, { order, entry: null });
  return refuse(settled.state === 'Paid' ? 'AlreadyPaid' : 'PaymentUnavailable');
}

async function seat(ports: Ports, order: Order): Promise<boolean> {
  if (await ports.store.takeSeat(order.groupId, order._id)) return true;
  return ports.store.holdsSeat(order.groupId, order._id);
}

/** Keeps WeChat Pay's answer, so that the next try need not ask; the order may have been closed while we asked. */
async function keep(ports: Ports, order: Order, payment: PaymentArguments): Promise<Answer> {
  if (await ports.store.saveOrder(order, withOrderChanges(order, { payment }))) return payable(order, payment);
  const current = await ports.store.order(order._id);
  if (current?.state === 'AwaitingPayment') return payable(current, payment);
  if (current?.state === 'Closed' && ownSeat(current) !== null)
    await ports.store.freeSeat(current.groupId, current._id);
  return refuse(current?.state === 'Closed' ? 'OrderClosed' : 'AlreadyPaid');
}
