import type { ShadowedEvent } from 'glass-easel';
import { beginAction } from './costs';
import { keepAnswer } from './handler-results';
import { clonedData } from './set-data';
import { domOf, elementOf, fire, ownerOf, type Element, type Instance } from './tree';
import { pages } from './phone';
import { descriptorOf, isWxs } from './wxs';

/** The node of an event as a page gets it: plain values, as they come from the other thread. */
function plainTarget(target: unknown): Record<string, unknown> {
  const element = elementOf(target);
  const node = domOf(element);
  return {
    id: element.id,
    dataset: clonedData(element.dataset),
    offsetLeft: node?.offsetLeft ?? 0,
    offsetTop: node?.offsetTop ?? 0,
  };
}

function plainEvent(event: ShadowedEvent<unknown>): Record<string, unknown> {
  return {
    ...event.extraFields,
    type: event.type,
    timeStamp: event.timeStamp,
    detail: event.detail,
    mark: event.mark ?? {},
    target: plainTarget(event.target),
    currentTarget: plainTarget(event.currentTarget),
  };
}

/** Calls a handler as its kind expects: one in the page gets the event, one in WXS the event and the owner of its template. */
export function handleEvent(
  caller: Instance,
  event: ShadowedEvent<unknown>,
  handler: (...values: unknown[]) => unknown,
): boolean | undefined {
  const plain = plainEvent(event);
  if (!isWxs(handler)) {
    keepAnswer(event.detail, handler.call(caller, plain));
    return undefined;
  }
  const element = elementOf(event.currentTarget);
  return handler({ ...plain, instance: descriptorOf(element) }, descriptorOf(caller._$)) === false ? false : undefined;
}

/** DOM events that a page may listen to under the same name, with what their detail is. */
const passedOn: Record<string, (event: Event) => Record<string, unknown>> = {
  transitionend: (event) => ({
    elapsedTime: (event as TransitionEvent).elapsedTime,
    propertyName: (event as TransitionEvent).propertyName,
  }),
  animationstart: animationDetail,
  animationiteration: animationDetail,
  animationend: animationDetail,
};

function animationDetail(event: Event): Record<string, unknown> {
  return { animationName: (event as AnimationEvent).animationName, elapsedTime: (event as AnimationEvent).elapsedTime };
}

/** Position of a point of the window inside the page it lies on. */
export function pointInPage(target: EventTarget | null, clientX: number, clientY: number): { x: number; y: number } {
  const view = target instanceof HTMLElement ? target.closest('.wx-page-view') : null;
  const box = (view ?? pages).getBoundingClientRect();
  return { x: clientX - box.left, y: clientY - box.top };
}

export function touchOf(
  target: EventTarget | null,
  identifier: number,
  clientX: number,
  clientY: number,
): Record<string, number> {
  const { x, y } = pointInPage(target, clientX, clientY);
  return { identifier, clientX: x, clientY: y, pageX: x, pageY: y };
}

const mostLetters = 12;

/** What a person would call the thing they touched. */
function wordsOf(target: EventTarget | null): string {
  const said = target instanceof HTMLElement ? (target.ariaLabel ?? target.innerText).trim() : '';
  const [first = ''] = said.split('\n');
  return first.length > mostLetters ? `${first.slice(0, mostLetters)}…` : first;
}

/** Fires `tap` from a click, so that fingers, mice, keyboards and test drivers are the same. */
function tap(event: MouseEvent): void {
  const owner = ownerOf(event.target);
  if (owner === null) return;
  beginAction(`轻触 ${wordsOf(event.target)}`);
  const touch = touchOf(event.target, 0, event.clientX, event.clientY);
  const detail = { x: touch['pageX'], y: touch['pageY'] };
  fire(owner, 'tap', detail, {
    bubbles: true,
    composed: true,
    extraFields: { touches: [touch], changedTouches: [touch] },
  });
}

/** Listens for what the browser does on the pages and fires the mini-program's events. */
export function listenForEvents(isSuppressed: () => boolean): void {
  pages.addEventListener('click', (event) => {
    if (isSuppressed()) event.stopPropagation();
    else tap(event);
  });
  pages.addEventListener('keydown', (event) => {
    const { target } = event;
    const pressed = target instanceof HTMLElement && target.tabIndex === 0 && target.localName.startsWith('wx-');
    if (event.key === 'Enter' && pressed && target.localName !== 'wx-button') target.click();
  });
  for (const [type, detailOf] of Object.entries(passedOn)) {
    pages.addEventListener(type, (event) => {
      const owner: Element | null = ownerOf(event.target);
      if (owner !== null && event.target === domOf(owner))
        fire(owner, type, detailOf(event), { bubbles: true, composed: true });
    });
  }
}
