import { ask, tell } from './asking';
import { buy } from './buying';
import { call } from './call';
import { goTo } from './navigation';
import { takeStep } from './nextStep';
import { keptSeat, type OrderAct, type OrderDetail } from './orderStory';
import { endPurchaseOf } from './requests';
import { rememberSeen } from './seenQrs';
import { sayingFor, type Saying } from './sentences';
import { yuan } from './written';

export const actNames: Record<OrderAct, string> = {
  pay: '继续支付',
  cancel: '取消订单',
  ticket: '查看入群凭证',
  refund: '申请退款',
  again: '再次加入',
  group: '回到社群',
};

interface ActingPage {
  selectComponent: (selector: string) => unknown;
}

/** What came of it: `look` the order may have changed, `sheetSaidPaid` as the payment sheet said. */
export interface ActOutcome {
  readonly look: boolean;
  readonly sheetSaidPaid: boolean;
  /** Another order of the same group came out of paying. */
  readonly orderId?: string;
}

const nothing: ActOutcome = { look: false, sheetSaidPaid: false };
const lookAgain: ActOutcome = { look: true, sheetSaidPaid: false };

async function refused(page: ActingPage, saying: Saying, order: OrderDetail, again: () => Promise<ActOutcome>) {
  const wanted = await tell(page, saying);
  if (!wanted) return lookAgain;
  if (saying.step === 'retry') return again();
  // On the order's own page, its next step is to look.
  if (saying.step === 'order') return lookAgain;
  takeStep(saying.step, { groupId: order.groupId, orderId: order.orderId }, () => undefined);
  return nothing;
}

async function pay(page: ActingPage, order: OrderDetail): Promise<ActOutcome> {
  const agree = (priceFen: number) =>
    ask(page, {
      title: '价格有变化',
      text: `这笔订单是 ${yuan(order.priceFen)}，现在的价格是 ${yuan(priceFen)}。还要继续吗？`,
      confirm: `按 ${yuan(priceFen)} 支付`,
      cancel: '不了',
    });
  const purchase = await buy(order.groupId, order.priceFen, agree);
  if (purchase.kind === 'asked')
    return { look: true, sheetSaidPaid: purchase.sheetSaidPaid, orderId: purchase.orderId };
  if (purchase.kind === 'priceDeclined') return lookAgain;
  return refused(page, sayingFor('createOrder', purchase.code), order, () => pay(page, order));
}

async function cancel(page: ActingPage, order: OrderDetail): Promise<ActOutcome> {
  const sure = await ask(page, {
    title: '取消这笔订单？',
    text:
      order.seatUntilMs === null
        ? '名额会马上让给别人，不会扣款。以后想加入，需要重新下单。'
        : `不会扣款。${keptSeat(order.seatUntilMs)}`,
    confirm: '取消订单',
    cancel: '先留着',
    danger: true,
  });
  return sure ? cancelNow(page, order) : nothing;
}

async function cancelNow(page: ActingPage, order: OrderDetail): Promise<ActOutcome> {
  const answer = await call('cancelOrder', { orderId: order.orderId });
  if (!answer.ok) return refused(page, sayingFor('cancelOrder', answer.code), order, () => cancelNow(page, order));
  endPurchaseOf(order);
  return lookAgain;
}

async function refund(page: ActingPage, order: OrderDetail): Promise<ActOutcome> {
  const sure = await ask(page, {
    title: '申请退款？',
    text: `${yuan(order.priceFen - order.refundedFen)} 会原路退回，入群资格同时结束。一般几分钟到账，银行卡最多三个工作日。`,
    confirm: '退款',
    cancel: '先不退',
    danger: true,
  });
  return sure ? refundNow(page, order) : nothing;
}

async function refundNow(page: ActingPage, order: OrderDetail): Promise<ActOutcome> {
  const answer = await call('requestRefund', { orderId: order.orderId });
  if (answer.ok) return lookAgain;
  // Shown on another phone of theirs.
  if (answer.code === 'QrAlreadyShown') rememberSeen(order);
  return refused(page, sayingFor('requestRefund', answer.code), order, () => refundNow(page, order));
}

/** Does what a button under an order says. */
export async function actOn(page: ActingPage, act: OrderAct, order: OrderDetail): Promise<ActOutcome> {
  switch (act) {
    case 'pay':
      return pay(page, order);
    case 'cancel':
      return cancel(page, order);
    case 'ticket':
      goTo('ticket', { groupId: order.groupId, orderId: order.orderId });
      return nothing;
    case 'refund':
      return refund(page, order);
    case 'again':
    case 'group':
      goTo('group', { groupId: order.groupId });
      return nothing;
  }
}

/** An order that can't be paid any more ends the purchase it came from: the next one gets an id of its own. */
export function rememberEnd(order: OrderDetail): void {
  if (order.state !== 'AwaitingPayment') endPurchaseOf(order);
}
