import { randomUUID } from 'node:crypto';
import { desktopSize, type Studio } from './studio';
import type { ScreenStack } from './screenStack';

const group = (groupId: string): string => `/pages/group/group?groupId=${groupId}`;

/** 发现, the start page. */
export async function discover(studio: Studio, stack: ScreenStack): Promise<void> {
  await studio.open('alice', '', { waiting: true });
  await studio.shoot('discover-loading', '最新');
  await studio.open('alice');
  await studio.shoot('discover-many', '清晨英语角');
  await studio.search('徒步');
  await studio.shoot('discover-one', '周末徒步');
  await studio.search('没有人会起这个名字');
  await studio.shoot('discover-none', '没有找到合适的社群');
  await studio.open('alice');
  await studio.see('清晨英语角');
  await studio.tap('手作');
  await studio.waitForRest();
  await studio.shoot('discover-category', '毛线球俱乐部');
  await studio.open('alice', '', { offline: true });
  await studio.shoot('discover-offline', '网络没有连上');
  await stack.breakFunction('listGroups');
  await studio.open('alice');
  await studio.shoot('discover-error', '服务暂时出了问题');
  await studio.open('alice', '', { dark: true });
  await studio.shoot('discover-dark', '清晨英语角');
  await studio.open('alice', '', { ios: true });
  await studio.shoot('discover-ios', '清晨英语角');
  await studio.open('alice', '', {}, desktopSize);
  await studio.shoot('desktop', '清晨英语角');
}

/** A group's page before a purchase, with every obstacle to one. */
export async function groups(studio: Studio, stack: ScreenStack): Promise<void> {
  await studio.open('alice', group('g-essay-circle'), {}, undefined, 1.5);
  await studio.shoot('group', '你会得到');
  await studio.open('alice', group('g-essay-circle'), { waiting: true });
  await studio.shoot('group-loading', '社群');
  await studio.open('alice', group('g-essay-circle'));
  await studio.see('你会得到');
  await studio.scrollTo('退款承诺');
  await studio.shoot('group-rules', '退款承诺');
  await studio.scrollToEnd();
  await studio.shoot('group-end', '退款承诺');
  for (const [name, as, groupId, text] of [
    ['instant', 'alice', 'g-quiet-study', '名额不限'],
    ['long-name', 'alice', 'g-guitar-twenty', '每天二十分钟弹吉他'],
    ['full', 'alice', 'g-slow-film', '已满员'],
    ['no-qr', 'alice', 'g-chengdu-badminton', '等待群主更新群码'],
    ['own', 'olivia', 'g-essay-circle', '去管理这个社群'],
    ['member', 'bob', 'g-hangzhou-hikes', '查看入群凭证'],
    ['under-review', 'bob', 'g-essay-circle', '查看进度'],
    ['not-found', 'alice', 'g-nowhere', '找不到这个社群'],
  ] as const) {
    await studio.open(as, group(groupId));
    await studio.shoot(`group-${name}`, text);
  }
  await studio.open('alice', group('g-essay-circle'), { offline: true });
  await studio.shoot('group-offline', '网络没有连上');
  await studio.open('alice', group('g-essay-circle'), { dark: true });
  await studio.shoot('group-dark', '你会得到');
  await studio.open('alice', group('g-essay-circle'), { ios: true });
  await studio.shoot('group-ios', '你会得到');
  await studio.open('alice', '/pages/apply/apply?groupId=g-essay-circle');
  await studio.type('为什么想加入', '每周写一篇，想听听真话');
  await studio.shoot('apply-paying', '并提交申请');
  await studio.open('alice', '/pages/apply/apply?groupId=g-essay-circle', { dark: true });
  await studio.scrollToEnd();
  await studio.shoot('apply-paying-end', '自动原路退回');
  await refusals(studio, stack);
}

/** A group whose last seat is held by an unpaid order, and a buyer who let two orders lapse. */
async function seats(studio: Studio, stack: ScreenStack): Promise<void> {
  const groupId = 'g-lane-walks';
  const begin = async (person: string): Promise<string> =>
    (await stack.callOk('createOrder', { idempotencyKey: randomUUID(), groupId }, person)).orderId;
  const { text, terms } = await stack.callOk('getMyGroup', { groupId }, 'olivia');
  const { seatsLeft } = (await stack.callOk('getGroup', { groupId }, 'alice')).group;
  const capacity = (terms.capacity ?? 0) - (seatsLeft ?? 0) + 1;
  await stack.callOk('saveGroup', { action: 'change', groupId, text, terms: { ...terms, capacity } }, 'olivia');
  const held = await begin('dave');
  await studio.open('alice', group(groupId));
  await studio.shoot('group-full-unpaid', '可能空出来');
  await stack.callOk('cancelOrder', { orderId: held }, 'dave');
  await stack.callOk('cancelOrder', { orderId: await begin('dave') }, 'dave');
  await studio.open('dave', group(groupId));
  await studio.shoot('group-orders-lapsed', '暂不可加入');
  await stack.callOk('saveGroup', { action: 'change', groupId, text, terms }, 'olivia');
}

/** Refusals of a purchase after the page was loaded. */
async function refusals(studio: Studio, stack: ScreenStack): Promise<void> {
  await studio.open('alice', group('g-lane-walks'));
  await studio.see('你会得到');
  await stack.callOk('saveGroup', { action: 'pause', groupId: 'g-lane-walks' }, 'olivia');
  await studio.tap(/支付 ¥/);
  await studio.shoot('group-refused', '看看其他社群');
  await studio.open('alice', group('g-lane-walks'));
  await studio.shoot('group-paused', '暂停加入');
  await stack.callOk('saveGroup', { action: 'resume', groupId: 'g-lane-walks' }, 'olivia');

  const { text, terms } = await stack.callOk('getMyGroup', { groupId: 'g-lane-walks' }, 'olivia');
  await studio.open('alice', group('g-lane-walks'));
  await studio.see('你会得到');
  const dearer = { ...terms, priceFen: terms.priceFen + 300 };
  await stack.callOk('saveGroup', { action: 'change', groupId: 'g-lane-walks', text, terms: dearer }, 'olivia');
  await studio.tap(/支付 ¥/);
  await studio.shoot('group-price-changed', '价格有变化');
  await studio.tap('不了');
  await stack.callOk('saveGroup', { action: 'change', groupId: 'g-lane-walks', text, terms }, 'olivia');

  await seats(studio, stack);

  await stack.control('POST', 'faults', { target: 'pay', mode: 'before', action: 'unifiedOrder', count: 3 });
  await studio.open('alice', group('g-birding'));
  await studio.see('你会得到');
  await studio.tap(/支付 ¥/);
  await studio.shoot('group-pay-unavailable', '微信支付没有响应');
  await stack.clearFaults();
}
