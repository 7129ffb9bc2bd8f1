import { createRequire } from 'node:module';
import path from 'node:path';
import { JSDOM } from 'jsdom';
import { buildOwn, linkPackages, type OwnBuild } from './built';

/** A component as rendered by miniprogram-simulate. */
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

/** The `wx` functions that TDesign calls while it loads. An SDK below 2.19.2 makes it render without virtual hosts, which the simulator lacks. */
const phone = {
  getSystemInfoSync: () => ({ SDKVersion: '2.10.0' }),
  getAppBaseInfo: () => ({ SDKVersion: '2.10.0' }),
  getWindowInfo: () => ({ windowWidth: 375 }),
  getDeviceInfo: () => ({ platform: 'android' }),
  nextTick: (task: () => void) => setTimeout(task, 0),
};

/** Renders the built components one at a time in jsdom. esbuild can't run in vitest's jsdom environment, so this creates the window itself. */
export class Simulator {
  private constructor(
    private readonly built: OwnBuild,
    private readonly simulate: Simulate,
  ) {}

  static async start(): Promise<Simulator> {
    const built = await buildOwn();
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

  /** Renders a component and waits until the data it sets while attaching shows. */
  async render(component: string, properties: object): Promise<Rendered> {
    const tag = path.basename(component);
    const options = { rootPath: this.built.dir, compiler: 'official' };
    const id = this.simulate.load(path.join(this.built.dir, component, tag), tag, options);
    const rendered = this.simulate.render(id, properties);
    rendered.attach(
      (globalThis as unknown as { document: { createElement(tag: string): unknown } }).document.createElement('div'),
    );
    await this.flush();
    return rendered;
  }

  /** The simulator's own timers are shorter, so they have fired by then, however slow the machine is. */
  flush(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 30));
  }

  stop(): Promise<void> {
    return this.built.remove();
  }
}
