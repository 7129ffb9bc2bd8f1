import { playAnimation } from './animate';
import { fireEvent, findOwner, type OwnedNode } from '../tree';

/** Accessibility attributes reach the document under their HTML names. */
function toDomAttribute(name: string): string {
  return name === 'aria-role' ? 'role' : name;
}

const isAria = (name: string): boolean => name.startsWith('aria-');

/**
 * One of WeChat's built-in components: a custom element without a shadow tree, so that children are laid out as on a
 * phone and a test finds what a person sees. `changed` receives typed values, because HTML attributes would all be
 * text.
 */
export class BuiltIn extends HTMLElement implements OwnedNode {
  __wxElement?: NonNullable<OwnedNode['__wxElement']>;
  modelListeners: Record<string, ((value: unknown) => void) | null> = {};
  private readonly values = new Map<string, unknown>();
  private mounted = false;
  /**
   * Attributes that belong to the native control inside. Setting them on the component too would make a query find
   * both.
   */
  protected readonly innerAttributes: ReadonlySet<string> = new Set();

  /** Returns the value that the page gave a property, or `fallback`. */
  prop(name: string, fallback: string): string;
  prop<T>(name: string, fallback: T): T;
  prop(name: string, fallback: unknown): unknown {
    const value = this.values.get(name);
    return value === undefined || value === null || value === '' ? fallback : value;
  }

  /** Returns a number property, which may be written as text. */
  number(name: string, fallback: number): number {
    const value = Number(this.prop<unknown>(name, fallback));
    return Number.isNaN(value) ? fallback : value;
  }

  /** Returns a boolean property: `disabled`, `disabled="{{true}}"`. As in WXML, the text "false" is true. */
  flag(name: string): boolean {
    const value = this.values.get(name);
    return value === '' || Boolean(value);
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  override setAttribute(name: string, text: string): void {
    if (
      this.__wxElement === undefined ||
      name === 'style' ||
      name === 'class' ||
      name === 'id' ||
      name.startsWith('wx-')
    ) {
      super.setAttribute(name, text);
      if (name === 'style') this.styleRewritten();
      return;
    }
    const value = this.__wxElement.getAttribute(name);
    this.values.set(name, value);
    if (value === undefined || value === null || (value === '' && isAria(name)))
      super.removeAttribute(toDomAttribute(name));
    else if (name === 'animation') queueMicrotask(() => playAnimation(this, value));
    else if (typeof value !== 'object' && !this.innerAttributes.has(name))
      super.setAttribute(toDomAttribute(name), value === true && isAria(name) ? 'true' : text);
    if (this.mounted) this.changed(name, value);
  }

  override removeAttribute(name: string): void {
    super.removeAttribute(toDomAttribute(name));
    this.values.set(name, this.__wxElement?.getAttribute(name) ?? false);
    if (this.mounted) this.changed(name, false);
  }

  connectedCallback(): void {
    if (this.mounted) return;
    this.mounted = true;
    this.mount();
    for (const [name, value] of [...this.values]) this.changed(name, value);
  }

  disconnectedCallback(): void {
    // A moved node is disconnected and reconnected at once. Only one that stays disconnected has been removed.
    queueMicrotask(() => {
      if (!this.isConnected) this.unmount();
    });
  }

  /** Builds the inside. Runs once, before `changed` receives the initial properties. */
  protected mount(): void {
    return;
  }

  protected unmount(): void {
    return;
  }

  /** The page has rewritten the whole inline style; a component re-applies its own additions here. */
  protected styleRewritten(): void {
    return;
  }

  /** A property has changed. */
  protected changed(name: string, value: unknown): void;
  protected changed(): void {
    return;
  }

  /** Fires an event of this component at its listeners in the page. Most don't bubble. */
  emit(type: string, detail: unknown, options: { bubbles?: boolean; composed?: boolean } = {}): void {
    const owner = findOwner(this);
    if (owner !== null) fireEvent(owner, type, detail, options);
  }

  /** Stores a value that a person changed. `model:` bindings receive it before the event. */
  emitModel(name: string, value: unknown): void {
    this.values.set(name, value);
    this.modelListeners[name]?.(value);
  }
}
