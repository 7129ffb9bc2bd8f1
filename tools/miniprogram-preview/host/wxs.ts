import { getDomNode, type Element, type GeneralComponent, type Instance } from './tree';
import { toPhoneUnits } from '../build/units';

/** The build marks functions that a WXS module exports. */
export function isWxsFunction(handler: unknown): boolean {
  return typeof handler === 'function' && (handler as { __wxs?: boolean }).__wxs === true;
}

/** The view of a node in WXS, which can style it and call its methods without the logic thread. */
interface ComponentDescriptor {
  selectComponent(selector: string): ComponentDescriptor | null;
  selectAllComponents(selector: string): ComponentDescriptor[];
  setStyle(style: string | Record<string, string>): ComponentDescriptor;
  addClass(name: string): ComponentDescriptor;
  removeClass(name: string): ComponentDescriptor;
  hasClass(name: string): boolean;
  getDataset(): Record<string, unknown>;
  callMethod(name: string, detail?: unknown): void;
  triggerEvent(name: string, detail?: unknown, options?: object): void;
  requestAnimationFrame(callback: () => void): void;
  setTimeout(callback: () => void, delayMs: number): number;
  clearTimeout(timer: number): void;
  getState(): Record<string, unknown>;
  getComputedStyle(names: string[]): Record<string, string>;
  getBoundingClientRect(): DOMRect | undefined;
}

/** The segment of glass-easel's inline style that neither the template nor animations write. */
const ownStyleSegment = 3 as never;
const descriptors = new WeakMap<Element, ComponentDescriptor>();

export function getDescriptor(element: Element): ComponentDescriptor {
  const existing = descriptors.get(element);
  if (existing !== undefined) return existing;
  const descriptor = createDescriptor(element);
  descriptors.set(element, descriptor);
  return descriptor;
}

function createDescriptor(element: Element): ComponentDescriptor {
  const state: Record<string, unknown> = {};
  const component = element as unknown as GeneralComponent;
  const root = (): Element => component.getShadowRoot?.() ?? element;
  const self: ComponentDescriptor = {
    selectComponent: (selector) => {
      const found = root().querySelector(selector);
      return found === null ? null : getDescriptor(found);
    },
    selectAllComponents: (selector) => root().querySelectorAll(selector).map(getDescriptor),
    setStyle: (style) => (element.setNodeStyle(formatStyle(style), ownStyleSegment), self),
    addClass: (name) => (element.toggleNodeClass(name, true), self),
    removeClass: (name) => (element.toggleNodeClass(name, false), self),
    hasClass: (name) => element.classList?.contains(name) ?? false,
    getDataset: () => element.dataset,
    callMethod: (name, detail) => callMethod(component, name, detail),
    triggerEvent: (name, detail, options) => element.triggerEvent(name, detail, options),
    requestAnimationFrame: (callback) => void requestAnimationFrame(callback),
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
    getState: () => state,
    getComputedStyle: (names) => readComputedStyle(element, names),
    getBoundingClientRect: () => getDomNode(element)?.getBoundingClientRect(),
  };
  return self;
}

/** On a phone the method runs in the logic thread, after the WXS that called it. */
function callMethod(component: GeneralComponent, name: string, detail: unknown): void {
  const instance = component.getMethodCaller?.() as unknown as Instance | undefined;
  const method = instance?.[name];
  if (typeof method !== 'function') console.warn(`[${component.is}] WXS called "${name}", which is not a method`);
  else queueMicrotask(() => void (method as (detail: unknown) => unknown).call(instance, detail));
}

function formatStyle(style: string | Record<string, string>): string {
  const text =
    typeof style === 'string'
      ? style
      : Object.entries(style)
          .map(([name, value]) => `${name}:${value}`)
          .join(';');
  return toPhoneUnits(text);
}

function readComputedStyle(element: Element, names: string[]): Record<string, string> {
  const node = getDomNode(element);
  if (node === null) return {};
  const style = getComputedStyle(node);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]));
}

/** `change:prop` runs after the property has reached the page, with `(new, old, owner, instance)`. */
export function createWxsObserver(
  observer: unknown,
): (value: unknown, old: unknown, owner: Element, element: Element) => void {
  return (value, old, owner, element) => {
    if (typeof observer !== 'function') return;
    queueMicrotask(() => {
      (observer as (...values: unknown[]) => void)(value, old, getDescriptor(owner), getDescriptor(element));
    });
  };
}
