import * as glassEasel from 'glass-easel';

export type Element = glassEasel.Element;
export type GeneralComponent = glassEasel.GeneralComponent;

/** A page's or component's `this`. */
export interface Instance {
  _$: GeneralComponent;
  data: Record<string, unknown>;
  setData(data: Record<string, unknown>, callback?: () => void): void;
  [member: string]: unknown;
}

/** A DOM node that belongs to a node of the mini-program's tree. */
export interface OwnedNode extends HTMLElement {
  __wxElement?: Element;
}

/** Returns the DOM node of an element; a virtual element has none. */
export function getDomNode(element: Element): OwnedNode | null {
  return (element.$$ as unknown as OwnedNode | null | undefined) ?? null;
}

/** Returns the element of the mini-program's tree that a DOM node belongs to. */
export function findOwner(node: EventTarget | null): Element | null {
  let current = node as (Node & { __wxElement?: Element }) | null;
  while (current !== null && current.__wxElement === undefined) current = current.parentNode;
  return current?.__wxElement ?? null;
}

/** Returns the element behind a listener's target: the element itself, or a component instance's element. */
export function toElement(target: unknown): Element {
  return target instanceof glassEasel.Element ? target : (target as Instance)._$;
}

/**
 * Fires an event at an element of the mini-program's tree. Returns true when a handler prevented the browser's default.
 */
export function fireEvent(
  target: Element,
  type: string,
  detail: unknown,
  options: glassEasel.EventOptions = {},
): boolean {
  const event = new glassEasel.Event(type, detail, { capturePhase: true, ...options });
  glassEasel.Event.dispatchEvent(target, event);
  return event.defaultPrevented();
}
