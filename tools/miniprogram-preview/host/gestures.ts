import { createTouch } from './events';
import { pages } from './phone';
import { fireEvent, findOwner, type Element } from './tree';
import { startHover } from './hover';

const longPressMs = 350;
const slopPixels = 10;
const clickDelayMs = 50;

interface Touch {
  target: EventTarget | null;
  owner: Element;
  x: number;
  y: number;
  moved: boolean;
  longPress: number;
  stopHover: () => void;
}

let touch: Touch | undefined;
let suppressed = false;

/** True while the delivered click ends a long press or a drag, which isn't a tap. */
export function isTapSuppressed(): boolean {
  return suppressed;
}

type Point = { clientX: number; clientY: number };

/** Fires one touch event. Returns true when a handler stopped it (`catch`); the browser must not scroll then. */
function fireTouch(type: string, current: Touch, point: Point): boolean {
  const finger = createTouch(current.target, 0, point.clientX, point.clientY);
  const touches = type === 'touchend' || type === 'touchcancel' ? [] : [finger];
  return fireEvent(
    current.owner,
    type,
    {},
    { bubbles: true, composed: true, extraFields: { touches, changedTouches: [finger] } },
  );
}

function startTouch(target: EventTarget | null, point: Point): void {
  const owner = findOwner(target);
  suppressed = false;
  if (owner === null) return;
  const current: Touch = {
    target,
    owner,
    x: point.clientX,
    y: point.clientY,
    moved: false,
    stopHover: startHover(target),
    longPress: window.setTimeout(() => fireLongPress(current, point), longPressMs),
  };
  touch = current;
  fireTouch('touchstart', current, point);
}

/** A handled `longpress` suppresses the tap. */
function fireLongPress(current: Touch, point: Point): void {
  const finger = createTouch(current.target, 0, point.clientX, point.clientY);
  const extraFields = { touches: [finger], changedTouches: [finger] };
  const detail = { x: finger['pageX'], y: finger['pageY'] };
  const handleListenerReturn = (): undefined => {
    suppressed = true;
  };
  fireEvent(current.owner, 'longpress', detail, { bubbles: true, composed: true, extraFields, handleListenerReturn });
  fireEvent(current.owner, 'longtap', detail, { bubbles: true, composed: true, extraFields });
}

function moveTouch(point: Point): boolean {
  if (touch === undefined) return false;
  if (!touch.moved && Math.hypot(point.clientX - touch.x, point.clientY - touch.y) > slopPixels) {
    touch.moved = true;
    touch.stopHover();
    window.clearTimeout(touch.longPress);
  }
  return fireTouch('touchmove', touch, point);
}

function endTouch(type: 'touchend' | 'touchcancel', point: Point): void {
  if (touch === undefined) return;
  const current = touch;
  touch = undefined;
  window.clearTimeout(current.longPress);
  current.stopHover();
  if (current.moved) suppressed = true;
  // The click of this touch comes at once or not at all. A later one, from a keyboard, is a tap again.
  window.setTimeout(() => (suppressed = false), clickDelayMs);
  fireTouch(type, current, point);
}

/** Handles touches and treats the mouse as one finger. */
export function listenForTouches(): void {
  const getFirstTouch = (event: TouchEvent): Point => event.changedTouches[0] ?? { clientX: 0, clientY: 0 };
  const isMouse = (event: PointerEvent): boolean => event.pointerType === 'mouse';
  pages.addEventListener('touchstart', (event) => startTouch(event.target, getFirstTouch(event)), { passive: true });
  pages.addEventListener('touchmove', handleTouchMove, { passive: false });
  pages.addEventListener('touchend', (event) => endTouch('touchend', getFirstTouch(event)));
  pages.addEventListener('touchcancel', (event) => endTouch('touchcancel', getFirstTouch(event)));
  pages.addEventListener('pointerdown', (event) => {
    if (isMouse(event) && event.button === 0) startTouch(event.target, event);
  });
  window.addEventListener('pointermove', (event) => {
    if (isMouse(event)) moveTouch(event);
  });
  window.addEventListener('pointerup', (event) => {
    if (isMouse(event)) endTouch('touchend', event);
  });

  function handleTouchMove(event: TouchEvent): void {
    if (moveTouch(getFirstTouch(event)) && event.cancelable) event.preventDefault();
  }
}
