import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually';
import { startEchoServer, type EchoServer } from './support/echo-server';
import { expectText, readText, tapButton } from './support/page-actions';
import { fixtures, startTestStack, type OpenedPage, type TestStack } from './support/test-stack';

/** WeChat's built-in components and APIs as an older mini-program uses them. */
let stack: TestStack;
let echo: EchoServer;
let opened: OpenedPage | undefined;

beforeAll(async () => {
  [stack, echo] = await Promise.all([startTestStack('third-party', [`${fixtures}npm`]), startEchoServer()]);
});

afterAll(() => Promise.all([stack.stop(), echo.stop()]));

afterEach(async () => {
  const consoleErrors = opened?.consoleErrors ?? [];
  await opened?.page.close();
  opened = undefined;
  expect(consoleErrors).toEqual([]);
});

async function open(path: string): Promise<Page> {
  opened = await stack.open(`/${path}`);
  return opened.page;
}

const style = (node: Locator, name: string): Promise<string> =>
  node.evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);

async function drag(page: Page, from: Locator, dx: number, dy: number): Promise<void> {
  const box = await from.boundingBox();
  const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + dx / 2, y + dy / 2);
  await page.mouse.move(x + dx, y + dy);
  await page.mouse.up();
}

describe('Nodes', () => {
  it('A page measures nodes, observes intersections and matches media queries', async () => {
    const page = await open('pages/nodes/nodes');
    await expectText(page, 'result', 'box v 100 20 rgb(1, 2, 3) 2 0');
    await expectText(page, 'media', 'true');
    await expectText(page, 'seen', '隐');
    await tapButton(page, '滚到');
    await expectText(page, 'seen', '隐见');
    await eventually(() => readText(page, 'log')).toContain('底');
  });

  it('A page scrolls a scroll-view through its node', async () => {
    const page = await open('pages/nodes/nodes');
    await tapButton(page, '节点滚');
    await eventually(() => page.locator('.scroller').evaluate((node) => node.scrollTop)).toBe(40);
  });

  it('A scroll-view is refreshed by a pull and by the page', async () => {
    const page = await open('pages/nodes/nodes');
    await drag(page, page.locator('.scroller'), 0, 150);
    await expectText(page, 'log', '刷完');
    await tapButton(page, '程序刷新');
    await expectText(page, 'log', '刷完刷完');
  });

  it('A movable-view follows a finger within its area', async () => {
    const page = await open('pages/nodes/nodes');
    await drag(page, page.locator('#mover'), 30, 20);
    await expectText(page, 'place', '40,25touch');
    await drag(page, page.locator('#mover'), 500, -500);
    await expectText(page, 'place', '160,0touch');
  });

  it('createAnimation and this.animate both animate nodes', async () => {
    const page = await open('pages/nodes/nodes');
    await tapButton(page, '动画一');
    await eventually(() => style(page.locator('#animated'), 'width')).toBe('50px');
    expect(await style(page.locator('#animated'), 'opacity')).toBe('0.5');
    expect(await style(page.locator('#animated'), 'transform')).toBe('matrix(1, 0, 0, 1, 10, 20)');
    await tapButton(page, '动画二');
    await expectText(page, 'keyed', '帧清');
    expect(await style(page.locator('#keyed'), 'opacity')).toBe('1');
  });
});

describe('Built-in components', () => {
  it('A circular swiper moves by autoplay, by a finger and by data', async () => {
    const page = await open('pages/views/views');
    await expectText(page, 'played', 'autoplaytrue');
    const slide = (index: number): Locator => page.locator('#swiper .slide').nth(index);
    const left = async (index: number): Promise<number> => Math.round((await slide(index).boundingBox())?.x ?? NaN);
    await tapButton(page, '下一片');
    await eventually(() => left(1)).toBe(0);
    await drag(page, slide(1), 200, 0);
    await eventually(() => left(0)).toBe(0);
    await drag(page, slide(0), 200, 0);
    await eventually(() => left(2)).toBe(0);
    await eventually(() => readText(page, 'swiped')).toContain('2touch');
    expect(await style(page.locator('#swiper i').nth(2), 'background-color')).toBe('rgb(1, 9, 1)');
  });

  it('A picker of every mode chooses from wheels', async () => {
    const page = await open('pages/views/views');
    const choose = async (id: string, ...rows: string[]): Promise<void> => {
      await page.locator(`#${id}`).click();
      for (const name of rows) await page.getByRole('option', { name, exact: true }).click();
      await page.getByRole('dialog').getByText('确定').click();
    };
    await choose('selector', '子');
    await expectText(page, 'picked', '0');
    await choose('multi', 'b', 'z');
    await expectText(page, 'picked', '[1,1]');
    await choose('time', '09时');
    await expectText(page, 'picked', '"09:01"');
    await choose('month', '05月');
    await expectText(page, 'picked', '"2026-05"');
    await page.locator('#month').click();
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['2026年', '02月', '03月', '04月', '05月']);
    await page.getByRole('dialog').getByText('取消').click();
    await choose('region', '广东省', '深圳市');
    await expectText(page, 'picked', '["广东省","深圳市","全部"]440000,440300');
  });

  it('rich-text renders nodes and HTML without scripts', async () => {
    const page = await open('pages/views/views');
    await expectText(page, 'rich', '节点&文');
    expect(await style(page.locator('#rich div'), 'color')).toBe('rgb(9, 8, 7)');
    expect(await page.locator('#html').innerHTML()).toBe('<p style="color:rgb(3,2,1)">段<b>粗</b></p>');
  });

  it('root-portal renders its children outside their ancestors', async () => {
    const page = await open('pages/views/views');
    const escaped = await page.locator('#escaped').boundingBox();
    expect([escaped?.x, escaped?.y]).toEqual([335, 812 - 200 - 30]);
    await page.locator('#ported').click();
    await page.locator('#ported').waitFor({ state: 'detached' });
  });

  it('page-container slides in and out and fires its events', async () => {
    const page = await open('pages/views/views');
    expect(await page.locator('#contained').isVisible()).toBe(false);
    await tapButton(page, '开容器');
    await eventually(async () => (await page.locator('#contained').boundingBox())?.y ?? 0).toBeLessThan(800);
    await page.mouse.click(180, 200);
    await expectText(page, 'left', 'afterleave');
    expect(await page.locator('#contained').isVisible()).toBe(false);
  });

  it('match-media matches the screen, editor edits text, and phone-only components show their names', async () => {
    const page = await open('pages/views/views');
    await expectText(page, 'modern', '现代1970/01/01formatTime');
    expect(await page.locator('#wide').isVisible()).toBe(true);
    expect(await page.locator('#never').isVisible()).toBe(false);
    await page.locator('.wx-editor').fill('写好了');
    await expectText(page, 'edited', '写好了');
    const readPlaceholder = (tag: string): Promise<string> =>
      page.locator(`wx-${tag}`).evaluate((node) => getComputedStyle(node, '::after').content);
    for (const tag of ['map', 'camera', 'live-player', 'ad', 'open-data'])
      expect(await readPlaceholder(tag)).toBe(`"<${tag}>"`);
    await expectText(page, 'unknown', '不认识');
  });
});

describe('APIs', () => {
  it('Storage, files and location return stored values and fail in WeChat’s words', async () => {
    const page = await open('pages/apis/apis');
    await page.getByRole('dialog').getByText('允许').click();
    await expectText(page, 'location', 'number');
    await expectText(page, 'can', '[true,true,false,true,false]');
    await expectText(page, 'stored', '{"a":[1],"d":null}');
    await expectText(page, 'missing', 'getStorage:fail data not found');
    await expectText(page, 'big', 'setStorage:fail entry size limit reached');
    await expectText(page, 'files', '["你好！",9,["a.txt"],0]');
    await eventually(() => readText(page, 'wrong')).toContain('readFileSync:fail no such file or directory');
    await eventually(() => readText(page, 'database')).toContain('-502003 database permission denied');
  });

  it('getUserInfo and getUserProfile no longer identify the person', async () => {
    const page = await open('pages/apis/apis');
    await page.getByRole('dialog').getByText('拒绝').click();
    await expectText(page, 'location', 'getLocation:fail auth deny');
    await tapButton(page, '资料');
    await expectText(page, 'profile', '微信用户');
    await eventually(() => readText(page, 'undescribed')).toContain('getUserProfile:fail parameter error');
    await tapButton(page, '旧资料');
    await expectText(page, 'old', '微信用户');
    await tapButton(page, '手机号');
    await page.getByRole('dialog').getByText('允许', { exact: true }).click();
    await expectText(page, 'phone', 'getPhoneNumber:ok');
  });

  it('wx.request reaches servers on this machine and no others', async () => {
    const page = await open('pages/apis/apis');
    await page.getByRole('dialog').getByText('拒绝').click();
    await page.getByPlaceholder('服务器').fill(echo.url);
    await tapButton(page, '请求');
    await expectText(
      page,
      'request',
      '[200,{"method":"POST","url":"/echo?x=1","body":"{\\"a\\":1}","own":"me"},"given"]',
    );
    await expectText(page, 'get', '/echo?q=值');
    await expectText(page, 'completed', 'ok');
    await expectText(page, 'download', '200 文件');
    await eventually(() => readText(page, 'upload')).toContain('上传');
    await expectText(page, 'task', 'function');
    await eventually(() => readText(page, 'outside')).toContain('request:fail url not in domain list:example.com');
    await tapButton(page, '长连接');
    await eventually(() => readText(page, 'socket')).toContain('connectSocket:fail url not in domain list');
  });
});
