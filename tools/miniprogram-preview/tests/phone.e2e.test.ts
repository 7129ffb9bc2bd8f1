import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually';
import { expectText, readText, tapButton } from './support/page-actions';
import { startTestStack, type OpenedPage, type TestStack } from './support/test-stack';

/** Dialogs and settings that WeChat and the phone show around a mini-program. */
let stack: TestStack;
let opened: OpenedPage | undefined;

beforeAll(async () => {
  stack = await startTestStack('phone');
});

afterAll(() => stack.stop());

afterEach(async () => {
  const consoleErrors = opened?.consoleErrors ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(consoleErrors).toEqual([]);
});

async function open(width?: number, search: Record<string, string> = {}): Promise<Page> {
  opened = await stack.openWith(search, width);
  return opened.page;
}

const dialog = (page: Page): Locator => page.getByRole('dialog');
const drawing = { name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('not much of a picture') };

describe('Privacy consent', () => {
  it('WeChat’s dialog asks for privacy consent once, and declining fails the API', async () => {
    const page = await open();
    await tapButton(page, '选图片');
    await dialog(page).getByText('拒绝').click();
    await expectText(page, 'picked', 'chooseMedia:fail privacy permission is not authorized');
    await tapButton(page, '选图片');
    const chooser = page.waitForEvent('filechooser');
    await dialog(page).getByText('同意').click();
    await (await chooser).setFiles(drawing);
    await expectText(page, 'picked', `image 21 21 .png`);
  });

  it('A page that listens for it asks for privacy consent itself', async () => {
    const page = await open();
    await tapButton(page, '自己问');
    await tapButton(page, '选图片');
    await expectText(page, 'asked', 'chooseMedia');
    const chooser = page.waitForEvent('filechooser');
    await tapButton(page, '同意隐私');
    await (await chooser).setFiles(drawing);
    await expectText(page, 'picked', `image 21 21 .png`);
  });
});

describe('Avatar and nickname', () => {
  it('A person chooses an avatar', async () => {
    const page = await open();
    await tapButton(page, '选头像');
    await dialog(page).getByText('同意').click();
    await dialog(page).getByText('用微信头像').click();
    const image = page.locator('#avatar img');
    await image.waitFor();
    await eventually(() => image.evaluate((node: HTMLImageElement) => node.naturalWidth)).toBe(132);
  });

  it('A person fills in the nickname that is offered above the keyboard', async () => {
    const page = await open();
    await page.getByPlaceholder('昵称').click();
    await dialog(page).getByText('同意').click();
    await page.getByRole('button', { name: 'alice' }).click();
    await expectText(page, 'name', 'alice');
    expect(await page.getByPlaceholder('昵称').inputValue()).toBe('alice');
  });
});

describe('Layers above the pages', () => {
  it('The gallery shows one picture at a time and starts at the requested one', async () => {
    const page = await open();
    await tapButton(page, '看图');
    const pictures = page.locator('.wx-gallery img');
    await eventually(() => pictures.count()).toBe(2);
    await eventually(async () => Math.round((await pictures.nth(1).boundingBox())?.x ?? NaN)).toBe(0);
    await page.locator('.wx-gallery').click();
    await eventually(() => pictures.count()).toBe(0);
  });

  it('requestSubscribeMessage asks for each template', async () => {
    const page = await open();
    await tapButton(page, '订阅');
    await dialog(page).getByLabel('乙').uncheck();
    await dialog(page).getByText('允许').click();
    await expectText(page, 'picked', '{"errMsg":"requestSubscribeMessage:ok","甲":"accept","乙":"reject"}');
  });

  it('The share sheet shows the card that a friend would receive', async () => {
    const page = await open();
    await tapButton(page, '转发这个');
    const sheet = page.getByRole('dialog', { name: '转发' });
    await eventually(() => sheet.textContent()).toContain('来自button7');
    expect(await sheet.textContent()).toContain('/pages/me/me?by=1');
    await sheet.getByText('完成').click();
    await page.getByLabel('更多').click();
    await page.getByText('转发给朋友').click();
    await eventually(() => sheet.textContent()).toContain('来自menu');
  });

  it('A long press on an image opens its menu', async () => {
    const page = await open();
    await page.locator('#code').hover();
    await page.mouse.down();
    await dialog(page).getByText('识别图中的二维码').waitFor();
    await page.mouse.up();
  });
});

describe('The phone', () => {
  it('A mini-program that a group’s card opened sees scene 1044', async () => {
    const page = await open(375, { group: '读书会' });
    await expectText(page, 'facts', 'android light 1044 375');
  });

  it('The panel turns the phone into an iPhone', async () => {
    const page = await open(1280);
    await page.getByLabel('iOS').check();
    await expectText(page, 'facts', 'ios light 1001 375');
    await page.getByLabel('iOS').uncheck();
    await expectText(page, 'facts', 'android light 1001 375');
  });

  it('The panel turns the phone and its page dark', async () => {
    const page = await open(1280);
    await page.getByLabel('深色模式').check();
    await expectText(page, 'facts', 'android dark 1001 375');
    const colour = (selector: string): Promise<string> =>
      page.locator(selector).evaluate((node) => getComputedStyle(node).backgroundColor);
    expect(await colour('wx-page')).toBe('rgb(17, 17, 17)');
    expect(await colour('.wx-navigation-bar')).toBe('rgb(17, 17, 17)');
    await page.getByLabel('深色模式').uncheck();
    await expectText(page, 'facts', 'android light 1001 375');
  });

  it('The phone stands beside its panel in a wide window and fills a narrow one', async () => {
    const desk = await open(1280);
    await desk.setViewportSize({ width: 1280, height: 800 });
    const phone = await desk.locator('.pv-phone').boundingBox();
    const panel = await desk.locator('.pv-panel').boundingBox();
    expect([phone?.width, phone?.y, phone?.height]).toEqual([375, 24, 752]);
    expect((phone?.x ?? 0) + 375).toBeLessThan(panel?.x ?? 0);
    await desk.close();
    const hand = await open(412);
    expect((await hand.locator('.pv-phone').boundingBox())?.width).toBe(412);
    await eventually(() => readText(hand, 'facts')).toContain('412');
  });

  it('The panel counts the setData calls of each action', async () => {
    const page = await open(1280);
    await tapButton(page, '订阅');
    await dialog(page).getByText('允许').click();
    await eventually(() => page.locator('.pv-panel').textContent()).toContain('轻触 订阅 · setData 1 次');
    const costs = await page.evaluate(() => (window as unknown as { __previewCosts: object }).__previewCosts);
    expect(costs).toMatchObject({
      actions: [{ action: '轻触 订阅', setDataCalls: 1, functions: 0 }, { action: '启动' }],
      milestones: { firstPageReadyMs: expect.any(Number) as number },
    });
  });
});
