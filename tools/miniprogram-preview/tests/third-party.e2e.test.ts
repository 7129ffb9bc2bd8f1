import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually';
import { expectText, readText, tapButton } from './support/page-actions';
import { fixtures, startTestStack, type OpenedPage, type TestStack } from './support/test-stack';

/** An older mini-program in plain JavaScript that was not written for the preview. */
let stack: TestStack;
let opened: OpenedPage | undefined;

beforeAll(async () => {
  stack = await startTestStack('third-party', [`${fixtures}npm`]);
});

afterAll(() => stack.stop());

afterEach(async () => {
  const consoleErrors = opened?.consoleErrors ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(consoleErrors).toEqual([]);
});

async function open(path?: string, width?: number): Promise<Page> {
  opened = await stack.open(path === undefined ? undefined : `/${path}`, 'alice', width);
  return opened.page;
}

describe('WeChat’s starter template', () => {
  it('A page renders globalData, loops, branches, templates, includes and WXS', async () => {
    const page = await open();
    await expectText(page, 'code', '后来才有');
    await expectText(page, 'matrix', '00a 01b 10c');
    await expectText(page, 'map', 'x=1;y=2;');
    await expectText(page, 'count', '012');
    await expectText(page, 'goods', '苹果 4元\n甜+脆\n梨 2元（售罄）\n软');
    await expectText(page, 'footer', '页脚');
    await expectText(page, 'money', '¥9.9.- true 2 1970/01/01 你好 世界👋');
    await expectText(page, 'branch', '二');
    await expectText(page, 'lines', 'a\nb');
    await expectText(page, 'escaped', '<b>\u00a0\n二');
    expect(await page.locator('#hidden').isVisible()).toBe(false);
  });

  it('A page lays out rpx, imported style sheets and styles from data', async () => {
    const page = await open();
    const style = (id: string, name: string): Promise<string> =>
      page.locator(`#${id}`).evaluate((node, property) => getComputedStyle(node).getPropertyValue(property), name);
    expect(await style('code', 'color')).toBe('rgb(255, 0, 0)');
    expect(await style('visits', 'width')).toBe('50px');
    expect(await style('visits', 'height')).toBe('5px');
    expect(await style('code', 'font-size')).toBe('14px');
  });

  it('A page changes data through mutation, paths and callbacks', async () => {
    const page = await open();
    await tapButton(page, '改数据');
    await expectText(page, 'after', '回调里 改了 2');
    await eventually(() => readText(page, 'goods')).toContain('改了 4元');
    await tapButton(page, '换模板');
    await eventually(() => readText(page, 'goods')).toBe('没有货\n甜+脆\n没有货\n软');
  });

  it('A page uses npm packages, built and unbuilt', async () => {
    const page = await open();
    await expectText(page, 'greeted', '包说过了');
    const colour = await page.getByText('旧包').evaluate((node) => getComputedStyle(node).color);
    expect(colour).toBe('rgb(0, 128, 0)');
  });

  it('A custom tab bar switches tabs and notifies the pages', async () => {
    const page = await open();
    await page.getByText('标签日志').click();
    await expectText(page, 'log', 'load show ready');
    expect(await page.getByText('标签日志 >> visible=true').count()).toBe(0);
    const chosen = page.locator('.wx-page-box:visible').getByText('标签日志');
    await eventually(() => chosen.evaluate((node) => getComputedStyle(node).color)).toBe('rgb(7, 193, 96)');
    await page.locator('.wx-page-box:visible').getByText('标签首页').click();
    await page.locator('.wx-page-box:visible').getByText('标签日志').click();
    await expectText(page, 'log', 'load show ready hide show');
  });
});

describe('Pages', () => {
  it('A page knows the page stack, its route and its options', async () => {
    const page = await open('pages/life/life?x=%E4%B8%80&y=2');
    await tapButton(page, '页面栈');
    await expectText(page, 'pages', '1 pages/life/life {"x":"一","y":"2"} true');
  });

  it('A page receives scroll, reach-bottom and resize events', async () => {
    const page = await open('pages/life/life');
    await page.locator('.wx-page-scroller').evaluate((scroller) => (scroller.scrollTop = 120));
    await expectText(page, 'top', '120');
    await page.setViewportSize({ width: 400, height: 700 });
    await eventually(() => readText(page, 'log')).toContain('resize400');
    await page.locator('.wx-page-scroller').evaluate((scroller) => (scroller.scrollTop = 9999));
    await eventually(() => page.locator('#log').textContent()).toContain('bottom');
  });

  it('A page shares the card that its promise returns', async () => {
    const page = await open('pages/life/life');
    await tapButton(page, '分享');
    const sheet = page.getByRole('dialog', { name: '转发' });
    await eventually(() => sheet.textContent()).toContain('稍后的标题');
    await sheet.getByText('完成').click();
    await page.locator('.wx-page-box:visible').getByLabel('更多').click();
    await page.getByText('分享到朋友圈').click();
    await eventually(() => page.getByRole('dialog').textContent()).toContain('圈里');
  });

  it('A page of a subpackage changes the page below it', async () => {
    const page = await open();
    await tapButton(page, '分包');
    await expectText(page, 'inside', '二 分包工具 [1,"二"]');
    await tapButton(page, '跨包');
    await expectText(page, 'inside', '二 分包工具 [1,"二"] 懒');
    await tapButton(page, '改上页');
    await expectText(page, 'after', '上一页被改');
  });

  it('A page can be written in TypeScript with ES modules', async () => {
    const page = await open('pages/typed/typed');
    await expectText(page, 'label', '店3 2 0 懒');
    expect(await page.locator('.typed').allInnerTexts()).toEqual(['一', '二']);
  });

  it('A page whose script throws is shown without it, and the console says why', async () => {
    const page = await open('packages/more/pages/broken/broken');
    await expectText(page, 'still', '仍然显示');
    const errors = opened?.consoleErrors.splice(0) ?? [];
    expect(errors.join()).toContain('[packages/more/pages/broken/broken] failed to load: Error: 坏模块');
  });

  it('A page can be part of an independent subpackage', async () => {
    const page = await open('packages/alone/pages/start/start');
    await expectText(page, 'alone', '独立 true');
  });
});

describe('Custom components', () => {
  it('A component has slots, behaviors, observers, pure data and external classes', async () => {
    const page = await open('pages/parts/parts?from=%E5%AF%BC%E8%88%AA');
    await expectText(page, 'from', '导航');
    await expectText(page, 'state', 'bcbehavior 0 0 1 show ready 文字');
    const card = page.locator('#card');
    expect(await card.innerText()).toMatch(/^头\n?旧 无题→旧\n中\n/);
    const style = (selector: string, name: string): Promise<string> =>
      card.locator(selector).evaluate((node, property) => getComputedStyle(node).getPropertyValue(property), name);
    expect(await style('[class*="outside"] >> nth=0', 'background-color')).toBe('rgb(250, 250, 0)');
    expect(await style('[class*="outside-title"]', 'color')).toBe('rgb(200, 0, 0)');
    await tapButton(page, '加');
    await expectText(page, 'state', 'bcbehavior 2 14 1 {"a":[null,{"b":2}]} show ready 文字');
    await expectText(page, 'heard', '2countedcard2countedcard');
    await tapButton(page, '改属性');
    await eventually(() => card.innerText()).toContain('新 旧→新');
  });

  it('Components are connected by relations, generics, recursion, selection and plugins', async () => {
    const page = await open('pages/parts/parts');
    await expectText(page, 'linked', '甲乙|甲,乙');
    await expectText(page, 'tree', '根\n叶\n枝\n芽');
    await expectText(page, 'generic', '[甲][乙]');
    await expectText(page, 'default', '(甲)(乙)');
    await expectText(page, 'month', '插件 calendar/month');
    await tapButton(page, '问组件');
    await expectText(page, 'asked', 'true 2 甲 null');
    await tapButton(page, '改属性');
    await eventually(() => readText(page, 'linked')).toContain('-甲');
    await tapButton(page, '拿掉');
    await expectText(page, 'dropped', 'components/card/card');
  });

  it('A component’s styles are isolated unless styleIsolation says otherwise', async () => {
    const page = await open('pages/parts/parts');
    const colour = (text: string): Promise<string> =>
      page
        .getByText(text, { exact: true })
        .first()
        .evaluate((node) => getComputedStyle(node).color);
    expect(await colour('(甲)')).toBe('rgb(255, 0, 0)');
    expect(await colour('[甲]')).toBe('rgb(0, 0, 0)');
    expect(await colour('甲')).toBe('rgb(0, 0, 255)');
    expect(await page.getByText('加', { exact: true }).evaluate((node) => getComputedStyle(node).color)).not.toBe(
      'rgb(1, 2, 3)',
    );
  });
});

describe('Events', () => {
  it('An event is captured, bubbles, stops and excludes other handlers', async () => {
    const page = await open('pages/taps/taps');
    await page.locator('#plain').click();
    await expectText(page, 'log', '捕 内 外 捕');
    await page.locator('#catching').click();
    await expectText(page, 'log', '捕 内 外 捕 捕 止');
    await page.locator('#mutual').click();
    await expectText(page, 'log', '捕 内 外 捕 捕 止 捕 互内 外 捕');
    await page.locator('#caught').click();
    await expectText(page, 'log', '捕 内 外 捕 捕 止 捕 互内 外 捕 截');
  });

  it('An event carries marks, data sets and touches', async () => {
    const page = await open('pages/taps/taps');
    await page.locator('#inside').click();
    await expectText(
      page,
      'mark',
      '{"both":"内","n":3,"outer":"一"} {"userId":"7","ab":"x","obj":{"k":[1]}} inside>marks',
    );
    await page.locator('#touch').click();
    await expectText(page, 'touched', 'touchend00undefined');
  });

  it('A field binds both ways, and a handler can replace the typed text', async () => {
    const page = await open('pages/taps/taps');
    await page.getByPlaceholder('双向').fill('打字');
    await expectText(page, 'text', '打字');
    await tapButton(page, '定值');
    await eventually(() => page.getByPlaceholder('双向').inputValue()).toBe('定');
    await page.getByPlaceholder('大写').fill('abc');
    await eventually(() => page.getByPlaceholder('大写').inputValue()).toBe('ABC');
  });

  it('A WXS handler handles an event without the page', async () => {
    const page = await open('pages/taps/taps');
    await page.locator('#painted').click();
    await expectText(page, 'wxs', '{"id":"p","x":true,"has":true}');
    expect(await page.locator('#painted').evaluate((node) => getComputedStyle(node).color)).toBe('rgb(1, 1, 200)');
    await page.getByPlaceholder('双向').fill('变');
    await eventually(() => page.locator('#watched').evaluate((node) => getComputedStyle(node).letterSpacing)).toBe(
      '3px',
    );
  });

  it('An event takes its handler from data', async () => {
    const page = await open('pages/taps/taps');
    await page.locator('#switched').click();
    await expectText(page, 'chosen', '一');
    await page.locator('#switched').click();
    await expectText(page, 'chosen', '二');
  });
});
