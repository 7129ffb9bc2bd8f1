import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually';
import { expectText, readText, tapButton } from './support/page-actions';
import { fixtures, startTestStack, type OpenedPage, type TestStack } from './support/test-stack';

/** A mini-program whose pages use the database directly, as WeChat's own template does. */
let stack: TestStack;
const opened: OpenedPage[] = [];

beforeAll(async () => {
  stack = await startTestStack('third-party', [`${fixtures}npm`]);
});
beforeEach(async () => {
  await stack.emulator.control('POST', 'reset', { keepProcesses: true });
});
afterEach(async () => {
  const all = opened.splice(0);
  for (const { page } of all) await page.close();
  expect(all.flatMap(({ consoleErrors: consoleErrors }) => consoleErrors)).toEqual([]);
});
afterAll(() => stack.stop());

async function open(as: string, width?: number): Promise<Page> {
  const one = await stack.open('/pages/todos/todos', as, width);
  opened.push(one);
  return one.page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByPlaceholder('要做什么').fill(text);
  await tapButton(page, '添加');
  await page.getByRole('button', { name: `完成${text}`, exact: true }).waitFor();
}

const texts = (page: Page): Promise<string[]> => page.locator('.todo .text').allInnerTexts();

describe('wx.cloud.database', () => {
  it('A person adds, changes and removes todos that no one else sees', async () => {
    const page = await open('alice');
    await write(page, '买米');
    await write(page, '洗碗');
    await expectText(page, 'added', 'collection.add:ok string');
    await tapButton(page, '完成买米');
    await expectText(page, 'one', '[true,1,["勾过"],true,113,"string"]');
    await eventually(() => texts(page)).toEqual(['买米（完）', '洗碗']);
    await tapButton(page, '删除洗碗');
    await expectText(page, 'removed', '1');
    await eventually(() => texts(page)).toEqual(['买米（完）']);
    const other = await open('bob');
    await write(other, '写信');
    await eventually(() => texts(other)).toEqual(['写信']);
    await page.reload();
    await eventually(() => texts(page)).toEqual(['买米（完）']);
  });

  it('A page counts, aggregates, projects and updates documents', async () => {
    const page = await open('alice');
    for (const text of ['买米', '买面', '洗碗']) await write(page, text);
    await tapButton(page, '完成洗碗');
    await expectText(page, 'updated', '1');
    await tapButton(page, '查询');
    await expectText(page, 'many', '2');
    const results = await Promise.all(['open', 'grouped', 'paged', 'set'].map((id) => readText(page, id)));
    expect(results).toEqual([
      '2',
      '[{"_id":false,"n":2},{"_id":true,"n":1}]',
      '[["_id","text"]]',
      '{"updated":0,"created":1}',
    ]);
  });

  it('A request that the collection’s rules forbid fails with WeChat’s message', async () => {
    const page = await open('alice');
    await tapButton(page, '越权');
    await expectText(page, 'board', '0');
    const ids = ['locked', 'lockedAdd', 'nobody', 'absent', 'whole', 'openid', 'transaction'];
    const denied = '-502003 database permission denied | errMsg: Permission denied';
    const results = await Promise.all(ids.map((id) => readText(page, id)));
    expect(results).toEqual([
      `-502003 collection.get:fail ${denied}`,
      `-502003 collection.add:fail ${denied}`,
      expect.stringMatching(/^-1 document\.get:fail cannot find document with _id nobody, /),
      expect.stringMatching(/^-502005 collection\.count:fail -502005 database collection not exists \| errMsg: /),
      `-502003 collection.get:fail ${denied}`,
      expect.stringMatching(/^-501007 collection\.add:fail -501007 invalid parameters \| errMsg: _openid/),
      '-501008 database.startTransaction:fail transactions are for cloud functions',
    ]);
  });

  it('A watch reports changes made by any page', async () => {
    const page = await open('alice');
    await write(page, '买米');
    await tapButton(page, '监听');
    await expectText(page, 'seen', '|init1 init 买米');
    await expectText(
      page,
      'watchLocked',
      'collection.watch:fail -502003 database permission denied | errMsg: Permission denied',
    );
    const again = await open('alice');
    await write(again, '洗碗');
    await expectText(page, 'seen', '|init1 init 买米|2 enqueue 洗碗');
    await tapButton(again, '完成买米');
    await expectText(page, 'seen', '|init1 init 买米|2 enqueue 洗碗|1 dequeue 买米');
  });

  it('A database call fails without a network and is listed on the panel with one', async () => {
    const page = await open('alice', 1280);
    await write(page, '买米');
    await eventually(() => page.locator('.pv-panel').textContent()).toMatch(/collection\.add todos \d+ms · 库 1/);
    await page.getByLabel('断网').check();
    await page.reload();
    await expectText(page, 'loading', 'collection.get:fail Error: request:fail');
    await page.getByLabel('断网').uncheck();
  });
});

it('A page deletes its person’s own cloud files', async () => {
  const page = await open('alice');
  await tapButton(page, '文件');
  await expectText(page, 'deleted', '["0 ok","-503003 STORAGE_FILE_NONEXIST"]');
  await expectText(page, 'progress', '100 6');
});
