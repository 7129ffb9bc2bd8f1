import type { Studio } from './studio';
import type { ScreenStack } from './screenStack';

/** 运营后台: issues, groups, orders. */
export async function admin(studio: Studio, stack: ScreenStack): Promise<void> {
  await groups(studio);
  await orders(studio, stack);
  await issues(studio, stack);
  await returned(studio);
}

async function groups(studio: Studio): Promise<void> {
  const page = '/admin/groups/groups';
  await studio.open('adam', page);
  await studio.shoot('admin-groups', '阳台种菜互助社');
  await studio.tap('阳台种菜互助社');
  await studio.shoot('admin-group', '会得到什么');
  await studio.scrollToEnd();
  await studio.shoot('admin-group-end', '封禁这个社群');
  await studio.tap('退回', true);
  await studio.shoot('admin-group-return', '退回给群主');
  await studio.tap('介绍太少，看不出得到什么');
  await studio.shoot('admin-group-reason', '再想想');
  await studio.tap('再想想');
  await studio.tap('封禁这个社群');
  await studio.shoot('admin-group-ban', '群主会看到原因');
  await studio.open('adam', '/admin/group/group?groupId=g-night-sky');
  await studio.see('会得到什么');
  await studio.tap('通过', true);
  await studio.shoot('admin-group-listing', '通过这个社群？');
  await studio.page.locator('t-dialog, .t-dialog').getByText('通过', { exact: true }).filter({ visible: true }).click();
  await studio.shoot('admin-group-listed', '开放中');
  await studio.open('adam', page);
  await studio.see('阳台种菜互助社');
  await studio.tap('已下架', true);
  await studio.shoot('admin-groups-none', '这里没有社群');
  await studio.open('bob', page);
  await studio.shoot('admin-not-operator', '没有权限');
  await studio.open('adam', page, { waiting: true });
  await studio.shoot('admin-groups-loading', '社群审核');
  await studio.open('adam', page, { offline: true });
  await studio.shoot('admin-groups-offline', '网络没有连上');
  await studio.open('adam', page, { dark: true });
  await studio.shoot('admin-groups-dark', '阳台种菜互助社');
  await studio.open('adam', '/admin/group/group?groupId=g-balcony-greens', { dark: true });
  await studio.shoot('admin-group-dark', '会得到什么');
}

async function orders(studio: Studio, stack: ScreenStack): Promise<void> {
  const page = '/admin/orders/orders';
  const orderId = await stack.buy('bob', 'g-bedtime-stories');
  await studio.open('adam', page);
  await studio.shoot('admin-orders', '阿博');
  await studio.search('123');
  await studio.shoot('admin-orders-invalid-number', '核对一下再查');
  await studio.search(orderId);
  await studio.shoot('admin-order', '还可以退');
  await studio.tap('退款', true);
  await studio.shoot('admin-order-refund', '写给买家的话');
  await studio.type('金额，元', '50');
  await studio.page.locator('.sheet').getByText('退款', { exact: true }).filter({ visible: true }).last().click();
  await studio.shoot('admin-order-too-much', '最多可退');
  await studio.type('金额，元', '9.9');
  await studio.type('写给买家的话', '停更一周，退回一半');
  await studio.page.locator('.sheet').getByText('退款', { exact: true }).filter({ visible: true }).last().click();
  await studio.shoot('admin-order-confirming', '不能撤回');
  await studio.page.locator('.t-dialog').getByText('退款', { exact: true }).filter({ visible: true }).click();
  await studio.shoot('admin-order-refunding', '入群资格不受影响');
  await stack.sweep();
  await stack.sweep();
  await studio.open('adam', `/admin/order/order?orderId=${orderId}`);
  await studio.shoot('admin-order-part', '还可以退');
  await studio.scrollToEnd();
  await studio.shoot('admin-order-end', '经过');
  await studio.open('bob', `/pages/order/order?orderId=${orderId}`);
  await studio.scrollTo('运营为你退款');
  await studio.shoot('order-part-refunded', '运营为你退款');
  await studio.open('adam', `/admin/orders/orders?sameBuyerAs=${orderId}`);
  await studio.shoot('admin-orders-person', '同一位买家');
  await studio.open('adam', page);
  await studio.see('阿博');
  await studio.tap('已退款', true);
  await studio.shoot('admin-orders-refunded', '已退');
  await studio.open('adam', `/admin/order/order?orderId=${'0'.repeat(32)}`);
  await studio.shoot('admin-order-none', '没有这笔订单');
  await studio.open('adam', page, { waiting: true });
  await studio.shoot('admin-orders-loading', '订单');
  await studio.open('adam', page, { dark: true });
  await studio.shoot('admin-orders-dark', '阿博');
  await studio.open('adam', `/admin/order/order?orderId=${orderId}`, { dark: true });
  await studio.shoot('admin-order-dark', '还可以退');
}

async function issues(studio: Studio, stack: ScreenStack): Promise<void> {
  const page = '/admin/issues/issues';
  const wrong = await stack.buy('gina', 'g-lane-walks', false);
  await stack.scriptOutcome('wrongAmount');
  await stack.control('POST', 'pay/confirm', { outTradeNo: wrong });
  await stack.drain();
  await stack.control('POST', 'call', { function: 'payNotify', data: { outTradeNo: wrong }, as: 'bob' });
  await studio.open('adam', page);
  await studio.shoot('admin-issues', '退款受阻');
  await studio.tap('再次退款', true);
  await studio.shoot('admin-issues-again', '再次退款？');
  await studio.page.locator('.t-dialog').getByText('退款', { exact: true }).filter({ visible: true }).click();
  await studio.waitUntilGone('已再次发起退款');
  await studio.scrollToEnd();
  await studio.shoot('admin-issues-events', '异常记录');
  await studio.open('adam', page, { dark: true });
  await studio.shoot('admin-issues-dark', '异常记录');
  await studio.tap('标记已处理', true);
  await studio.waitForRest();
  const { securityEvents } = await stack.callOk('adminIssues', {}, 'adam');
  for (const { eventId, lastAtMs: throughMs } of securityEvents)
    await stack.callOk('resolveSecurityEvent', { eventId, throughMs }, 'adam');
  await studio.open('adam', page);
  await studio.shoot('admin-issues-none', '没有要处理的事');
  await studio.open('adam', page, { waiting: true });
  await studio.shoot('admin-issues-loading', '社群审核');
  await studio.open('adam', page, { offline: true });
  await studio.shoot('admin-issues-offline', '网络没有连上');
  await studio.open('bob', page);
  await studio.shoot('admin-issues-not-operator', '没有权限');
}

/** The operator's note on the owner's dashboard. */
async function returned(studio: Studio): Promise<void> {
  await studio.open('owner-tang', '/owner/dashboard/dashboard?groupId=g-old-songs');
  await studio.shoot('dashboard-returned', '运营留言');
  await studio.open('owner-tang', '/owner/dashboard/dashboard?groupId=g-old-songs', { dark: true });
  await studio.shoot('dashboard-returned-dark', '运营留言');
}
