import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually';
import { fixtures, startTestStack, type OpenedPage, type TestStack } from './support/test-stack';

/** Each visible control is exactly one element for screen readers, keyboards and test drivers. */
let gallery: TestStack;
let thirdParty: TestStack;
let opened: OpenedPage | undefined;

beforeAll(async () => {
  [gallery, thirdParty] = await Promise.all([
    startTestStack('gallery'),
    startTestStack('third-party', [`${fixtures}npm`]),
  ]);
});

afterAll(() => Promise.all([gallery.stop(), thirdParty.stop()]));

afterEach(async () => {
  await opened?.page.close();
});

async function open(stack: TestStack, path: string): Promise<Page> {
  opened = await stack.open(path);
  return opened.page;
}

const one = async (found: Locator): Promise<void> => expect(await found.count()).toBe(1);

describe('Queries by role and text', () => {
  it('A placeholder finds exactly one field', async () => {
    const page = await open(gallery, '/pages/forms/forms');
    await one(page.getByPlaceholder('请输入群名'));
    await one(page.getByPlaceholder('介绍一下'));
    await one(page.getByPlaceholder('昵称'));
  });

  it('A label finds exactly one control', async () => {
    const page = await open(thirdParty, '/pages/views/views');
    const tick = page.getByLabel('勾');
    await one(tick);
    await one(page.getByRole('checkbox', { name: '勾' }));
    await page.getByText('勾').click();
    expect(await tick.isChecked()).toBe(false);
    await page.getByLabel('圈').check();
  });

  it('A button’s text finds exactly one button, native or TDesign’s', async () => {
    const page = await open(gallery, '/pages/home/home');
    await one(page.getByRole('button', { name: '调用云函数' }));
    await one(page.getByRole('button', { name: '反馈组件' }));
    await one(page.getByText('调用云函数'));
    await one(page.getByRole('link', { name: '数据展示' }));
    await one(page.getByRole('tab', { name: '我的' }));
  });

  it('A query finds controls of the visible page only', async () => {
    const page = await open(gallery, '/pages/home/home');
    await page.getByRole('button', { name: '反馈组件' }).click();
    await page.getByRole('heading', { name: '反馈' }).waitFor();
    expect(await page.getByRole('button', { name: '调用云函数' }).count()).toBe(0);
    await one(page.getByRole('heading'));
    await one(page.getByRole('button', { name: '返回' }));
  });

  it('A tappable view can be focused and tapped by keyboard without looking different', async () => {
    const page = await open(thirdParty, '/pages/taps/taps');
    const view = page.locator('#switched');
    expect(await view.evaluate((node) => getComputedStyle(node).outlineStyle)).toBe('none');
    await view.focus();
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('#chosen').textContent()).toBe('一');
    expect(await page.locator('#log').getAttribute('tabindex')).toBeNull();
  });
});
