import type { ScreenStack } from './screenStack';
import type { Studio } from './studio';

const groupId = 'g-bedtime-stories';
/** Another group, whose owner looks at it. */
const ownedId = 'g-notebook-layout';
const adminPage = `/admin/group/group?groupId=${groupId}`;

async function decide(stack: ScreenStack, decision: 'suspend' | 'ban', reason: string): Promise<void> {
  for (const held of [groupId, ownedId])
    await stack.callOk('moderateGroup', { groupId: held, decision, reason }, 'adam');
}

/** A suspended and a banned group: its operator, its owner, and buyers who were and were not shown the QR. */
export async function holds(studio: Studio, stack: ScreenStack): Promise<void> {
  const seen = await stack.buy('carol', groupId);
  await stack.callOk('getTicket', { groupId }, 'carol');
  const unseen = await stack.buy('dave', groupId);
  await studio.open('adam', adminPage);
  await studio.shoot('admin-group-money', '查看全部订单');
  await studio.scrollToEnd();
  await studio.shoot('admin-group-holds', '暂停核实');
  await studio.tap('暂停核实', true);
  await studio.shoot('admin-group-suspend', '暂停核实这个社群');
  await decide(stack, 'suspend', '被投诉，正在核实');
  await studio.open('dave', `/pages/order/order?orderId=${unseen}`);
  await studio.shoot('order-on-hold', '核实期间随时可以申请退款');
  await studio.open('dave', `/pages/group/group?groupId=${groupId}`);
  await studio.shoot('group-suspended', /查看入群凭证|平台核实中/);
  await studio.open('bob', `/pages/group/group?groupId=${groupId}`);
  await studio.shoot('group-suspended-newcomer', '平台核实中，暂不可加入');
  await studio.open('dave', `/pages/ticket/ticket?groupId=${groupId}&orderId=${unseen}`);
  await studio.tap('查看群码', true);
  await studio.shoot('ticket-on-hold', '平台正在核实这个社群');
  await studio.open('olivia', `/owner/dashboard/dashboard?groupId=${ownedId}`);
  await studio.shoot('dashboard-suspended', '应结的收益先冻结');
  await decide(stack, 'ban', '承诺收益');
  await studio.open('dave', `/pages/order/order?orderId=${unseen}`);
  await studio.shoot('order-barred', '会自动原路退回，不用你申请');
  await studio.open('carol', `/pages/order/order?orderId=${seen}`);
  await studio.shoot('order-barred-seen', '没有自动退回');
  // Another phone has shown her the QR, so the ticket does not ask first.
  await studio.open('carol', `/pages/ticket/ticket?groupId=${groupId}&orderId=${seen}`);
  await studio.shoot('ticket-barred', '社群已被平台下架');
  await studio.open('olivia', `/owner/dashboard/dashboard?groupId=${ownedId}`);
  await studio.shoot('dashboard-banned', '应结的收益已冻结');
  await studio.open('olivia', '/owner/earnings/earnings');
  await studio.shoot('earnings-frozen', '期间不结算');
  await stack.sweep();
  await stack.sweep();
  await studio.open('adam', adminPage);
  await studio.shoot('admin-group-banned', '全部退款');
  await studio.tap('全部退款', true);
  await studio.shoot('admin-group-refund-all', '退款在后台进行');
  await studio.tap('下一步', true);
  await studio.shoot('admin-group-refund-all-confirming', '都退给买家');
  await studio.page.locator('.t-dialog').getByText('全部退款', { exact: true }).filter({ visible: true }).click();
  await studio.shoot('admin-group-refunding-all', '正在退款');
  await studio.open('adam', `/admin/orders/orders?groupId=${groupId}`);
  await studio.shoot('admin-orders-group', '睡前故事会');
}
