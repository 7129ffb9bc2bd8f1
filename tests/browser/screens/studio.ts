import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { root } from '../../../ops/build';
import type { DevStack } from '../../../ops/devStack';
import { smallTargets } from './targets';

/** The state of the phone. */
export interface PhoneSettings {
  readonly dark?: boolean;
  readonly ios?: boolean;
  readonly offline?: boolean;
  /** No call is ever answered, so that the page keeps showing its loading state. */
  readonly waiting?: boolean;
}

export const screensDir = join(root, 'docs/screens');

/** Opens pages of the running preview as a person and takes screenshots of them. */
export class Studio {
  readonly taken: string[] = [];
  /** Errors on the console, each with the last screenshot before it. */
  readonly consoleErrors: string[] = [];
  readonly targets: string[] = [];
  #context: BrowserContext | null = null;
  #page: Page | null = null;

  constructor(
    readonly devStack: DevStack,
    private readonly browser: Browser,
  ) {}

  get page(): Page {
    if (!this.#page) throw new Error('no page is open');
    return this.#page;
  }

  /** Opens a page on a fresh phone, by default the start page. */
  async open(as: string, page = '', settings: PhoneSettings = {}, size = phoneSize, scale = 1): Promise<void> {
    await this.#context?.close();
    this.#context = await this.browser.newContext({ viewport: size, deviceScaleFactor: scale });
    const { dark = false, ios = false, offline = false } = settings;
    const stored = JSON.stringify({ dark, offline, platform: ios ? 'ios' : 'android' });
    await this.#context.addInitScript((text) => localStorage.setItem('miniprogram-preview-settings', text), stored);
    this.#page = await this.#context.newPage();
    this.#page.setDefaultTimeout(15_000);
    this.#page.on('console', (message) => {
      if (message.type() === 'error')
        this.consoleErrors.push(`after ${this.taken.at(-1) ?? 'the start'}: ${message.text()}`);
    });
    this.#page.on('pageerror', (error) =>
      this.consoleErrors.push(`after ${this.taken.at(-1) ?? 'the start'}: ${error}`),
    );
    if (settings.waiting) await this.#page.route(/\/(_emulator|_preview\/control)\/call$/, () => undefined);
    const search = page === '' ? '' : `&page=${encodeURIComponent(page)}`;
    await this.#page.goto(`${this.devStack.url}/?as=${as}${search}`);
  }

  /** Waits until a text is visible. */
  async see(text: string | RegExp, timeout = 15_000): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ timeout });
  }

  async tap(text: string | RegExp, exact = false): Promise<void> {
    await this.page.getByText(text, { exact }).filter({ visible: true }).last().click();
  }

  /** Waits until a toast has disappeared. */
  async waitUntilGone(text: string): Promise<void> {
    await this.page
      .getByText(text)
      .filter({ visible: true })
      .first()
      .waitFor({ state: 'detached' })
      .catch(() => undefined);
  }

  async type(label: string, text: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).filter({ visible: true }).last().fill(text);
  }

  /** Accepts the privacy contract when WeChat asks for it. */
  async acceptPrivacy(): Promise<void> {
    await this.tap('同意', true);
  }

  async search(query: string): Promise<void> {
    await this.page.getByRole('textbox').filter({ visible: true }).first().fill(query);
    await this.page.keyboard.press('Enter');
  }

  async scrollTo(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().scrollIntoViewIfNeeded();
  }

  async scrollToEnd(): Promise<void> {
    await this.page.evaluate(() => {
      for (const each of document.querySelectorAll('*'))
        if (each.scrollHeight > each.clientHeight) each.scrollTop = 1e6;
    });
  }

  /** Takes a screenshot once `text` is visible and the images are loaded. */
  async shoot(name: string, text: string | RegExp): Promise<void> {
    await this.see(text).catch((error: unknown) => {
      throw new Error(`${name}: ${String(error)}\n${this.consoleErrors.join('\n')}`);
    });
    await this.waitForRest();
    for (const target of await smallTargets(this.page)) this.targets.push(`${name}: ${target}`);
    await this.page.screenshot({ path: join(screensDir, `${name}.png`) });
    this.taken.push(name);
  }

  /** Waits until images and fonts are loaded and transitions have ended. */
  async waitForRest(): Promise<void> {
    await this.page.waitForFunction(
      () => [...document.images].every((image) => image.complete) && document.fonts.status === 'loaded',
    );
    await this.page.waitForTimeout(transitionMs);
  }

  async end(): Promise<void> {
    await this.#context?.close();
  }
}

const phoneSize = { width: 375, height: 812 };
export const desktopSize = { width: 1280, height: 800 };
/** The longest of our transitions. */
const transitionMs = 450;

export async function openStudio(devStack: DevStack, browser: Browser): Promise<Studio> {
  await mkdir(screensDir, { recursive: true });
  return new Studio(devStack, browser);
}
