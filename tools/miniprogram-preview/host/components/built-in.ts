import { playAnimation } from './animate';
import { fireEvent, findOwner, type OwnedNode } from '../tree';

/** Attributes that exist for people with screen readers; they reach the document under the names HTML knows. */
function toDomAttribute(name: string): string {
  return name === 'aria-role' ? 'role' : name;
}

const isAria = (name: string): boolean => name.startsWith('aria-');

/**
 * One of WeChat's own components: a custom element without a shadow tree, so that children are laid out as on the phone and a test
 * finds what a person sees. Values arrive with their types in `changed`, for attributes of HTML would all be text.
 */
export class BuiltIn extends HTMLElement implements OwnedNode {
  __wxElement?: NonNullable<OwnedNode['__wxElement']>;
  modelListeners: Record<string, ((value: unknown) => void) | null> = {};
  private readonly values = new Map<string, unknown>();
  private mounted = false;
  /** Attributes that belong to the browser's own control inside, and would be found twice if the component had them too. */
  protected readonly innerAttributes: ReadonlySet<string> = new Set();

  /** Value of a property as the page gave it, or `fallback`. */
  prop(name: string, fallback: string): string;
  prop<T>(name: string, fallback: T): T;
  prop(name: string, fallback: unknown): unknown {
    const value = this.values.get(name);
    return value === undefined || value === null || value === '' ? fallback : value;
  }

  /** A number, also one that was written as text. */
  number(name: string, fallback: number): number {
    const value = Number(this.prop<unknown>(name, fallback));
    return Number.isNaN(value) ? fallback : value;
  }

  /** A boolean property: `disabled`, `disabled="{{true}}"`; as in WXML, the text "false" is true. */
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
    // A node that is moved is disconnected and connected at once; only one that stays away is gone.
    queueMicrotask(() => {
      if (!this.isConnected) this.unmount();
    });
  }

  /** Builds the inside; called once, before `changed` is told every property. */
  protected mount(): void {
    return;
  }

  protected unmount(): void {
    return;
  }

  /** The page has written the whole inline style; what the component adds to it must be added again. */
  protected styleRewritten(): void {
    return;
  }

  /** A property has got a value. */
  protected changed(name: string, value: unknown): void;
  protected changed(): void {
    return;
  }

  /** Fires an event of this component at its listeners in the page; most do not bubble. */
  emit(type: string, detail: unknown, options: { bubbles?: boolean; composed?: boolean } = {}): void {
    const owner = findOwner(this);
    if (owner !== null) fireEvent(owner, type, detail, options);
  }

  /** A value that a person changed: `model:` bindings hear it before the event does. */
  emitModel(name: string, value: unknown): void {
    this.values.set(name, value);
    this.modelListeners[name]?.(value);
  }
}
