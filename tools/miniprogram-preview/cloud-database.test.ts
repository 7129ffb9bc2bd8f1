import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { becomes, reads, tap } from './testing/reading';
import { fixtures, raiseStage, type Opened, type Stage } from './testing/stage';

/** A mini-program whose pages read and write the database by themselves, as WeChat's own template does. */
let stage: Stage;
const opened: Opened[] = [];

beforeAll(async () => {
  stage = await raiseStage('stranger', [`${fixtures}npm`]);
});
beforeEach(async () => {
  await stage.emulator.control('POST', 'reset', { keepProcesses: true });
});
afterEach(async () => {
  const all = opened.splice(0);
  for (const { page } of all) await page.close();
  expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
});
afterAll(() => stage.end());

async function open(as: string, width?: number): Promise<Page> {
  const one = await stage.open('/pages/todos/todos', as, width);
  opened.push(one);
  return one.page;
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByPlaceholder('要做什么').fill(text);
  await tap(page, '添加');
  await page.getByRole('button', { name: `完成${text}`, exact: true }).waitFor();
}

const texts = (page: Page): Promise<string[]> => page.locator('.todo .text').allInnerTexts();

describe('a todo list of one’s own', () => {
  it('is written, ticked off and removed by its person, and seen by nobody else', async () => {
    const page = await open('alice');
    await write(page, '买米');
    await write(page, '洗碗');
    await becomes(page, 'added', 'collection.add:ok string');
    await tap(page, '完成买米');
    await becomes(page, 'one', '[true,1,["勾过"],true,113,"string"]');
    await expect.poll(() => texts(page)).toEqual(['买米（完）', '洗碗']);
    await tap(page, '删除洗碗');
    await becomes(page, 'removed', '1');
    await expect.poll(() => texts(page)).toEqual(['买米（完）']);
    const other = await open('bob');
    await write(other, '写信');
    await expect.poll(() => texts(other)).toEqual(['写信']);
    await page.reload();
    await expect.poll(() => texts(page)).toEqual(['买米（完）']);
  });

  it('is counted, grouped, paged and changed as a whole', async () => {
    const page = await open('alice');
    for (const text of ['买米', '买面', '洗碗']) await write(page, text);
    await tap(page, '完成洗碗');
    await becomes(page, 'updated', '1');
    await tap(page, '查询');
    await becomes(page, 'many', '2');
    const said = await Promise.all(['open', 'grouped', 'paged', 'set'].map((id) => reads(page, id)));
    expect(said).toEqual([
      '2',
      '[{"_id":false,"n":2},{"_id":true,"n":1}]',
      '[["_id","text"]]',
      '{"updated":0,"created":1}',
    ]);
  });

  it('is refused what its rules do not allow, in WeChat’s words', async () => {
    const page = await open('alice');
    await tap(page, '越权');
    await becomes(page, 'board', '0');
    const ids = ['locked', 'lockedAdd', 'nobody', 'absent', 'whole', 'openid', 'transaction'];
    const denied = '-502003 database permission denied | errMsg: Permission denied';
    const said = await Promise.all(ids.map((id) => reads(page, id)));
    expect(said).toEqual([
      `-502003 collection.get:fail ${denied}`,
      `-502003 collection.add:fail ${denied}`,
      expect.stringMatching(/^-1 document\.get:fail cannot find document with _id nobody, /),
      expect.stringMatching(/^-502005 collection\.count:fail -502005 database collection not exists \| errMsg: /),
      `-502003 collection.get:fail ${denied}`,
      expect.stringMatching(/^-501007 collection\.add:fail -501007 invalid parameters \| errMsg: _openid/),
      '-501008 database.startTransaction:fail transactions are for cloud functions',
    ]);
  });

  it('is watched, whoever changes it', async () => {
    const page = await open('alice');
    await write(page, '买米');
    await tap(page, '监听');
    await becomes(page, 'seen', '|init1 init 买米');
    await becomes(
      page,
      'watchLocked',
      'collection.watch:fail -502003 database permission denied | errMsg: Permission denied',
    );
    const again = await open('alice');
    await write(again, '洗碗');
    await becomes(page, 'seen', '|init1 init 买米|2 enqueue 洗碗');
    await tap(again, '完成买米');
    await becomes(page, 'seen', '|init1 init 买米|2 enqueue 洗碗|1 dequeue 买米');
  });

  it('is out of reach without a network, and on the panel with one', async () => {
    const page = await open('alice', 1280);
    await write(page, '买米');
    await expect.poll(() => page.locator('.pv-panel').textContent()).toMatch(/collection\.add todos \d+ms · 库 1/);
    await page.getByLabel('断网').check();
    await page.reload();
    await becomes(page, 'loading', 'collection.get:fail Error: request:fail');
    await page.getByLabel('断网').uncheck();
  });
});

it('a page deletes its person’s own files', async () => {
  const page = await open('alice');
  await tap(page, '文件');
  await becomes(page, 'deleted', '["0 ok","-503003 STORAGE_FILE_NONEXIST"]');
  expect(await reads(page, 'progress')).toBe('100 6');
});
