import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startEmulator, temporaryState, type RunningEmulator } from 'cloudbase-emulator';
import { createPreview, type Preview } from '../../index';
import { launchBrowser } from '../../launch-browser';
import { actionTimeoutMs } from './eventually';

export const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** A fixture in a browser, on an emulator with the fixtures' functions. */
export interface TestStack {
  emulator: RunningEmulator;
  preview: Preview;
  /** Opens a page of the fixture on a phone-sized screen. */
  open(page?: string, as?: string, width?: number): Promise<OpenedPage>;
  /** Opens the preview with URL parameters such as `group` or `verbose`. */
  openWith(search: Record<string, string>, width?: number): Promise<OpenedPage>;
  stop(): Promise<void>;
}

export interface OpenedPage {
  page: Page;
  /** Errors of the console and uncaught exceptions. */
  consoleErrors: string[];
}

export async function startTestStack(fixture = 'gallery', npmDirs?: string[]): Promise<TestStack> {
  const options = { miniprogramDir: `${fixtures}${fixture}`, people: ['alice', 'bob'] };
  const preview = createPreview({ ...options, ...(npmDirs && { npmDirs }) });
  const emulator = await startEmulator({
    env: 'demo-preview',
    functionsDir: `${fixtures}functions`,
    database: {
      collections: {
        greetings: { indexes: [] },
        todos: { indexes: [] },
        board: { indexes: [], rule: { read: 'doc._openid == auth.openid', write: 'doc._openid == auth.openid' } },
        locked: { indexes: [], rule: { read: false, write: false } },
      },
    },
    stateDir: temporaryState,
    timers: false,
    extraRoutes: (request, response) => preview.handle(request, response),
  });
  const browser = await launchBrowser();
  return {
    emulator,
    preview,
    open: (page, as = 'alice', width = 375) =>
      openPage(browser, emulator.url, { as, ...(page !== undefined && { page }) }, width),
    openWith: (search, width = 375) => openPage(browser, emulator.url, { as: 'alice', ...search }, width),
    stop: async () => {
      await browser.close();
      preview.close();
      await emulator.stop();
    },
  };
}

/** Opens the preview in a new window and waits for its first page. */
export async function openPage(
  browser: Browser,
  url: string,
  search: Record<string, string>,
  width: number,
): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width, height: 812 } });
  page.setDefaultTimeout(actionTimeoutMs);
  const consoleErrors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  await page.goto(`${url}/?${new URLSearchParams(search).toString()}`);
  await page.locator('.wx-page-box:visible').first().waitFor();
  return { page, consoleErrors };
}
