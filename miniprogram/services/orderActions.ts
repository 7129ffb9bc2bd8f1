import { call } from './call';
import { startCheckout } from './checkout';
import { confirm, showMessage, type DialogPage } from './dialogs';
import { formatYuan } from './format';
import { goTo } from './navigation';
import { takeStep } from './nextStep';
import { keptSeatText, requestableFen, type OrderAction, type OrderDetail } from './orderPresentation';
import { endPurchaseOf } from './pendingPurchases';
import { messageFor, type UserMessage } from './refusalMessages';
import { rememberQrShown } from './shownQrs';

export const orderActionLabels: Record<OrderAction, string> = {
  pay: '继续支付',
  cancel: '取消订单',
  ticket: '查看入群凭证',
  refund: '申请退款',
  again: '再次加入',
  group: '回到社群',
};

export interface ActionOutcome {
  /** The order may have changed: load it again. */
  readonly reload: boolean;
  readonly sheetSaidPaid: boolean;
  /** The paid order, if that is another one of the same group. */
  readonly orderId?: string;
}

const unchanged: ActionOutcome = { reload: false, sheetSaidPaid: false };
const changed: ActionOutcome = { reload: true, sheetSaidPaid: false };

async function showRefusal(
  page: DialogPage,
  message: UserMessage,
  order: OrderDetail,
  retry: () => Promise<ActionOutcome>,
): Promise<ActionOutcome> {
  const accepted = await showMessage(page, message);
  if (!accepted) return changed;
  if (message.step === 'retry') return retry();
  // The person is on the order's own page: its next step is to look again.
  if (message.step === 'order') return changed;
  takeStep(message.step, { groupId: order.groupId, orderId: order.orderId }, () => undefined);
  return unchanged;
}

async function pay(page: DialogPage, order: OrderDetail): Promise<ActionOutcome> {
  const outcome = await startCheckout(page, { groupId: order.groupId, shownFen: order.priceFen });
  switch (outcome.kind) {
    case 'sheetShown':
      return { reload: true, sheetSaidPaid: outcome.sheetSaidPaid, orderId: outcome.orderId };
    case 'priceDeclined':
      return changed;
    case 'refused':
      return showRefusal(page, messageFor('createOrder', outcome.code, outcome.untilMs), order, () => pay(page, order));
  }
}

async function confirmCancel(page: DialogPage, order: OrderDetail): Promise<ActionOutcome> {
  const confirmed = await confirm(page, {
    title: '取消这笔订单？',
    text:
      order.seatUntilMs === null
        ? '名额会马上让给别人，不会扣款。以后想加入，需要重新下单。'
        : `不会扣款。${keptSeatText(order.seatUntilMs)}`,
    confirmLabel: '取消订单',
    cancelLabel: '先留着',
    danger: true,
  });
  return confirmed ? cancel(page, order) : unchanged;
}

async function cancel(page: DialogPage, order: OrderDetail): Promise<ActionOutcome> {
  const answer = await call('cancelOrder', { orderId: order.orderId });
  if (!answer.ok) return showRefusal(page, messageFor('cancelOrder', answer.code), order, () => cancel(page, order));
  endPurchaseOf(order);
  return changed;
}

async function confirmRefund(page: DialogPage, order: OrderDetail): Promise<ActionOutcome> {
  const left = formatYuan(requestableFen(order));
  const confirmed = await confirm(page, {
    title: '申请退款？',
    text: `${left} 会原路退回，入群资格同时结束。一般几分钟到账，银行卡最多三个工作日。`,
    confirmLabel: '退款',
    cancelLabel: '先不退',
    danger: true,
  });
  return confirmed ? requestRefund(page, order) : unchanged;
}

async function requestRefund(page: DialogPage, order: OrderDetail): Promise<ActionOutcome> {
  const answer = await call('requestRefund', { orderId: order.orderId });
  if (answer.ok) return changed;
  // The QR was shown on another phone of theirs.
  if (answer.code === 'QrAlreadyShown') rememberQrShown(order);
  return showRefusal(page, messageFor('requestRefund', answer.code), order, () => requestRefund(page, order));
}

/** Runs the action of a button under an order. */
export async function runOrderAction(
  page: DialogPage,
  action: OrderAction,
  order: OrderDetail,
): Promise<ActionOutcome> {
  switch (action) {
    case 'pay':
      return pay(page, order);
    case 'cancel':
      return confirmCancel(page, order);
    case 'ticket':
      goTo('ticket', { groupId: order.groupId, orderId: order.orderId });
      return unchanged;
    case 'refund':
      return confirmRefund(page, order);
    case 'again':
    case 'group':
      goTo('group', { groupId: order.groupId });
      return unchanged;
  }
}

/** Ends the pending purchase of an order that can't be paid any more: the next purchase gets a new key. */
export function forgetEndedPurchase(order: OrderDetail): void {
  if (order.state !== 'AwaitingPayment') endPurchaseOf(order);
}
