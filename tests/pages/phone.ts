import { createRequire } from 'node:module';
import path from 'node:path';
import { vi } from 'vitest';
import type { Built } from './built';

export interface Confirmation {
  readonly title: string;
  readonly text: string;
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
}

/** A page as WeChat creates it from the options of `Page()`. */
export interface OpenPage {
  readonly data: Record<string, unknown>;
  setData(patch: Record<string, unknown>): void;
  selectComponent(selector: string): unknown;
  [method: string]: unknown;
}

type Options = Record<string, unknown> & { data: Record<string, unknown> };
type Called = { readonly name: string; readonly data: Record<string, unknown> };

const forever = new Promise<never>(() => undefined);

/** Sets `a.b` and `rows[3]` as `setData` does. */
function put(data: Record<string, unknown>, address: string, value: unknown): void {
  const keys = address.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop() ?? '';
  let inner = data;
  for (const key of keys) inner = inner[key] as Record<string, unknown>;
  inner[last] = value;
}

/**
 * A phone without a screen: runs the scripts of built pages, answers their calls from a script, and records the pages they open. It
 * confirms every dialog.
 */
export class Phone {
  readonly calls: Called[] = [];
  readonly dialogs: Confirmation[] = [];
  /** Called when a dialog opens, before it is confirmed. */
  onDialog: (confirmation: Confirmation) => void = () => undefined;
  /** The URLs of opened pages, by any kind of navigation; `back` for going back. */
  readonly opened: string[] = [];
  /** Addresses of images that were opened large. */
  readonly previewed: string[] = [];
  readonly toasts: string[] = [];
  readonly storage = new Map<string, unknown>();
  /** The answers of each function in order; the last one repeats. A function without answers never answers. */
  readonly answers = new Map<string, unknown[]>();

  readonly #responders = new Map<string, (data: Record<string, unknown>) => unknown>();

  constructor(private readonly built: Built) {
    vi.stubGlobal('wx', this.#wx());
    vi.stubGlobal('getCurrentPages', () => [{}, {}]);
  }

  /** Opens a page and waits until it has finished loading. */
  async open(route: string, query: Record<string, string> = {}): Promise<OpenPage> {
    const options = this.#optionsOf(route);
    const data = structuredClone(options.data);
    const page: OpenPage = {
      ...options,
      data,
      setData: (patch) => Object.entries(patch).forEach(([address, value]) => put(data, address, value)),
      selectComponent: () => ({ open: (confirmation: Confirmation) => this.#confirm(confirmation) }),
    };
    await this.trigger(page, 'onLoad', query);
    await this.trigger(page, 'onShow');
    return page;
  }

  /** Calls a handler and waits until everything it started has finished. */
  async trigger(page: OpenPage, handler: string, event?: unknown): Promise<void> {
    const method = page[handler];
    if (typeof method === 'function') void (method as (event: unknown) => unknown).call(page, event);
    for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async #confirm(confirmation: Confirmation): Promise<boolean> {
    this.dialogs.push(confirmation);
    this.onDialog(confirmation);
    return true;
  }

  /** Answers a function by its input, before any answer of `answers`; `null` ends that. */
  answerWith(name: string, respond: ((data: Record<string, unknown>) => unknown) | null): void {
    if (respond) this.#responders.set(name, respond);
    else this.#responders.delete(name);
  }

  callsOf(name: string): number {
    return this.calls.filter((each) => each.name === name).length;
  }

  /** Reloads the script, because pages keep state outside of their data. */
  #optionsOf(route: string): Options {
    const require = createRequire(path.join(this.built.dir, 'app.js'));
    for (const file of Object.keys(require.cache)) if (file.startsWith(this.built.dir)) delete require.cache[file];
    let given: Options | null = null;
    vi.stubGlobal('Page', (options: Options) => (given = options));
    require(path.join(this.built.dir, `${route}.js`));
    if (!given) throw new Error(`${route} is not a page`);
    return given;
  }

  async #answer({ name, data = {} }: { name: string; data?: Record<string, unknown> }): Promise<{ result: unknown }> {
    this.calls.push({ name, data });
    const respond = this.#responders.get(name);
    if (respond) return { result: structuredClone(respond(data)) };
    const answers = this.answers.get(name) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) return forever;
    if (answer instanceof Error) throw answer;
    return { result: structuredClone(answer) };
  }

  #wx(): object {
    const open = ({ url, complete }: { url: string; complete?: () => void }): void => {
      this.opened.push(url);
      complete?.();
    };
    const done = (): Promise<void> => Promise.resolve();
    return {
      navigateTo: open,
      redirectTo: open,
      switchTab: open,
      navigateBack: () => this.opened.push('back'),
      previewImage: ({ urls }: { urls: string[] }) => this.previewed.push(...urls),
      showToast: ({ title }: { title: string }) => this.toasts.push(title),
      getStorageSync: (key: string) => this.storage.get(key) ?? '',
      setStorageSync: (key: string, value: unknown) => void this.storage.set(key, structuredClone(value)),
      removeStorageSync: (key: string) => void this.storage.delete(key),
      getRandomValues: async ({ length }: { length: number }) => ({ randomValues: new Uint8Array(length).buffer }),
      getDeviceInfo: () => ({ platform: 'android' }),
      chooseMedia: async () => ({ tempFiles: [{ tempFilePath: 'phone://picture.png', size: 1000 }] }),
      requestPayment: done,
      setNavigationBarTitle: done,
      pageScrollTo: done,
      stopPullDownRefresh: done,
      cloud: {
        callFunction: (call: { name: string; data?: Record<string, unknown> }) => this.#answer(call),
        uploadFile: async ({ cloudPath }: { cloudPath: string }) => ({ fileID: `cloud://demo/${cloudPath}` }),
      },
    };
  }
}
