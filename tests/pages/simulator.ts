import { createRequire } from 'node:module';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { buildForTest, linkPackages, type Built } from './built';

/** A component as miniprogram-simulate gives it. */
export interface Rendered {
  readonly dom: HTMLElementLike;
  readonly instance: Record<string, unknown>;
  querySelector(selector: string): Rendered | undefined;
  querySelectorAll(selector: string): Rendered[];
  dispatchEvent(name: string, options?: object): void;
  addEventListener(name: string, handler: (event: { detail: unknown }) => void): void;
  setData(data: object): void;
  attach(parent: unknown): void;
  detach(): void;
}

interface HTMLElementLike {
  readonly textContent: string;
  readonly innerHTML: string;
}

interface Simulate {
  load(file: string, tagName: string, options: object): string;
  render(id: string, properties: object): Rendered;
}

/** What TDesign asks of `wx` while it loads. Below 2.19.2 it renders without virtual hosts, which the simulator lacks. */
const phone = {
  getSystemInfoSync: () => ({ SDKVersion: '2.10.0' }),
  getAppBaseInfo: () => ({ SDKVersion: '2.10.0' }),
  getWindowInfo: () => ({ windowWidth: 375 }),
  getDeviceInfo: () => ({ platform: 'android' }),
  nextTick: (task: () => void) => setTimeout(task, 0),
};

/** Our built components, rendered one at a time in jsdom. esbuild can't run in vitest's own jsdom environment, so the window is made here. */
export class Simulator {
  private constructor(
    private readonly built: Built,
    private readonly simulate: Simulate,
  ) {}

  static async start(): Promise<Simulator> {
    const built = await buildForTest();
    await linkPackages(built);
    const { window } = new JSDOM('<body></body>', { pretendToBeVisual: true });
    const { document, Event, CustomEvent, Node, HTMLElement } = window;
    Object.assign(globalThis, {
      window,
      document,
      Event,
      CustomEvent,
      Node,
      HTMLElement,
      wx: phone,
      getApp: () => ({}),
    });
    return new Simulator(built, createRequire(import.meta.url)('miniprogram-simulate') as Simulate);
  }

  /** Renders a component of ours and waits until what it sets while attaching is on the page. */
  async render(component: string, properties: object): Promise<Rendered> {
    const tag = path.basename(component);
    const options = { rootPath: this.built.dir, compiler: 'official' };
    const id = this.simulate.load(path.join(this.built.dir, component, tag), tag, options);
    const rendered = this.simulate.render(id, properties);
    rendered.attach(
      (globalThis as unknown as { document: { createElement(tag: string): unknown } }).document.createElement('div'),
    );
    await this.settled();
    return rendered;
  }

  settled(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 30));
  }

  stop(): Promise<void> {
    return this.built.remove();
  }
}
