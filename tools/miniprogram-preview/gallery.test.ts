import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { raiseStage, type Opened, type Stage } from './testing/stage';

let stage: Stage;
let opened: Opened | undefined;

beforeAll(async () => {
  stage = await raiseStage();
});

afterAll(async () => {
  await stage.end();
});

afterEach(async () => {
  const complaints = opened?.complaints ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(complaints).toEqual([]);
});

async function open(page?: string, as?: string, width?: number) {
  opened = await stage.open(page, as, width);
  return opened.page;
}

const shown = '.wx-page-box:visible';

describe('a page', () => {
  it('shows data, WXS, templates and components, and what onLoad set', async () => {
    const page = await open();
    expect(await page.locator('#greeting').textContent()).toBe('你好，群票 a#b# array');
    expect(await page.locator('#total').textContent()).toBe('合计 3');
    expect(await page.getByText('¥9.90').isVisible()).toBe(true);
    expect(await page.getByText('热门').isVisible()).toBe(true);
    expect(await page.locator('.row').textContent()).toBe('模板：3');
  });

  it('takes what is typed into TDesign fields', async () => {
    const page = await open('/pages/forms/forms');
    await page.getByPlaceholder('请输入群名').fill('读书会');
    await page.getByPlaceholder('介绍一下').fill('每周一本');
    await expect.poll(() => page.locator('#typed').textContent()).toBe('读书会|每周一本');
  });

  it('hears taps on buttons of its own and of TDesign', async () => {
    const page = await open();
    await page.locator('[class*="t-stepper__plus"]').first().click();
    await expect.poll(() => page.locator('#total').textContent()).toBe('合计 4');
    await page.getByText('反馈组件').click();
    await expect.poll(() => page.locator(`${shown} [role=heading]`).textContent()).toBe('反馈');
  });

  it('hears the Enter key on a button as a tap', async () => {
    const page = await open('/pages/feedback/feedback');
    await page.getByRole('button', { name: '系统对话框' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('确定', { exact: true }).click();
    await expect.poll(() => page.locator('#said').textContent()).toBe('对话框 true');
  });
});

describe('navigation', () => {
  it('opens a page with its query, talks over the event channel, and comes back', async () => {
    const page = await open();
    await page.getByText('城市骑行').click();
    await expect.poll(() => page.locator('#params').textContent()).toBe('g2 读书 群 来自 home');
    expect(await page.locator(`${shown} [role=heading]`).textContent()).toBe('读书 群');
    expect(new URL(page.url()).searchParams.get('page')).toBe(
      '/pages/detail/detail?id=g2&name=%E8%AF%BB%E4%B9%A6%20%E7%BE%A4',
    );
    await page.getByText('选这个').click();
    await expect.poll(() => page.locator('#answer').textContent()).toBe('选了 g2');
  });

  it('goes back by the button of the bar', async () => {
    const page = await open();
    await page.getByText('数据展示').click();
    await page.locator(shown).getByRole('button', { name: '返回' }).click();
    await expect.poll(() => page.locator('#greeting').isVisible()).toBe(true);
  });

  it('keeps tab pages alive and shows badges', async () => {
    const page = await open();
    await page.getByRole('tab', { name: '我的' }).click();
    await expect.poll(() => page.locator('#stored').textContent()).toBe('第 1 次');
    await page.getByRole('tab', { name: '首页' }).click();
    await page.getByRole('tab', { name: '我的' }).click();
    await expect.poll(() => page.locator('#stored').textContent()).toBe('第 2 次');
    expect(await page.locator('.wx-badge').textContent()).toBe('2');
  });

  it('stays where it is when it is loaded again', async () => {
    const page = await open('/pages/detail/detail?id=g1&name=x');
    await page.reload();
    await expect.poll(() => page.locator('#params').textContent()).toBe('g1 x ');
  });

  it('gives a page of a subpackage the whole screen when it draws its own bar', async () => {
    const page = await open('/packages/extra/pages/custom/custom');
    expect(await page.locator('#height').textContent()).toBe('812');
    expect(await page.getByText('自定义').isVisible()).toBe(true);
  });
});

describe('the cloud', () => {
  it('answers a function call as the person, and the panel knows what it cost', async () => {
    const page = await open(undefined, 'bob', 1280);
    await page.getByText('调用云函数').click();
    await expect.poll(() => page.locator('#answer').textContent()).toBe('你好，小程序，认得你');
    await expect.poll(() => page.locator('.pv-panel').textContent()).toMatch(/greet \d+ms · 库 1/);
  });

  it('fails as on a phone without a network', async () => {
    const page = await open(undefined, 'alice', 1280);
    await page.getByLabel('断网').check();
    await page.getByText('调用云函数').click();
    await expect.poll(() => page.locator('#answer').textContent()).toContain('cloud.callFunction:fail');
    await page.getByLabel('断网').uncheck();
  });

  it('opens the encrypted group of the card it was entered from', async () => {
    const page = await open('/pages/mine/mine', 'alice', 1280);
    await page.getByPlaceholder('群名').fill('读书会');
    await page.getByText('从群卡片进入').click();
    await page.getByText('入群核验').click();
    await expect.poll(() => page.getByText('认出了群').isVisible()).toBe(true);
  });

  it('says 40097 in its own words when it was not entered from a group', async () => {
    const page = await open('/pages/mine/mine');
    await page.getByText('入群核验').click();
    await expect.poll(() => page.getByText('getGroupEnterInfo:fail not from group').isVisible()).toBe(true);
  });
});

describe('paying', () => {
  it('shows what is paid for and pays', async () => {
    const page = await open();
    await page.getByText('支付', { exact: true }).click();
    const sheet = page.getByRole('dialog', { name: '微信支付' });
    await expect.poll(() => sheet.textContent()).toContain('¥9.90');
    expect(await sheet.textContent()).toContain('周末读书会');
    await sheet.getByText('确认支付').click();
    await expect.poll(() => page.locator('#answer').textContent()).toBe('支付成功');
    const { orders } = await stage.emulator.control('GET', 'pay/orders');
    expect(orders).toContainEqual(expect.objectContaining({ tradeState: 'SUCCESS', totalFee: 990 }));
  });

  it('fails with WeChat’s word when the sheet is closed', async () => {
    const page = await open();
    await page.getByText('支付', { exact: true }).click();
    await page.getByLabel('关闭支付').click();
    await expect.poll(() => page.locator('#answer').textContent()).toBe('requestPayment:fail cancel');
  });

  it('says in the sheet why a payment was declined', async () => {
    const page = await open(undefined, 'alice', 1280);
    await page.getByLabel('下一笔支付的遭遇').selectOption('decline');
    await page.getByText('设置', { exact: true }).click();
    await page.getByText('下一笔支付会这样').waitFor();
    await page.getByText('支付', { exact: true }).click();
    await page.getByText('确认支付').click();
    await expect.poll(() => page.getByRole('alert').textContent()).not.toBe('');
    await page.getByLabel('关闭支付').click();
  });
});

describe('what is drawn above pages', () => {
  it('asks, lists and tells, as WeChat and as TDesign do', async () => {
    const page = await open('/pages/feedback/feedback');
    const said = () => page.locator('#said').textContent();
    await page.getByText('系统菜单').click();
    await page.getByRole('dialog').getByText('乙').click();
    await expect.poll(said).toBe('菜单 1');
    await page.getByText('系统提示').click();
    await expect.poll(() => page.getByRole('status').textContent()).toBe('成功');
    await page.getByText('对话框', { exact: true }).click();
    await page.locator('[class*="t-dialog"]').getByText('确定', { exact: true }).click();
    await expect.poll(said).toBe('确认了');
    await page.getByText('动作面板').click();
    await page.getByText('举报').click();
    await expect.poll(said).toBe('选了举报');
  });

  it('keeps a popup inside the phone', async () => {
    const page = await open('/pages/feedback/feedback', 'alice', 1280);
    await page.getByText('弹出层').click();
    const content = page.getByText('弹出内容');
    await content.waitFor();
    const phone = await page.locator('.pv-phone').boundingBox();
    await expect.poll(async () => (await content.boundingBox())?.x).toBeGreaterThanOrEqual(phone?.x ?? Infinity);
    await page.getByText('关闭', { exact: true }).click();
    await content.waitFor({ state: 'hidden' });
  });

  it('asks whether messages may be sent', async () => {
    const page = await open('/pages/mine/mine');
    await page.getByText('订阅消息').click();
    await page.getByText('允许', { exact: true }).click();
    await expect.poll(() => page.getByText('accept').isVisible()).toBe(true);
  });
});

describe('gestures', () => {
  it('swipes a cell open by WXS and taps what it uncovers', async () => {
    const page = await open('/pages/feedback/feedback');
    const box = await page.getByText('左滑删除').boundingBox();
    const y = (box?.y ?? 0) + 10;
    await page.mouse.move(300, y);
    await page.mouse.down();
    await page.mouse.move(200, y, { steps: 5 });
    await page.mouse.move(140, y, { steps: 5 });
    await page.mouse.up();
    await page.getByText('删除', { exact: true }).click();
    await expect.poll(() => page.locator('#said').textContent()).toBe('删除了');
  });

  it('pulls a page down to refresh it', async () => {
    const page = await open();
    await page.mouse.move(180, 150);
    await page.mouse.down();
    await page.mouse.move(180, 340, { steps: 8 });
    await page.mouse.up();
    await expect.poll(() => page.locator('#greeting').textContent()).toContain('刷新过了');
  });

  it('tells a long press from a tap', async () => {
    const page = await open('/pages/data/data');
    const pressed = page.locator('.press');
    await pressed.click({ delay: 600 });
    await expect.poll(() => pressed.textContent()).toBe('长按或轻触：长按');
    await pressed.click();
    await expect.poll(() => pressed.textContent()).toBe('长按或轻触：轻触');
  });

  it('reaches the bottom once per visit to it', async () => {
    const page = await open('/pages/data/data');
    await page.locator(`${shown} .wx-page-scroller`).evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await expect.poll(() => page.getByText('第 7 行').count()).toBe(1);
  });
});

describe('WeChat’s own components', () => {
  it('collects a form', async () => {
    const page = await open('/pages/forms/forms');
    await page.getByPlaceholder('昵称').fill('小群');
    await page.getByText('接收通知').click();
    await page.locator('wx-radio').nth(1).locator('input').check();
    await page.getByText('提交').click();
    await expect
      .poll(async () => JSON.parse((await page.locator('#submitted').textContent()) || '{}') as unknown)
      .toEqual({ nick: '小群', on: true, rule: '2', amount: 4 });
  });

  it('chooses a date from wheels', async () => {
    const page = await open('/pages/forms/forms');
    await page.locator('#date').click();
    await page.getByRole('option', { name: '2027年' }).click();
    await page.getByRole('dialog').getByText('确定').click();
    await expect.poll(() => page.locator('#date').textContent()).toBe('日期 2027-11-22');
  });

  it('measures nodes and draws on a canvas', async () => {
    const page = await open('/pages/data/data');
    await expect.poll(() => page.locator('#measured').textContent()).toBe('375×100@0');
  });

  it('shows Chinese with the font it brings', async () => {
    const page = await open();
    await page.locator('#greeting').waitFor();
    const loaded = () => page.evaluate(() => [...document.fonts].some((font) => font.status === 'loaded'));
    await expect.poll(loaded).toBe(true);
  });
});

describe('the panel', () => {
  it('starts the mini-program again as somebody else', async () => {
    const page = await open(undefined, 'alice', 1280);
    await page.getByRole('button', { name: 'bob' }).click();
    await page.waitForURL(/as=bob/);
    await expect.poll(() => page.getByRole('button', { name: 'bob' }).getAttribute('aria-pressed')).toBe('true');
  });

  it('is a handle on a phone-sized screen', async () => {
    const page = await open();
    expect(await page.getByText('我是谁').count()).toBe(0);
    await page.getByLabel('调试面板').click();
    expect(await page.getByText('我是谁').isVisible()).toBe(true);
  });
});
