import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startEmulator, temporaryState, type RunningEmulator } from 'cloudbase-emulator';
import { launchBrowser } from '../launch-browser';
import { expectText, tapButton } from './support/page-actions';
import { fixtures, openPage, type OpenedPage } from './support/test-stack';

const bin = fileURLToPath(new URL('../bin.js', import.meta.url));

/** A project outside this repository: a mini-program with a package in its own `node_modules`. */
let project: string;
let browser: Browser;
let running: ChildProcessByStdio<null, Readable, Readable> | undefined;
let opened: OpenedPage | undefined;

beforeAll(async () => {
  browser = await launchBrowser();
});

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'preview-bin-'));
  cpSync(`${fixtures}third-party`, join(project, 'miniprogram'), { recursive: true });
  cpSync(`${fixtures}npm`, join(project, 'node_modules'), { recursive: true });
});

afterEach(async () => {
  await opened?.page.close();
  opened = undefined;
  running?.kill();
  running = undefined;
  rmSync(project, { recursive: true, force: true });
});

afterAll(() => browser.close());

function run(...args: string[]): ChildProcessByStdio<null, Readable, Readable> {
  running = spawn(process.execPath, [bin, ...args], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
  return running;
}

/** Runs the bin in the project's folder and resolves to the URL that it prints. */
async function startBin(...args: string[]): Promise<string> {
  const child = run('--port', '0', ...args);
  const errors = text(child.stderr);
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`the bin printed no URL: ${await errors}`);
}

async function open(url: string, search: Record<string, string>): Promise<OpenedPage> {
  opened = await openPage(browser, url.replace(/\/$/, ''), search, 375);
  return opened;
}

describe('miniprogram-preview', () => {
  it('The bin runs a mini-program outside the repository, with packages from its own node_modules', async () => {
    const { page, consoleErrors } = await open(await startBin('--miniprogram', 'miniprogram'), {});
    await expectText(page, 'code', '后来才有');
    await expectText(page, 'greeted', '包说过了');
    await page.getByText('旧包').waitFor();
    expect(consoleErrors).toEqual([]);
  });

  it('The bin finds the mini-program through project.config.json and ignores the project’s tsconfig.json', async () => {
    writeFileSync(join(project, 'project.config.json'), JSON.stringify({ miniprogramRoot: 'miniprogram/' }));
    const paths = { 'css-tree': ['./miniprogram/app.js'] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }));
    const { page } = await open(await startBin('--miniprogram', '.'), { page: '/pages/typed/typed' });
    await expectText(page, 'label', '店3 2 0 懒');
  });

  it('A page that was left gives up its live reload, and one that comes back reloads on a change', async () => {
    const { page } = await open(await startBin('--miniprogram', 'miniprogram'), {});
    await expectText(page, 'code', '后来才有');
    const isLiveReload = (request: Request): boolean => request.url().endsWith('/_preview/changes');
    const dispatch = (type: string): Promise<unknown> =>
      page.evaluate((name) => dispatchEvent(new PageTransitionEvent(name, { persisted: true })), type);
    await Promise.all([page.waitForEvent('requestfailed', isLiveReload), dispatch('pagehide')]);
    await Promise.all([page.waitForResponse((response) => isLiveReload(response.request())), dispatch('pageshow')]);
    const reloaded = page.waitForEvent('load');
    writeFileSync(join(project, 'miniprogram/later.txt'), '');
    await reloaded;
  });

  it('The bin shows the error of a folder that is not a mini-program', async () => {
    const url = await startBin('--miniprogram', 'node_modules');
    expect(await (await fetch(url)).text()).toContain('no app.json in');
  });

  it('The bin prints its usage when --miniprogram is missing', async () => {
    const child = run();
    const exit = new Promise((resolve) => child.on('exit', resolve));
    expect(await text(child.stderr)).toContain('usage: miniprogram-preview');
    expect(await exit).toBe(2);
  });
});

describe('miniprogram-preview with an emulator', () => {
  let emulator: RunningEmulator;

  beforeAll(async () => {
    emulator = await startEmulator({
      env: 'demo-preview',
      functionsDir: `${fixtures}functions`,
      database: { collections: { todos: { indexes: [] } } },
      stateDir: temporaryState,
      timers: false,
    });
  });

  afterAll(() => emulator.stop());

  it('The bin forwards a mini-program’s cloud calls to an emulator on another port', async () => {
    const url = await startBin('--miniprogram', 'miniprogram', '--emulator', emulator.url, '--people', 'carol');
    const { page, consoleErrors } = await open(url, { page: '/pages/todos/todos' });
    await page.getByPlaceholder('要做什么').fill('买米');
    await tapButton(page, '添加');
    await page.getByRole('button', { name: '完成买米', exact: true }).waitFor();
    expect(consoleErrors).toEqual([]);
  });
});
