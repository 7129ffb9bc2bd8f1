import type { Studio } from './studio';
import { hourMs, type World } from './world';

/** 管理, and the owner's own pages. */
export async function manage(studio: Studio): Promise<void> {
  const page = '/pages/manage/manage';
  await studio.open('alice', page);
  await studio.shoot('manage-none', '把你的微信群放到群票');
  await studio.open('olivia', page);
  await studio.shoot('manage-many', '份申请等你审核');
  await studio.open('owner-ma', page);
  await studio.see('没有有效群码');
  await studio.scrollTo('没有有效群码');
  await studio.shoot('manage-code-ended', '没有有效群码');
  await studio.open('olivia', page, { waiting: true });
  await studio.shoot('manage-loading', '管理');
  await studio.open('olivia', page, { offline: true });
  await studio.shoot('manage-offline', '网络没有连上');
  await studio.open('olivia', page, { dark: true });
  await studio.shoot('manage-dark', '份申请等你审核');
}

/** A group from nothing to the operator's desk. */
export async function newGroup(studio: Studio, picture: Buffer): Promise<void> {
  await studio.open('dora', '/pages/manage/manage');
  await studio.tap('建一个社群');
  await studio.shoot('edit-new', '先建一个草稿');
  await studio.tap('保存草稿');
  await studio.shoot('edit-wrong', '给社群起个名字');
  await studio.gone('还有内容没写好');
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
  await studio.gone('草稿已建好');
  await studio.shoot('desk-draft', '先上传群码');
  await studio.tap('先上传群码');
  await studio.shoot('codes-none', '没有有效群码');
  await chooseQr(studio, picture);
  await studio.shoot('codes-chosen', '启用这张群码');
  await studio.tap('启用这张群码');
  await studio.see('群码已生效');
  await studio.gone('群码已生效');
  await studio.shoot('codes-added', '群码还有');
  await studio.page.getByLabel('返回').last().click();
  await studio.shoot('desk-ready', '提交平台审核');
  await studio.page.locator('.desk__act').filter({ visible: true }).click();
  await studio.shoot('desk-submitting', '提交平台审核？');
  await studio.tap('提交', true);
  await studio.see('平台审核中');
  await studio.gone('已提交');
  await studio.shoot('desk-pending', '平台审核中');
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

/** WeChat asks for the privacy contract's acceptance first. */
async function chooseQr(studio: Studio, picture: Buffer): Promise<void> {
  await studio.page.getByLabel('选择群二维码').click();
  await studio.shoot('codes-privacy', '用户隐私保护提示');
  const chooser = studio.page.waitForEvent('filechooser');
  await studio.agree();
  await (await chooser).setFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
  await studio.page.getByLabel('换一张图').waitFor();
}

export async function desks(studio: Studio, world: World): Promise<void> {
  const desk = (groupId: string): string => `/owner/desk/desk?groupId=${groupId}`;
  await studio.open('olivia', desk('g-essay-circle'));
  await studio.shoot('desk-listed', '正在开放加入');
  await studio.tap('关闭社群');
  await studio.shoot('desk-closing', '关闭这个社群？');
  await studio.open('olivia', desk('g-essay-circle'), { dark: true });
  await studio.shoot('desk-dark', '正在开放加入');
  await studio.open('bob', desk('g-essay-circle'));
  await studio.shoot('desk-not-mine', '找不到这个社群');
  await studio.open('olivia', desk('g-essay-circle'), { waiting: true });
  await studio.shoot('desk-loading', '社群');
  await studio.open('olivia', desk('g-essay-circle'), { offline: true });
  await studio.shoot('desk-offline', '网络没有连上');

  const paused = 'g-notebook-layout';
  await world.call('saveGroup', { action: 'pause', groupId: paused }, 'olivia');
  await studio.open('olivia', desk(paused));
  await studio.see('重新开放');
  const { qrs } = await world.call('getMyGroup', { groupId: paused }, 'olivia');
  for (const { qrId } of qrs) await world.call('saveGroupQr', { action: 'retire', groupId: paused, qrId }, 'olivia');
  await studio.tap('重新开放', true);
  await studio.see('重新开放加入？');
  await studio.tap('开放', true);
  await studio.shoot('desk-refused', '还没有有效群码');
  await studio.open('olivia', desk(paused));
  await studio.shoot('desk-paused', '已暂停');
  await world.call('saveGroup', { action: 'close', groupId: paused }, 'olivia');
  await studio.open('olivia', desk(paused));
  await studio.shoot('desk-closed', '已关闭');
  await studio.open('olivia', '/owner/edit/edit?groupId=g-essay-circle');
  await studio.shoot('edit-change', '换一张');
  await studio.open('olivia', '/owner/edit/edit?groupId=g-essay-circle', { dark: true });
  await studio.see('换一张');
  await studio.scrollTo('怎么入群');
  await studio.shoot('edit-dark', '怎么入群');
}

export async function codes(studio: Studio, world: World, picture: Buffer): Promise<void> {
  const page = '/owner/qrs/qrs?groupId=g-essay-circle';
  await studio.open('olivia', page);
  await studio.shoot('codes-live', '群码还有');
  await studio.scrollToEnd();
  await studio.shoot('codes-list', '用过的群码');
  await studio.tap('停用', true);
  await studio.shoot('codes-retiring', '停用这张群码？');
  await studio.tap('停用', true);
  await studio.shoot('codes-retired', '没有有效群码');
  const fileId = await world.uploads('olivia', 'groupQrs/screens-soon.png', picture);
  const expiresAtMs = Date.now() + 5 * hourMs;
  await world.call(
    'saveGroupQr',
    { action: 'add', groupId: 'g-essay-circle', fileId, expiresAtMs, quota: 190 },
    'olivia',
  );
  await studio.open('olivia', page);
  await studio.shoot('codes-soon', '趁早换一张');
  await studio.open('olivia', page, { dark: true });
  await studio.shoot('codes-dark', '趁早换一张');
  await studio.page.getByLabel(/^有效期/).click();
  await studio.shoot('codes-day', '确定');
  await studio.open('olivia', '/pages/manage/manage');
  await studio.shoot('manage-code-soon', '到期');
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

/** What an owner earned: a month, one group of it, a month without anything, and who may not see it. */
export async function earnings(studio: Studio, world: World): Promise<void> {
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
  await world.breaks('getEarnings');
  await studio.open('olivia', page);
  await studio.shoot('earnings-error', '服务暂时出了问题');
  await world.heals();
  await studio.open('olivia', page, { dark: true });
  await studio.shoot('earnings-dark', '当月应结给你');
}
