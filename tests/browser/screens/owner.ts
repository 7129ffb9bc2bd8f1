import type { Studio } from './studio';
import { hourMs, type ScreenStack } from './screenStack';

/** 管理 and the owner's pages. */
export async function manage(studio: Studio): Promise<void> {
  const page = '/pages/manage/manage';
  await studio.open('alice', page);
  await studio.shoot('manage-none', '把你的微信群放到群票');
  await studio.open('olivia', page);
  await studio.shoot('manage-many', '份申请等你审核');
  await studio.open('owner-ma', page);
  await studio.see('没有有效群码');
  await studio.scrollTo('没有有效群码');
  await studio.shoot('manage-qr-ended', '没有有效群码');
  await studio.open('olivia', page, { waiting: true });
  await studio.shoot('manage-loading', '管理');
  await studio.open('olivia', page, { offline: true });
  await studio.shoot('manage-offline', '网络没有连上');
  await studio.open('olivia', page, { dark: true });
  await studio.shoot('manage-dark', '份申请等你审核');
}

/** A new group, from its draft to the operators' review. */
export async function newGroup(studio: Studio, picture: Buffer): Promise<void> {
  await studio.open('dora', '/pages/manage/manage');
  await studio.tap('建一个社群');
  await studio.shoot('edit-new', '先建一个草稿');
  await studio.tap('保存草稿');
  await studio.shoot('edit-errors', '给社群起个名字');
  await studio.waitUntilGone('还有内容没写好');
  await fillGroup(studio);
  await studio.shoot('edit-filled', '再加一条');
  await studio.scrollToEnd();
  await studio.shoot('edit-terms', '限制名额');
  await studio.tap('申请后付款', true);
  await studio.shoot('edit-terms-applying', '这时还没有收钱');
  await studio.type('一句话介绍', '违规测试');
  await studio.tap('保存草稿');
  await studio.shoot('edit-refused', '文字没有通过检查');
  await studio.tap('去修改');
  await studio.type('一句话介绍', '每晚一首短诗，写三行，读给彼此听');
  await studio.tap('保存草稿');
  await studio.see('先上传群码');
  await studio.waitUntilGone('草稿已建好');
  await studio.shoot('dashboard-draft', '先上传群码');
  await studio.tap('先上传群码');
  await studio.shoot('qrs-none', '没有有效群码');
  await chooseQr(studio, picture);
  await studio.shoot('qrs-chosen', '启用这张群码');
  await studio.tap('启用这张群码');
  await studio.see('群码已生效');
  await studio.waitUntilGone('群码已生效');
  await studio.shoot('qrs-added', '群码还有');
  await studio.page.getByLabel('返回').last().click();
  await studio.shoot('dashboard-ready', '提交平台审核');
  await studio.page.locator('.dashboard__action').filter({ visible: true }).click();
  await studio.shoot('dashboard-submitting', '提交平台审核？');
  await studio.tap('提交', true);
  await studio.see('平台审核中');
  await studio.waitUntilGone('已提交');
  await studio.shoot('dashboard-pending', '平台审核中');
}

async function fillGroup(studio: Studio): Promise<void> {
  await studio.type('群名', '三行诗晚读社，把名字写到刚好三十个字那么长才肯停笔呀');
  await studio.type('一句话介绍', '每晚一首短诗，写三行，读给彼此听');
  await studio.tap('读书', true);
  await studio.type('第 1 条', '每晚九点一首短诗');
  await studio.tap('再加一条');
  await studio.type('第 2 条', '你写的三行，至少有两个人回应');
  await studio.type('社群介绍', '每晚九点贴一首短诗，十点前写下你的三行。不评好坏，只说读到了什么。');
  await studio.type('群主介绍', '写了十年诗，印过两本没人买的小册子。');
  await studio.type('价格，元', '6.6');
  await studio.scrollTo('进群得到什么');
}

/** WeChat first asks the person to accept the privacy contract. */
async function chooseQr(studio: Studio, picture: Buffer): Promise<void> {
  await studio.page.getByLabel('选择群二维码').click();
  await studio.shoot('qrs-privacy', '用户隐私保护提示');
  const chooser = studio.page.waitForEvent('filechooser');
  await studio.acceptPrivacy();
  await (await chooser).setFiles({ name: 'qr.png', mimeType: 'image/png', buffer: picture });
  await studio.page.getByLabel('换一张图').waitFor();
}

export async function dashboards(studio: Studio, stack: ScreenStack): Promise<void> {
  const dashboard = (groupId: string): string => `/owner/dashboard/dashboard?groupId=${groupId}`;
  await studio.open('olivia', dashboard('g-essay-circle'));
  await studio.shoot('dashboard-listed', '正在开放加入');
  await studio.tap('关闭社群');
  await studio.shoot('dashboard-closing', '关闭这个社群？');
  await studio.open('olivia', dashboard('g-essay-circle'), { dark: true });
  await studio.shoot('dashboard-dark', '正在开放加入');
  await studio.open('bob', dashboard('g-essay-circle'));
  await studio.shoot('dashboard-not-mine', '找不到这个社群');
  await studio.open('olivia', dashboard('g-essay-circle'), { waiting: true });
  await studio.shoot('dashboard-loading', '社群');
  await studio.open('olivia', dashboard('g-essay-circle'), { offline: true });
  await studio.shoot('dashboard-offline', '网络没有连上');

  const paused = 'g-notebook-layout';
  await stack.callOk('saveGroup', { action: 'pause', groupId: paused }, 'olivia');
  await studio.open('olivia', dashboard(paused));
  await studio.see('重新开放');
  const { qrs } = await stack.callOk('getMyGroup', { groupId: paused }, 'olivia');
  for (const { qrId } of qrs) await stack.callOk('saveGroupQr', { action: 'retire', groupId: paused, qrId }, 'olivia');
  await studio.tap('重新开放', true);
  await studio.see('重新开放加入？');
  await studio.tap('开放', true);
  await studio.shoot('dashboard-refused', '还没有有效群码');
  await studio.open('olivia', dashboard(paused));
  await studio.shoot('dashboard-paused', '已暂停');
  await stack.callOk('saveGroup', { action: 'close', groupId: paused }, 'olivia');
  await studio.open('olivia', dashboard(paused));
  await studio.shoot('dashboard-closed', '已关闭');
  await studio.open('olivia', '/owner/edit/edit?groupId=g-essay-circle');
  await studio.shoot('edit-change', '换一张');
  await studio.open('olivia', '/owner/edit/edit?groupId=g-essay-circle', { dark: true });
  await studio.see('换一张');
  await studio.scrollTo('怎么入群');
  await studio.shoot('edit-dark', '怎么入群');
}

export async function qrs(studio: Studio, stack: ScreenStack, picture: Buffer): Promise<void> {
  const page = '/owner/qrs/qrs?groupId=g-essay-circle';
  await studio.open('olivia', page);
  await studio.shoot('qrs-live', '群码还有');
  await studio.scrollToEnd();
  await studio.shoot('qrs-list', '能看到的群码');
  await studio.tap('停用', true);
  await studio.shoot('qrs-retiring', '停用这张群码？');
  await studio.tap('停用', true);
  await studio.shoot('qrs-retired', '没有有效群码');
  const fileId = await stack.upload('olivia', 'groupQrs/screens-soon.png', picture);
  const expiresAtMs = Date.now() + 5 * hourMs;
  await stack.callOk(
    'saveGroupQr',
    { action: 'add', groupId: 'g-essay-circle', fileId, expiresAtMs, quota: 190 },
    'olivia',
  );
  await studio.open('olivia', page);
  await studio.shoot('qrs-soon', '趁早换一张');
  await studio.open('olivia', page, { dark: true });
  await studio.shoot('qrs-dark', '趁早换一张');
  await studio.page.getByLabel(/^有效期/).click();
  await studio.shoot('qrs-day', '确定');
  await studio.open('olivia', '/pages/manage/manage');
  await studio.shoot('manage-qr-soon', '到期');
}

export async function reviews(studio: Studio): Promise<void> {
  const page = '/owner/reviews/reviews';
  await studio.open('olivia', page);
  await studio.shoot('reviews-waiting', '拒绝并退款');
  await studio.page.getByText('通过', { exact: true }).filter({ visible: true }).first().click();
  await studio.shoot('reviews-approving', '通过这份申请？');
  await studio.tap('再看看');
  await studio.page.getByText('拒绝并退款', { exact: true }).filter({ visible: true }).first().click();
  await studio.shoot('reviews-rejecting', '再想想');
  await studio.open('olivia', page);
  await studio.see('拒绝并退款');
  await studio.tap('已通过', true);
  await studio.shoot('reviews-approved', '结果');
  await studio.tap('已结束', true);
  await studio.shoot('reviews-rejected', '未通过');
  await studio.open('owner-he', page);
  await studio.shoot('reviews-none', '没有等待审核的申请');
  await studio.open('olivia', page, { waiting: true });
  await studio.shoot('reviews-loading', '待审核');
  await studio.open('olivia', page, { dark: true });
  await studio.shoot('reviews-dark', '拒绝并退款');
}

/** Earnings: a month, one group, an empty month, and a person who may not see them. */
export async function earnings(studio: Studio, stack: ScreenStack): Promise<void> {
  const page = '/owner/earnings/earnings';
  await studio.open('olivia', page);
  await studio.shoot('earnings', '当月应结给你');
  await studio.scrollToEnd();
  await studio.shoot('earnings-days', '每天');
  await studio.open('olivia', `${page}?groupId=g-essay-circle`);
  await studio.shoot('earnings-group', '周末随笔互评');
  await studio.page.getByLabel('上一个月').click();
  await studio.shoot('earnings-nothing', '这个月没有收款和退款');
  await studio.page.getByLabel(/^选择月份/).click();
  await studio.shoot('earnings-month', '确定');
  await studio.open('bob', page);
  await studio.shoot('earnings-none', '还没有自己的社群');
  await studio.open('bob', `${page}?groupId=g-essay-circle`);
  await studio.shoot('earnings-not-mine', '找不到这个社群');
  await studio.open('olivia', page, { waiting: true });
  await studio.shoot('earnings-loading', '收益');
  await studio.open('olivia', page, { offline: true });
  await studio.shoot('earnings-offline', '网络没有连上');
  await stack.breakFunction('getEarnings');
  await studio.open('olivia', page);
  await studio.shoot('earnings-error', '服务暂时出了问题');
  await stack.clearFaults();
  await studio.open('olivia', page, { dark: true });
  await studio.shoot('earnings-dark', '当月应结给你');
}
