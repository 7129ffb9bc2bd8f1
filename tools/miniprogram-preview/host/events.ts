import type { ShadowedEvent } from 'glass-easel';
import { beginAction } from './costs';
import { storeHandlerResult } from './handler-results';
import { cloneData } from './set-data';
import { getDomNode, toElement, fireEvent, findOwner, type Element, type Instance } from './tree';
import { pages } from './phone';
import { getDescriptor, isWxsFunction } from './wxs';

/** Serializes an event's target to plain values, as a page receives it from the other thread. */
function serializeTarget(target: unknown): Record<string, unknown> {
  const element = toElement(target);
  const node = getDomNode(element);
  return {
    id: element.id,
    dataset: cloneData(element.dataset),
    offsetLeft: node?.offsetLeft ?? 0,
    offsetTop: node?.offsetTop ?? 0,
  };
}

function serializeEvent(event: ShadowedEvent<unknown>): Record<string, unknown> {
  return {
    ...event.extraFields,
    type: event.type,
    timeStamp: event.timeStamp,
    detail: event.detail,
    mark: event.mark ?? {},
    target: serializeTarget(event.target),
    currentTarget: serializeTarget(event.currentTarget),
  };
}

/**
 * Calls a handler with the arguments of its kind: a page's handler receives the event, one in WXS also the owner of its
 * template.
 */
export function handleEvent(
  caller: Instance,
  event: ShadowedEvent<unknown>,
  handler: (...values: unknown[]) => unknown,
): boolean | undefined {
  const plain = serializeEvent(event);
  if (!isWxsFunction(handler)) {
    storeHandlerResult(event.detail, handler.call(caller, plain));
    return undefined;
  }
  const element = toElement(event.currentTarget);
  return handler({ ...plain, instance: getDescriptor(element) }, getDescriptor(caller._$)) === false
    ? false
    : undefined;
}

/** DOM events that a page may listen to under the same name, with a function that reads their detail. */
const forwardedEvents: Record<string, (event: Event) => Record<string, unknown>> = {
  transitionend: (event) => ({
    elapsedTime: (event as TransitionEvent).elapsedTime,
    propertyName: (event as TransitionEvent).propertyName,
  }),
  animationstart: readAnimationDetail,
  animationiteration: readAnimationDetail,
  animationend: readAnimationDetail,
};

function readAnimationDetail(event: Event): Record<string, unknown> {
  return { animationName: (event as AnimationEvent).animationName, elapsedTime: (event as AnimationEvent).elapsedTime };
}

/** Converts a point of the window to the coordinates of the page under it. */
function toPagePoint(target: EventTarget | null, clientX: number, clientY: number): { x: number; y: number } {
  const view = target instanceof HTMLElement ? target.closest('.wx-page-view') : null;
  const box = (view ?? pages).getBoundingClientRect();
  return { x: clientX - box.left, y: clientY - box.top };
}

export function createTouch(
  target: EventTarget | null,
  identifier: number,
  clientX: number,
  clientY: number,
): Record<string, number> {
  const { x, y } = toPagePoint(target, clientX, clientY);
  return { identifier, clientX: x, clientY: y, pageX: x, pageY: y };
}

const maxLabelLength = 12;

/** Describes the touched element as a person would. */
function describeTarget(target: EventTarget | null): string {
  const label = target instanceof HTMLElement ? (target.ariaLabel ?? target.innerText).trim() : '';
  const [first = ''] = label.split('\n');
  return first.length > maxLabelLength ? `${first.slice(0, maxLabelLength)}…` : first;
}

/** Derives `tap` from a click, so that fingers, mice, keyboards and test drivers behave the same. */
function fireTap(event: MouseEvent): void {
  const owner = findOwner(event.target);
  if (owner === null) return;
  beginAction(`轻触 ${describeTarget(event.target)}`);
  const touch = createTouch(event.target, 0, event.clientX, event.clientY);
  const detail = { x: touch['pageX'], y: touch['pageY'] };
  fireEvent(owner, 'tap', detail, {
    bubbles: true,
    composed: true,
    extraFields: { touches: [touch], changedTouches: [touch] },
  });
}

/** Listens to browser events on the pages and fires the mini-program's events. */
export function listenForEvents(isSuppressed: () => boolean): void {
  pages.addEventListener('click', (event) => {
    if (isSuppressed()) event.stopPropagation();
    else fireTap(event);
  });
  pages.addEventListener('keydown', (event) => {
    const { target } = event;
    const pressed = target instanceof HTMLElement && target.tabIndex === 0 && target.localName.startsWith('wx-');
    if (event.key === 'Enter' && pressed && target.localName !== 'wx-button') target.click();
  });
  for (const [type, detailOf] of Object.entries(forwardedEvents)) {
    pages.addEventListener(type, (event) => {
      const owner: Element | null = findOwner(event.target);
      if (owner !== null && event.target === getDomNode(owner))
        fireEvent(owner, type, detailOf(event), { bubbles: true, composed: true });
    });
  }
}
