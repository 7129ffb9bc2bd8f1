import type { Studio } from './studio';
import { hourMs, type ScreenStack } from './screenStack';

const order = (orderId: string): string => `/pages/order/order?orderId=${orderId}`;
const result = (orderId: string, paid = false): string =>
  `/pages/result/result?orderId=${orderId}${paid ? '&paid=yes' : ''}`;

/** From the payment sheet to the server's confirmation. */
export async function paying(studio: Studio, stack: ScreenStack): Promise<void> {
  await studio.open('alice', '/pages/group/group?groupId=g-quiet-study');
  await studio.see('你会得到');
  await studio.tap(/支付 ¥/);
  await studio.shoot('group-paying', '确认支付');
  await studio.page.getByLabel('关闭支付').click();
  await studio.shoot('result-unpaid', '还没有付款');
  await studio.tap('取消订单');
  await studio.shoot('result-cancelling', '取消这笔订单？');

  const admitted = await stack.buy('alice', 'g-morning-english');
  await studio.open('alice', result(admitted, true));
  await studio.shoot('result-admitted', '可以入群了');
  await studio.open('alice', result(admitted, true), { dark: true });
  await studio.shoot('result-dark', '可以入群了');
  await studio.open('alice', result(admitted, true), { waiting: true });
  await studio.shoot('result-loading', '付款结果');
  await studio.open('alice', result(admitted, true), { offline: true });
  await studio.shoot('result-offline', '网络没有连上');
  const waiting = await stack.buy('alice', 'g-orange-cats');
  await studio.open('alice', result(waiting, true));
  await studio.shoot('result-under-review', '付款成功，等群主审核');

  const unsure = await stack.buy('alice', 'g-nonfiction', false);
  await stack.scriptOutcome('never');
  await stack.control('POST', 'pay/confirm', { outTradeNo: unsure });
  await stack.control('POST', 'faults', { target: 'pay', mode: 'before', action: 'queryOrder', count: 100 });
  await studio.open('alice', result(unsure, true));
  await studio.shoot('result-confirming', '正在确认付款');
  // Waits for the page's last look.
  await studio.see('微信支付还没有给出结果', 60_000);
  await studio.shoot('result-confirming-long', '再查一次');
  await stack.clearFaults();
  await studio.tap('再查一次');
  await studio.see('可以入群了');
}

/** Every state of an order. */
export async function orders(studio: Studio, stack: ScreenStack): Promise<void> {
  const unpaid = await stack.buy('alice', 'g-lane-walks', false);
  await shootOrder(studio, 'unpaid', unpaid, '待付款');
  await studio.tap('取消订单');
  await studio.shoot('order-cancelling', '取消这笔订单？');

  const admitted = await stack.buy('alice', 'g-bedtime-stories');
  await shootOrder(studio, 'admitted', admitted, '可入群');
  await studio.tap('申请退款');
  await studio.shoot('order-refund-confirming', '申请退款？');
  await stack.callOk('getTicket', { groupId: 'g-bedtime-stories' }, 'alice');
  await studio.tap('退款', true);
  await studio.shoot('order-refund-refused', '已经看过群码');
  await studio.tap('知道了');
  await studio.shoot('order-qr-shown', '你已看过群码');

  const waiting = await stack.buy('alice', 'g-nature-kids');
  await shootOrder(studio, 'under-review', waiting, '审核中');
  await studio.tap('申请退款');
  await studio.tap('退款', true);
  await studio.shoot('order-refunding', '退款中');
  await stack.sweep();
  await shootOrder(studio, 'refunded', waiting, '已退款');
  await studio.scrollToEnd();
  await studio.shoot('order-refunded-end', '进度');

  const failing = await stack.buy('alice', 'g-pickle-notes');
  await stack.scriptOutcome('refundFails');
  await stack.callOk('requestRefund', { orderId: failing }, 'alice');
  await stack.sweep();
  await stack.sweep();
  await shootOrder(studio, 'refund-failed', failing, '退款受阻');
  await studio.open('alice', '/pages/memberships/memberships');
  await studio.see('当前');
  await studio.tap('已结束');
  await studio.shoot('memberships-refund-failed', '退款受阻');

  const [cancelled] = (await stack.callOk('listOrders', { filter: 'closed' }, 'bob')).orders;
  await shootOrder(studio, 'closed', cancelled?.orderId ?? '', '已关闭', 'bob');
  const refunded = (await stack.callOk('listOrders', { filter: 'refund' }, 'bob')).orders;
  const rejected = refunded.find(({ membershipState }) => membershipState === 'Rejected');
  await shootOrder(studio, 'rejected', rejected?.orderId ?? '', '群主留言', 'bob');
  await shootOrder(studio, 'not-mine', rejected?.orderId ?? '', '找不到这笔订单');
  await studio.open('alice', order(admitted), { waiting: true });
  await studio.shoot('order-loading', '订单详情');
  await studio.open('alice', order(admitted), { offline: true });
  await studio.shoot('order-offline', '网络没有连上');
  await studio.open('alice', order(unpaid), { dark: true });
  await studio.shoot('order-dark', '待付款');
  await studio.open('alice', order(unpaid), { ios: true });
  await studio.shoot('order-ios', '待付款');
}

async function shootOrder(studio: Studio, name: string, orderId: string, text: string, as = 'alice'): Promise<void> {
  await studio.open(as, order(orderId));
  await studio.shoot(`order-${name}`, text);
}

export async function orderLists(studio: Studio): Promise<void> {
  const page = '/pages/orders/orders';
  await studio.open('carol', page);
  await studio.shoot('orders-none', '还没有订单');
  await studio.open('buyer-23', page);
  await studio.shoot('orders-one', '审核中');
  await studio.open('alice', page);
  await studio.shoot('orders-many', '清晨英语角');
  await studio.tap('退款', true);
  await studio.shoot('orders-refunds', '已全部退回');
  await studio.open('carol', page);
  await studio.see('还没有订单');
  await studio.tap('待付款');
  await studio.shoot('orders-none-unpaid', '没有待付款的订单');
  await studio.open('alice', page, { waiting: true });
  await studio.shoot('orders-loading', '待付款');
  await studio.open('alice', page, { offline: true });
  await studio.shoot('orders-offline', '网络没有连上');
  await studio.open('alice', page, { dark: true });
  await studio.shoot('orders-dark', '清晨英语角');
}

/** The live QR, and everything that shows in its place. */
export async function tickets(studio: Studio, stack: ScreenStack): Promise<void> {
  const ticket = (groupId: string): string => `/pages/ticket/ticket?groupId=${groupId}`;
  await studio.open('alice', ticket('g-morning-english'));
  await studio.shoot('ticket-confirming', '准备好入群了吗');
  await studio.tap('查看群码', true);
  await studio.shoot('ticket', '长按二维码');
  await studio.scrollToEnd();
  await studio.shoot('ticket-help', '进不了群');
  await studio.open('alice', ticket('g-morning-english'), { dark: true });
  await studio.tap('查看群码', true);
  await studio.shoot('ticket-dark', '长按二维码');
  for (const [name, as, groupId, text] of [
    ['under-review', 'alice', 'g-orange-cats', '正在等群主审核'],
    ['not-admitted', 'alice', 'g-lane-walks', '还没有入群资格'],
  ] as const) {
    await studio.open(as, ticket(groupId));
    await studio.tap('查看群码', true);
    await studio.shoot(`ticket-${name}`, text);
  }
  await studio.open('alice', ticket('g-morning-english'), { offline: true });
  await studio.tap('查看群码', true);
  await studio.shoot('ticket-offline', '网络没有连上');
  await studio.open('alice', ticket('g-morning-english'), { waiting: true });
  await studio.tap('查看群码', true);
  await studio.shoot('ticket-loading', '入群凭证');
  await ticketWithoutQr(studio, stack);
}

async function ticketWithoutQr(studio: Studio, stack: ScreenStack): Promise<void> {
  const groupId = 'g-morning-english';
  await stack.buy('carol', groupId);
  const { qrs } = await stack.callOk('getMyGroup', { groupId }, 'olivia');
  for (const { qrId } of qrs) await stack.callOk('saveGroupQr', { action: 'retire', groupId, qrId }, 'olivia');
  await studio.open('bob', `/pages/group/group?groupId=${groupId}`);
  await studio.shoot('group-qr-retired', '等待群主更新群码');
  await studio.open('alice', `/pages/ticket/ticket?groupId=${groupId}`);
  await studio.tap('查看群码', true);
  await studio.shoot('ticket-no-qr', '暂时没有群码');
  await studio.open('carol', `/pages/ticket/ticket?groupId=${groupId}`);
  await studio.tap('查看群码', true);
  await studio.shoot('ticket-no-valid-qr', '自动退款还有');
}

/** Days later, when nobody has decided. Must run last: time only goes forward. */
export async function later(studio: Studio, stack: ScreenStack): Promise<void> {
  const unanswered = await stack.buy('alice', 'g-first-hike');
  await stack.advance(49 * hourMs);
  await stack.sweep();
  await stack.sweep();
  await studio.open('alice', order(unanswered));
  await studio.shoot('order-timed-out', '群主超时未答复');
}
