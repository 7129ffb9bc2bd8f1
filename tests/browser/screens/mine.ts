import type { Studio } from './studio';
import type { ScreenStack } from './screenStack';

/** 我的, for each kind of person. */
export async function me(studio: Studio, stack: ScreenStack): Promise<void> {
  const page = '/pages/me/me';
  for (const [name, as, text] of [
    ['newcomer', 'carol', '微信用户'],
    ['buyer', 'bob', '阿博'],
    ['many-memberships', 'alice', '全部'],
    ['owner', 'olivia', '群主'],
    ['operator', 'adam', '运营'],
  ] as const) {
    await studio.open(as, page);
    await studio.shoot(`me-${name}`, text);
  }
  await studio.open('bob', page, { waiting: true });
  await studio.shoot('me-loading', '我的订单');
  await studio.open('bob', page, { offline: true });
  await studio.shoot('me-offline', '网络没有连上');
  await studio.open('bob', page, { dark: true });
  await studio.shoot('me-dark', '阿博');
  await studio.open('alice', '/pages/memberships/memberships');
  await studio.shoot('memberships-many', '清晨英语角');
  await studio.open('carol', '/pages/memberships/memberships');
  await studio.shoot('memberships-none', '还没有加入社群');
  await studio.open('bob', '/pages/promise/promise');
  await studio.shoot('promise', '什么时候自动退款');
  await studio.open('bob', '/pages/about/about');
  await studio.shoot('about', '意见反馈');
  await profile(studio, stack);
}

async function profile(studio: Studio, stack: ScreenStack): Promise<void> {
  const page = '/pages/profile/profile';
  await studio.open('carol', page);
  await studio.shoot('profile-empty', '点头像更换');
  await studio.tap('保存', true);
  await studio.shoot('profile-error', '写一个昵称');
  await studio.page.getByLabel('更换头像').click();
  await studio.acceptPrivacy();
  await studio.shoot('profile-avatar', '用微信头像');
  await studio.tap('用微信头像');
  await studio.type('昵称', '违规测试');
  await studio.tap('保存', true);
  await studio.shoot('profile-refused', '文字没有通过检查');
  await studio.tap('去修改');
  await studio.type('昵称', '一个把昵称写得刚好二十个字的人就是我呀');
  await stack.control('POST', 'openapi/next', { api: 'security.msgSecCheck', errCode: -1, count: 1 });
  await studio.tap('保存', true);
  await studio.shoot('profile-check-unavailable', '内容检查没有响应');
  await studio.tap('重试', true);
  await studio.open('carol', '/pages/me/me');
  await studio.shoot('me-long-name', '一个把昵称写得');
}
