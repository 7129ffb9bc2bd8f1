import type { Locator } from 'playwright-core';
import type { Studio } from './studio';
import { hourMs, type ScreenStack } from './screenStack';

const groupId = 'g-notebook-layout';
const group = `/pages/group/group?groupId=${groupId}`;
const apply = `/pages/apply/apply?groupId=${groupId}`;
const application = `/pages/application/application?groupId=${groupId}`;
const reviews = `/owner/reviews/reviews?groupId=${groupId}`;

const long =
  '我叫小爱，做了四年小学语文老师，去年开始画手帐。一开始只是记课堂上孩子说的话，后来发现排版比字更难：留白留多少、标题放哪里、贴纸什么时候该停手，我总是拿不准。\n看到你们每周有一次主题练习，还会互相改版式，正好是我缺的。我每周三和周日晚上有空，能保证交作业，也愿意帮别人看错别字。\n我平时用 A6 本子和两支笔，没有太多工具。如果需要先看作品，我可以发最近十页给你。希望能一起练到年底，把这一年的课堂写成一本能翻的小册子。另外我不会在群里发广告，也不转发别人的作品，这一点请放心。谢谢你花时间看到这里，等你的答复。';

/** Makes a group of olivia's one that people apply to before they pay. */
async function requireApplications(stack: ScreenStack, capacity = 50): Promise<void> {
  const { text, terms } = await stack.callOk('getMyGroup', { groupId }, 'olivia');
  const changed = { ...terms, admission: 'reviewThenPay' as const, reviewHours: 24, capacity };
  await stack.callOk('saveGroup', { action: 'change', groupId, text, terms: changed }, 'olivia');
}

/** From the group's page through every stage of an application. */
export async function applications(studio: Studio, stack: ScreenStack): Promise<void> {
  await requireApplications(stack);
  await stack.callOk('saveGroup', { action: 'resume', groupId }, 'olivia');
  await studio.open('alice', group);
  await studio.shoot('group-apply-first', '申请入群');
  await studio.scrollTo('怎么入群');
  await studio.shoot('group-apply-steps', '怎么入群');
  await studio.scrollToEnd();
  await studio.shoot('group-apply-promises', '退款承诺');
  await studio.open('alice', group, { ios: true });
  await studio.shoot('group-apply-ios', '审核后入群');
  await writing(studio, stack);
  await waiting(studio, stack);
  await deciding(studio, stack);
  await paying(studio, stack);
  await ended(studio, stack);
}

async function writing(studio: Studio, stack: ScreenStack): Promise<void> {
  await studio.open('alice', apply, { waiting: true });
  await studio.shoot('apply-loading', '申请入群');
  await studio.open('alice', apply, { offline: true });
  await studio.shoot('apply-offline', '网络没有连上');
  await studio.open('alice', apply, { ios: true });
  await studio.shoot('apply-ios', 'iOS 端暂不支持开通');
  await studio.open('dora', apply);
  await studio.shoot('apply-empty', '你还没有昵称');
  await studio.tap('提交申请');
  await studio.shoot('apply-error', '写一写你为什么想加入');
  await studio.open('alice', apply, { dark: true });
  await studio.type('为什么想加入', '违规测试');
  await studio.shoot('apply-dark', '4/300');
  await studio.tap('提交申请');
  await studio.shoot('apply-refused', '文字没有通过检查');
  await studio.open('alice', apply);
  await studio.type('为什么想加入', long);
  await studio.type('联系方式，选填', 'xiaoai_shouzhang');
  await studio.shoot('apply-filled', '联系方式');
  await studio.scrollToEnd();
  await studio.shoot('apply-filled-end', '提交之后');
  await stack.callOk('saveGroup', { action: 'pause', groupId }, 'olivia');
  await studio.tap('提交申请');
  await studio.shoot('apply-paused', '暂停加入');
  await stack.callOk('saveGroup', { action: 'resume', groupId }, 'olivia');
  await studio.tap('知道了');
  await studio.tap('提交申请');
  await studio.shoot('application-waiting', '撤回申请');
}

async function waiting(studio: Studio, stack: ScreenStack): Promise<void> {
  await studio.tap('撤回申请');
  await studio.shoot('application-withdrawing', '撤回申请？');
  await studio.open('alice', application, { dark: true });
  await studio.shoot('application-dark', '撤回申请');
  await studio.open('alice', application, { waiting: true });
  await studio.shoot('application-loading', '我的申请');
  await studio.open('alice', application, { offline: true });
  await studio.shoot('application-offline', '网络没有连上');
  await studio.open('adam', application);
  await studio.shoot('application-none', '没有申请');
  await studio.open('alice', group);
  await studio.shoot('group-applied', '审核中 · 查看申请');
  await stack.apply('dora', groupId, '想学排版');
  await studio.open('dora', '/pages/me/me');
  await studio.shoot('me-applied', '审核中');
  await studio.open('dora', '/pages/memberships/memberships');
  await studio.shoot('memberships-one', '审核中');
}

async function deciding(studio: Studio, stack: ScreenStack): Promise<void> {
  await stack.apply('bob', groupId, '画了三年手帐，\n想找人\n一起\n练\n排版', 'bob-wx');
  await studio.open('olivia', reviews);
  await studio.shoot('reviews-applications', '展开');
  await studio.tap('展开');
  await studio.shoot('reviews-unfolded', '收起');
  const first = (): Locator => studio.page.locator('.application').filter({ visible: true }).first();
  await first().getByText('通过', { exact: true }).click();
  await studio.shoot('reviews-approving-unpaid', '通过这份申请？');
  await studio.tap('再看看');
  await first().getByText('拒绝', { exact: true }).click();
  await studio.shoot('reviews-rejecting-unpaid', '再想想');
  await stack.decide(groupId, '画了三年', { decision: 'approve' });
  await requireApplications(stack, 1);
  await studio.open('olivia', reviews);
  await studio.see('展开');
  await first().getByText('通过', { exact: true }).click();
  await studio.see('通过这份申请？');
  await studio.page.locator('.t-dialog').getByText('通过', { exact: true }).last().click();
  await studio.shoot('reviews-full', '没有名额了');
  await requireApplications(stack);
  await studio.open('olivia', reviews);
  await studio.tap('已通过', true);
  await studio.shoot('reviews-approved-unpaid', '待支付');
}

async function paying(studio: Studio, stack: ScreenStack): Promise<void> {
  await stack.decide(groupId, '我叫小爱', { decision: 'approve' });
  await studio.open('alice', application);
  await studio.shoot('application-approved', '已通过，待支付');
  await studio.tap('放弃名额');
  await studio.shoot('application-giving-up', '放弃名额？');
  await studio.open('alice', application, { dark: true });
  await studio.shoot('application-approved-dark', '已通过，待支付');
  await studio.open('alice', application, { ios: true });
  await studio.shoot('application-approved-ios', '已通过');
  await studio.open('alice', '/pages/me/me');
  await studio.shoot('me-approved', '待支付');
  await studio.open('alice', '/pages/memberships/memberships');
  await studio.shoot('memberships-approved', '待支付');
  await stack.callOk('saveGroup', { action: 'pause', groupId }, 'olivia');
  await studio.open('alice', application);
  await studio.shoot('application-paused', '已通过，待支付');
  await stack.callOk('saveGroup', { action: 'resume', groupId }, 'olivia');
  await studio.open('alice', group);
  await studio.shoot('group-approved', '申请已通过');
  await studio.tap(/支付 ¥/);
  await studio.see('确认支付');
  await studio.page.getByLabel('关闭支付').click();
  await studio.shoot('result-approved-unpaid', '还没有付款');
  await studio.tap('取消订单');
  await studio.shoot('result-approved-cancelling', '取消这笔订单？');
  await studio.page.locator('.t-dialog').getByText('取消订单').last().click();
  await studio.shoot('result-approved-closed', '订单已关闭');
  await studio.tap('查看订单详情');
  await studio.shoot('order-approved-closed', '名额为你保留到');
  await studio.open('alice', application);
  await studio.tap(/支付 ¥/);
  await studio.tap('确认支付');
  await studio.shoot('result-approved-paid', '可以入群了');
  await studio.open('alice', application);
  await studio.shoot('application-admitted', '打开入群凭证');
}

async function ended(studio: Studio, stack: ScreenStack): Promise<void> {
  await stack.decide(groupId, '想学排版', {
    decision: 'reject',
    reason: '这一期先收画过手帐的人，下个月开新手班，欢迎再来。',
  });
  await studio.open('dora', application);
  await studio.shoot('application-rejected', '群主留言');
  await studio.open('dora', group);
  await studio.shoot('group-rejected-before', '可以再次申请');
  await stack.callOk('withdrawApplication', { groupId }, 'bob');
  await studio.open('bob', application);
  await studio.shoot('application-withdrawn', '已撤回');
  await studio.open('bob', '/pages/memberships/memberships');
  await studio.see('当前');
  await studio.tap('已结束');
  await studio.shoot('memberships-ended', '已撤回');
  await studio.open('adam', '/pages/memberships/memberships');
  await studio.tap('已结束');
  await studio.shoot('memberships-none-ended', '没有已结束的');
  await studio.open('olivia', reviews);
  await studio.tap('已结束', true);
  await studio.shoot('reviews-ended-unpaid', '申请内容已随撤回删除');
}

/** Days later: one application was not answered, another was approved and not paid. */
export async function applicationsLater(studio: Studio, stack: ScreenStack): Promise<void> {
  const other = 'g-lane-walks';
  const { text, terms } = await stack.callOk('getMyGroup', { groupId: other }, 'olivia');
  const changed = { ...terms, admission: 'reviewThenPay' as const, reviewHours: 24 };
  await stack.callOk('saveGroup', { action: 'change', groupId: other, text, terms: changed }, 'olivia');
  await stack.apply('dora', other, '没人答复');
  await stack.apply('fiona', other, '没有付款');
  await stack.decide(other, '没有付款', { decision: 'approve' });
  await stack.advance(25 * hourMs);
  const page = `/pages/application/application?groupId=${other}`;
  await studio.open('fiona', page);
  await studio.shoot('application-lapsed', '支付时间已过');
  await stack.sweep();
  await stack.sweep();
  await studio.open('fiona', page);
  await studio.shoot('application-unpaid', '支付时间已过');
  await studio.open('dora', page);
  await studio.shoot('application-timed-out', '群主超时未答复');
}
