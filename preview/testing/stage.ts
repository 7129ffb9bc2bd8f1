import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startEmulator, TEMPORARY_STATE, type RunningEmulator } from '../../emulator/index.js';
import { createPreview, type Preview } from '../index.js';
import { launchBrowser } from './browser.js';

/** Long enough for a loaded machine, short enough to name the step that hangs. */
const actionTimeoutMs = 10_000;
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** The gallery fixture in a browser, over a real emulator with the fixture's functions. */
export interface Stage {
  emulator: RunningEmulator;
  preview: Preview;
  /** Opens a page of the fixture on a phone-sized screen, as somebody. */
  open(page?: string, as?: string, width?: number): Promise<Opened>;
  end(): Promise<void>;
}

export interface Opened {
  page: Page;
  /** What the console called an error, and exceptions nobody caught. */
  complaints: string[];
}

export async function raiseStage(): Promise<Stage> {
  const preview = createPreview({ miniprogramDir: `${fixtures}gallery`, people: ['alice', 'bob'] });
  const emulator = await startEmulator({
    env: 'demo-preview',
    functionsDir: `${fixtures}functions`,
    database: { collections: { greetings: { indexes: [] } } },
    stateDir: TEMPORARY_STATE,
    timers: false,
    extraRoutes: (request, response) => preview.handle(request, response),
  });
  const browser = await launchBrowser();
  return {
    emulator,
    preview,
    open: (page, as = 'alice', width = 375) =>
      openPage(browser, emulator.url, { as, ...(page !== undefined && { page }) }, width),
    end: async () => {
      await browser.close();
      preview.close();
      await emulator.stop();
    },
  };
}

async function openPage(browser: Browser, url: string, search: Record<string, string>, width: number): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width, height: 812 } });
  page.setDefaultTimeout(actionTimeoutMs);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${url}/?${new URLSearchParams(search).toString()}`);
  await page.locator('.wx-page-box:visible').first().waitFor();
  return { page, complaints };
}
