import { toPhoneUnits } from '../build/units';
import { isTransform, formatStyleValue, formatTransform } from './components/transforms';
import { getDomNode, type Instance } from './tree';

type KeyFrame = Record<string, unknown> & { offset?: number; ease?: string };

const activeAnimations = new WeakMap<HTMLElement, Animation[]>();

function findNodes(instance: Instance, selector: string): HTMLElement[] {
  const found = instance._$.getShadowRoot()?.querySelectorAll(selector) ?? [];
  return found.map(getDomNode).filter((node) => node !== null);
}

function toKeyframe({ offset, ease, ...rest }: KeyFrame): Keyframe {
  const entries = Object.entries(rest);
  const transform = entries
    .filter(([name]) => isTransform(name))
    .map(([name, value]) => formatTransform(name, Array.isArray(value) ? (value as unknown[]) : [value]));
  const styles = entries
    .filter(([name]) => !isTransform(name))
    .map(([name, value]) => [name, toPhoneUnits(formatStyleValue(name, value))] as const);
  return {
    ...Object.fromEntries(styles),
    ...(transform.length > 0 && { transform: toPhoneUnits(transform.join(' ')) }),
    ...(offset !== undefined && { offset }),
    ...(ease !== undefined && { easing: ease }),
  };
}

/**
 * `this.animate(selector, keyframes, duration, callback)`: the last frame stays until `clearAnimation`. Scroll
 * timelines are not supported.
 */
export function animate(
  instance: Instance,
  selector: string,
  frames: KeyFrame[],
  durationMs: number,
  after?: (() => void) | object,
): void {
  if (typeof after === 'object') {
    console.warn(`animate("${selector}"): the preview does not play animations along a scroll`);
    return;
  }
  const animations = findNodes(instance, selector).map((node) => {
    const animation = node.animate(frames.map(toKeyframe), { duration: durationMs, fill: 'forwards' });
    activeAnimations.set(node, [...(activeAnimations.get(node) ?? []), animation]);
    return animation.finished;
  });
  Promise.allSettled(animations).then(() => after?.call(instance), reportError);
}

/** `this.clearAnimation(selector, options, callback)`: removes the effects of animations. */
export function clearAnimation(
  instance: Instance,
  selector: string,
  options?: object | (() => void),
  callback?: () => void,
): void {
  for (const node of findNodes(instance, selector)) {
    for (const animation of activeAnimations.get(node) ?? []) animation.cancel();
    activeAnimations.delete(node);
  }
  const after = typeof options === 'function' ? (options as () => void) : callback;
  setTimeout(() => after?.call(instance));
}
