import { mkdtempSync, mkdirSync, readdirSync, readFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPreview, type Preview } from '../index';
import { launchBrowser } from '../launch-browser';
import { actionTimeoutMs } from './support/eventually';

/** Mounts every component of TDesign, as npm delivers it, with as few properties as possible. */
const library = join(
  dirname(createRequire(import.meta.url).resolve('tdesign-miniprogram/package.json')),
  'miniprogram_dist',
);
const names = readdirSync(library).filter((name) => isComponent(name));

function isComponent(name: string): boolean {
  const settings = join(library, name, `${name}.json`);
  return (
    existsSync(settings) && (JSON.parse(readFileSync(settings, 'utf8')) as { component?: boolean }).component === true
  );
}

/**
 * Properties that a component can't do without; the others get none. `open` becomes true once the page is ready, as in
 * real pages.
 */
const needs: Record<string, string> = {
  cascader: 'options="{{options}}" visible="{{open}}"',
  'tree-select': 'options="{{options}}"',
  'date-time-picker': 'visible="{{open}}" value="2026-01-01 10:00"',
  calendar: 'visible="{{open}}"',
  'color-picker': 'value="#0052d9" type="multiple"',
  picker: 'visible="{{open}}"',
  'picker-item': 'options="{{options}}"',
  image: 'src="/dot.svg"',
  'image-viewer': 'images="{{images}}" visible="{{open}}"',
  swiper: 'list="{{images}}"',
  upload: 'files="{{[]}}"',
  qrcode: 'value="https://example.com"',
  'chat-content': "content=\"{{ {type: 'text', data: '你好'} }}\"",
  'chat-markdown': 'content="# 标题"',
  table: 'data="{{[]}}" columns="{{[]}}"',
  dialog: 'visible="{{open}}" title="标题" content="内容"',
  popup: 'visible="{{open}}"',
  drawer: 'visible="{{open}}" items="{{[]}}"',
  'action-sheet': 'visible="{{open}}" items="{{[\'甲\', \'乙\']}}"',
  message: 'visible="{{open}}" content="消息"',
  guide: 'steps="{{[]}}" current="{{0}}"',
};

let folder: string;
let preview: Preview;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tdesign-'));
  writeProgram(folder);
  preview = createPreview({
    miniprogramDir: folder,
    npmDirs: [join(library, '../..')],
    people: ['alice'],
    emulatorUrl: false,
  });
  server = createServer((request, response) => void preview.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  preview.close();
  server.close();
  rmSync(folder, { recursive: true });
});

function writeProgram(root: string): void {
  const pages = names.map((name) => `pages/${name}/page`);
  writeFileSync(join(root, 'app.json'), JSON.stringify({ pages, window: { navigationBarTitleText: '组件' } }));
  writeFileSync(join(root, 'app.js'), 'App({});');
  writeFileSync(join(root, 'dot.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>');
  const options = [{ label: '甲', value: 1, children: [{ label: '乙', value: 2 }] }];
  for (const name of names) {
    const page = join(root, 'pages', name, 'page');
    mkdirSync(dirname(page), { recursive: true });
    const data = JSON.stringify({ options, images: ['/dot.svg'] });
    const next = `/pages/${names[names.indexOf(name) + 1] ?? names[0] ?? ''}/page`;
    writeFileSync(
      `${page}.js`,
      `Page({ data: ${data}, onReady() { this.setData({ open: true }); }, next() { wx.redirectTo({ url: '${next}' }); } });`,
    );
    writeFileSync(
      `${page}.json`,
      JSON.stringify({ usingComponents: { [`t-${name}`]: `tdesign-miniprogram/${name}/${name}` } }),
    );
    writeFileSync(
      `${page}.wxml`,
      `<t-${name} id="it" ${needs[name] ?? ''}>内容</t-${name}><view id="next" bindtap="next">下一个</view>`,
    );
  }
}

/** Walks from page to page through their buttons and collects the errors of the console. */
async function walk(): Promise<Record<string, string[]>> {
  const { port } = server.address() as AddressInfo;
  const page = await browser.newPage({ viewport: { width: 375, height: 812 } });
  page.setDefaultTimeout(actionTimeoutMs);
  const consoleErrors: Record<string, string[]> = {};
  let shown = '';
  const note = (text: string): void => void (consoleErrors[shown] ??= []).push(text);
  page.on('console', (message) => message.type() === 'error' && note(message.text()));
  page.on('pageerror', (error) => note(error.stack ?? error.message));
  for (const name of names) {
    shown = name;
    if (name === names[0]) await page.goto(`http://127.0.0.1:${port}/?page=/pages/${name}/page`);
    // A popup may cover the button.
    else await page.locator('#next').evaluate((button: HTMLElement) => button.click());
    await page.locator(`[data-route="pages/${name}/page"] #next`).waitFor({ state: 'attached' });
    // Mounting a component includes its `ready` and its first frames.
    await page.evaluate(settleFrames);
  }
  return consoleErrors;
}

/** Runs in the browser: resolves after a few frames, once the main thread is idle. */
async function settleFrames(): Promise<void> {
  for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  await new Promise((resolve) => requestIdleCallback(resolve));
}

describe('TDesign', () => {
  it('Every TDesign component mounts without an error', async () => {
    expect(names.length).toBeGreaterThan(90);
    expect(await walk()).toEqual({});
  });
});
