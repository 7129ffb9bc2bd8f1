import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually';
import { startTestStack, type OpenedPage, type TestStack } from './support/test-stack';

let stack: TestStack;
let opened: OpenedPage | undefined;

beforeAll(async () => {
  stack = await startTestStack();
});

afterAll(async () => {
  await stack.stop();
});

afterEach(async () => {
  const consoleErrors = opened?.consoleErrors ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(consoleErrors).toEqual([]);
});

async function open(page?: string, as?: string, width?: number) {
  opened = await stack.open(page, as, width);
  return opened.page;
}

const shown = '.wx-page-box:visible';

describe('A page', () => {
  it('A page renders data, WXS, templates, components and the data that onLoad set', async () => {
    const page = await open();
    expect(await page.locator('#greeting').textContent()).toBe('你好，世界 a#b# array');
    expect(await page.locator('#total').textContent()).toBe('合计 3');
    expect(await page.getByText('¥9.90').isVisible()).toBe(true);
    expect(await page.getByText('热门').isVisible()).toBe(true);
    expect(await page.locator('.row').textContent()).toBe('模板：3');
  });

  it('A page receives text typed into TDesign fields', async () => {
    const page = await open('/pages/forms/forms');
    await page.getByPlaceholder('请输入群名').fill('读书会');
    await page.getByPlaceholder('介绍一下').fill('每周一本');
    await eventually(() => page.locator('#typed').textContent()).toBe('读书会|每周一本');
  });

  it('A page receives taps on its own buttons and on TDesign’s', async () => {
    const page = await open();
    await page.locator('[class*="t-stepper__plus"]').first().click();
    await eventually(() => page.locator('#total').textContent()).toBe('合计 4');
    await page.getByText('反馈组件').click();
    await eventually(() => page.locator(`${shown} [role=heading]`).textContent()).toBe('反馈');
  });

  it('The Enter key on a button is a tap', async () => {
    const page = await open('/pages/feedback/feedback');
    await page.getByRole('button', { name: '系统对话框' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('确定', { exact: true }).click();
    await eventually(() => page.locator('#said').textContent()).toBe('对话框 true');
  });
});

describe('Navigation', () => {
  it('navigateTo opens a page with its query, an event channel and a way back', async () => {
    const page = await open();
    await page.getByText('城市骑行').click();
    await eventually(() => page.locator('#params').textContent()).toBe('g2 读书 群 来自 home');
    expect(await page.locator(`${shown} [role=heading]`).textContent()).toBe('读书 群');
    expect(new URL(page.url()).searchParams.get('page')).toBe(
      '/pages/detail/detail?id=g2&name=%E8%AF%BB%E4%B9%A6%20%E7%BE%A4',
    );
    await page.getByText('选这个').click();
    await eventually(() => page.locator('#answer').textContent()).toBe('选了 g2');
  });

  it('The bar’s back button goes back', async () => {
    const page = await open();
    await page.getByText('数据展示').click();
    await page.locator(shown).getByRole('button', { name: '返回' }).click();
    await eventually(() => page.locator('#greeting').isVisible()).toBe(true);
  });

  it('A tab page stays alive, and its tab shows a badge', async () => {
    const page = await open();
    await page.getByRole('tab', { name: '我的' }).click();
    await eventually(() => page.locator('#stored').textContent()).toBe('第 1 次');
    await page.getByRole('tab', { name: '首页' }).click();
    await page.getByRole('tab', { name: '我的' }).click();
    await eventually(() => page.locator('#stored').textContent()).toBe('第 2 次');
    expect(await page.locator('.wx-badge').textContent()).toBe('2');
  });

  it('A reload stays on the page', async () => {
    const page = await open('/pages/detail/detail?id=g1&name=x');
    await page.reload();
    await eventually(() => page.locator('#params').textContent()).toBe('g1 x ');
  });

  it('A page with its own navigation bar fills the whole screen, also in a subpackage', async () => {
    const page = await open('/packages/extra/pages/custom/custom');
    expect(await page.locator('#height').textContent()).toBe('812');
    expect(await page.getByText('自定义').isVisible()).toBe(true);
  });
});

describe('wx.cloud', () => {
  it('callFunction runs as the person, and the panel lists its cost', async () => {
    const page = await open(undefined, 'bob', 1280);
    await page.getByText('调用云函数').click();
    await eventually(() => page.locator('#answer').textContent()).toBe('你好，小程序，认得你');
    await eventually(() => page.locator('.pv-panel').textContent()).toMatch(/greet \d+ms · 库 1/);
  });

  it('callFunction fails without a network as on a phone', async () => {
    const page = await open(undefined, 'alice', 1280);
    await page.getByLabel('断网').check();
    await page.getByText('调用云函数').click();
    await eventually(() => page.locator('#answer').textContent()).toContain('cloud.callFunction:fail');
    await page.getByLabel('断网').uncheck();
  });

  it('getGroupEnterInfo returns the encrypted group of the card that opened the mini-program', async () => {
    const page = await open('/pages/mine/mine', 'alice', 1280);
    await page.getByPlaceholder('群名').fill('读书会');
    await page.getByText('从群卡片进入').click();
    await page.getByText('入群核验').click();
    await eventually(() => page.getByText('认出了群').isVisible()).toBe(true);
  });

  it('getGroupEnterInfo fails with 40097 when no group’s card opened the mini-program', async () => {
    const page = await open('/pages/mine/mine');
    await page.getByText('入群核验').click();
    await eventually(() => page.getByText('getGroupEnterInfo:fail not from group').isVisible()).toBe(true);
  });
});

describe('requestPayment', () => {
  it('requestPayment shows the order and pays it', async () => {
    const page = await open();
    await page.getByText('支付', { exact: true }).click();
    const sheet = page.getByRole('dialog', { name: '微信支付' });
    await eventually(() => sheet.textContent()).toContain('¥9.90');
    expect(await sheet.textContent()).toContain('周末读书会');
    await sheet.getByText('确认支付').click();
    await eventually(() => page.locator('#answer').textContent()).toBe('支付成功');
    const { orders } = await stack.emulator.control('GET', 'pay/orders');
    expect(orders).toContainEqual(expect.objectContaining({ tradeState: 'SUCCESS', totalFee: 990 }));
  });

  it('requestPayment fails with WeChat’s cancel when the sheet is closed', async () => {
    const page = await open();
    await page.getByText('支付', { exact: true }).click();
    await page.getByLabel('关闭支付').click();
    await eventually(() => page.locator('#answer').textContent()).toBe('requestPayment:fail cancel');
  });

  it('The payment sheet says why a payment was declined', async () => {
    const page = await open(undefined, 'alice', 1280);
    await page.getByLabel('下一笔支付的结果').selectOption('decline');
    await page.getByText('设置', { exact: true }).click();
    await page.getByText('下一笔支付会这样').waitFor();
    await page.getByText('支付', { exact: true }).click();
    await page.getByText('确认支付').click();
    await eventually(() => page.getByRole('alert').textContent()).not.toBe('');
    await page.getByLabel('关闭支付').click();
  });
});

describe('Layers above the pages', () => {
  it('Action sheets, toasts and dialogs work, WeChat’s and TDesign’s', async () => {
    const page = await open('/pages/feedback/feedback');
    const outcome = () => page.locator('#said').textContent();
    await page.getByText('系统菜单').click();
    await page.getByRole('dialog').getByText('乙').click();
    await eventually(outcome).toBe('菜单 1');
    // A toast disappears after 1.5 s, so the wait starts before the tap.
    const toast = page
      .getByRole('status')
      .filter({ hasText: /^成功$/ })
      .waitFor();
    await page.getByText('系统提示').click();
    await toast;
    await page.getByText('对话框', { exact: true }).click();
    await page.locator('[class*="t-dialog"]').getByText('确定', { exact: true }).click();
    await eventually(outcome).toBe('确认了');
    await page.getByText('动作面板').click();
    await page.getByText('举报').click();
    await eventually(outcome).toBe('选了举报');
  });

  it('A popup stays inside the phone', async () => {
    const page = await open('/pages/feedback/feedback', 'alice', 1280);
    await page.getByText('弹出层').click();
    const content = page.getByText('弹出内容');
    await content.waitFor();
    const phone = await page.locator('.pv-phone').boundingBox();
    await eventually(async () => (await content.boundingBox())?.x).toBeGreaterThanOrEqual(phone?.x ?? Infinity);
    await page.getByText('关闭', { exact: true }).click();
    await content.waitFor({ state: 'hidden' });
  });

  it('requestSubscribeMessage asks whether messages may be sent', async () => {
    const page = await open('/pages/mine/mine');
    await page.getByText('订阅消息').click();
    await page.getByText('允许', { exact: true }).click();
    await eventually(() => page.getByText('accept').isVisible()).toBe(true);
  });
});

describe('Gestures', () => {
  it('A WXS handler swipes a cell open, and the uncovered button can be tapped', async () => {
    const page = await open('/pages/feedback/feedback');
    const box = await page.getByText('左滑删除').boundingBox();
    const y = (box?.y ?? 0) + 10;
    await page.mouse.move(300, y);
    await page.mouse.down();
    await page.mouse.move(200, y, { steps: 5 });
    await page.mouse.move(140, y, { steps: 5 });
    await page.mouse.up();
    await page.getByText('删除', { exact: true }).click();
    await eventually(() => page.locator('#said').textContent()).toBe('删除了');
  });

  it('Pulling a page down refreshes it', async () => {
    const page = await open();
    await page.mouse.move(180, 150);
    await page.mouse.down();
    await page.mouse.move(180, 340, { steps: 8 });
    await page.mouse.up();
    await eventually(() => page.locator('#greeting').textContent()).toContain('刷新过了');
  });

  it('A long press is not a tap', async () => {
    const page = await open('/pages/data/data');
    const pressed = page.locator('.press');
    await pressed.hover();
    await page.mouse.down();
    await eventually(() => pressed.textContent()).toBe('长按或轻触：长按');
    await page.mouse.up();
    expect(await pressed.textContent()).toBe('长按或轻触：长按');
    // On a busy machine a click can take long enough to be a long press.
    await eventually(async () => {
      await pressed.click();
      return pressed.textContent();
    }).toBe('长按或轻触：轻触');
  });

  it('onReachBottom fires once per arrival at the bottom', async () => {
    const page = await open('/pages/data/data');
    await page.locator(`${shown} .wx-page-scroller`).evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await eventually(() => page.getByText('第 7 行').count()).toBe(1);
  });
});

describe('Built-in components', () => {
  it('A form collects the values of its fields', async () => {
    const page = await open('/pages/forms/forms');
    await page.getByPlaceholder('昵称').fill('小群');
    await page.getByText('接收通知').click();
    await page.locator('wx-radio').nth(1).locator('input').check();
    await page.getByText('提交').click();
    await eventually(
      async () => JSON.parse((await page.locator('#submitted').textContent()) || '{}') as unknown,
    ).toEqual({ nick: '小群', on: true, rule: '2', amount: 4 });
  });

  it('A date picker chooses from wheels', async () => {
    const page = await open('/pages/forms/forms');
    await page.locator('#date').click();
    await page.getByRole('option', { name: '2027年' }).click();
    await page.getByRole('dialog').getByText('确定').click();
    await eventually(() => page.locator('#date').textContent()).toBe('日期 2027-11-22');
  });

  it('A page measures nodes and draws on a canvas', async () => {
    const page = await open('/pages/data/data');
    await eventually(() => page.locator('#measured').textContent()).toBe('375×100@0');
  });

  it('Chinese text uses the preview’s own font', async () => {
    const page = await open();
    await page.locator('#greeting').waitFor();
    const loaded = () => page.evaluate(() => [...document.fonts].some((font) => font.status === 'loaded'));
    await eventually(loaded).toBe(true);
  });
});

describe('The panel', () => {
  it('The panel restarts the mini-program as another person', async () => {
    const page = await open(undefined, 'alice', 1280);
    await page.getByRole('button', { name: 'bob' }).click();
    await page.waitForURL(/as=bob/);
    await eventually(() => page.getByRole('button', { name: 'bob' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('The panel is a handle on a phone-sized screen', async () => {
    const page = await open();
    expect(await page.getByText('我是谁').count()).toBe(0);
    await page.getByLabel('调试面板').click();
    expect(await page.getByText('我是谁').isVisible()).toBe(true);
  });
});
