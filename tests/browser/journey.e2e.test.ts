import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from 'miniprogram-preview';
import { describeNarrowPages } from './narrowPages';
import { Server } from './server';

/** The product's main journey, clicked through the real pages on the built functions. */
let server: Server;
let browser: Browser;
let page: Page;
const consoleErrors: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.begin(), launchBrowser()]);
  page = await browser.newPage({ viewport: { width: 375, height: 812 } });
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => message.type() === 'error' && consoleErrors.push(message.text()));
  page.on('pageerror', (error) => consoleErrors.push(String(error)));
});
afterAll(async () => {
  await browser.close();
  await server.end();
});

const open = (person: string, path = ''): Promise<unknown> =>
  page.goto(`${server.url}/?as=${person}${path === '' ? '' : `&page=${encodeURIComponent(path)}`}`);
const see = (text: string | RegExp): Promise<void> => page.getByText(text).filter({ visible: true }).first().waitFor();
const tap = (text: string | RegExp): Promise<void> => page.getByText(text).filter({ visible: true }).last().click();

async function find(name: string): Promise<void> {
  await open('alice');
  await page.getByRole('textbox').first().fill(name);
  await page.keyboard.press('Enter');
  await see(name);
  await tap(name);
  await see('你会得到');
}

/** Writes to an owner who decides after the payment. */
async function write(words: string): Promise<void> {
  await tap(/填写申请并支付 ¥/);
  await page.getByLabel('为什么想加入').filter({ visible: true }).fill(words);
}

async function payInSheet(): Promise<void> {
  await tap(/支付 ¥/);
  await see('微信支付');
  await tap('确认支付');
}

describe('buying', () => {
  it('A buyer finds an instant group, pays, and sees its live QR', async () => {
    await find('清晨英语角');
    await payInSheet();
    await see('可以入群了');
    await openTicket();
    const picture = page.locator('img').filter({ visible: true }).first();
    await picture.waitFor();
    expect(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(50);
  });

  it('A buyer pays for a reviewed group and waits', async () => {
    await find('周末随笔互评');
    await write('每周写一篇，想听听真话');
    await payInSheet();
    await see('付款成功，等群主审核');
  });

  it('A buyer who closes the payment sheet is not told that they paid', async () => {
    await find('毛线球俱乐部');
    await tap(/支付 ¥/);
    await see('微信支付');
    await page.getByLabel('关闭').filter({ visible: true }).last().click();
    await see('还没有付款');
  });
});

describe('rejecting', () => {
  it('An owner rejects an applicant with a reason', async () => {
    await open('olivia', '/pages/manage/manage');
    await decide('拒绝并退款', async () => {
      await page.getByRole('textbox').filter({ visible: true }).last().fill('请先补充自我介绍');
      await tap('拒绝并退款');
    });
  });
});

describe('after a rejection', () => {
  it('A rejected buyer sees the refund with its amount and state, and pays once more', async () => {
    await server.control('timers/sweep/run', {});
    await server.control('idle', {});
    await server.control('timers/sweep/run', {});
    await open('alice', '/pages/orders/orders');
    await see('周末随笔互评');
    await tap('周末随笔互评');
    await see('请先补充自我介绍');
    await see(/已退款/);
    await see(/19\.90/);
    await find('周末随笔互评');
    await write('每周写一篇，想听听真话');
    await payInSheet();
    await see('付款成功，等群主审核');
  });
});

describe('approving', () => {
  it('An owner reads what a paid applicant wrote and approves it', async () => {
    await open('olivia', '/pages/manage/manage');
    await decide(
      '通过',
      async () => {
        await see('通过这份申请？');
        await tap('通过');
      },
      '每周写一篇，想听听真话',
    );
  });
});

describe('applying before paying', () => {
  const message = '想陪女儿读完一本英文书';

  it('An applicant writes to the owner, and an unsent draft survives leaving the page', async () => {
    await find('和孩子读原版书');
    await tap('申请入群');
    await page.getByLabel('为什么想加入').filter({ visible: true }).fill(message);
    await page.getByLabel('返回').filter({ visible: true }).last().click();
    await see('你会得到');
    await tap('申请入群');
    const written = page.getByLabel('为什么想加入').filter({ visible: true });
    await expect.poll(() => written.inputValue()).toBe(message);
    await tap('提交申请');
    await see('撤回申请');
  });

  it('An owner recognises the application by its message and approves it', async () => {
    await open('olivia', '/pages/manage/manage');
    await decide(
      '通过',
      async () => {
        await see('通过这份申请？');
        await tap('通过');
      },
      message,
    );
  });

  it('An approved applicant pays from the list of memberships and sees the live QR', async () => {
    await open('alice', '/pages/me/me');
    await see('待支付');
    await tap('和孩子读原版书');
    await see('已通过，待支付');
    await payInSheet();
    await see('可以入群了');
    await openTicket();
    await open('alice', '/pages/group/group?groupId=g-young-readers');
    await see('查看入群凭证');
  });
});

describe('durability', () => {
  it('Orders and memberships survive a killed server', async () => {
    // The page's connection for new builds would log an error when the server dies.
    await page.goto('about:blank');
    await server.killHard();
    await server.start();
    await open('alice', '/pages/orders/orders');
    await see('清晨英语角');
    await see('周末随笔互评');
    await see(/已退款/);
    await tap('清晨英语角');
    await see('查看入群凭证');
    await open('alice', '/pages/orders/orders');
    await page.getByText('周末随笔互评').filter({ visible: true }).first().click();
    await see('查看入群凭证');
    await openTicket();
  });

  it('The whole journey logs no error on the console', () => {
    expect(consoleErrors).toEqual([]);
  });
});

describe('a phone of 320 px', () => describeNarrowPages(() => ({ server, browser })));

/** Opens the ticket and confirms that the QR may be shown, which ends the right to a refund. */
async function openTicket(): Promise<void> {
  await tap('查看入群凭证');
  await see('准备好入群了吗？');
  await tap('查看群码');
  await see('长按二维码');
}

/** Opens the applications, finds alice's by her name or her message, and decides on it. */
async function decide(button: string, confirm: () => Promise<void>, text = '小爱'): Promise<void> {
  await see(/份申请等你审核/);
  await tap(/份申请等你审核/);
  const application = page.locator('.application').filter({ hasText: text }).filter({ visible: true });
  await application.first().getByText(button, { exact: true }).last().click();
  await confirm();
  await application.first().waitFor({ state: 'detached' });
}
