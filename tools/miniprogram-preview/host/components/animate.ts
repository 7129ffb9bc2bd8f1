import { toPhoneUnits } from '../../build/units';
import { toText } from '../text';
import { isTransform, formatStyleValue, formatTransform } from './transforms';

interface ExportedAnimation {
  actions?: {
    animates: { type: string; args: unknown[] }[];
    option: { transformOrigin: string; transition: Transition };
  }[];
}

interface Transition {
  duration: number;
  timingFunction: string;
  delay: number;
}

/** Plays the steps that `wx.createAnimation().export()` recorded, one after the other. */
export function playAnimation(node: HTMLElement, exported: ExportedAnimation): void {
  let startMs = 0;
  for (const { animates, option } of exported.actions ?? []) {
    const { duration, timingFunction, delay } = option.transition;
    window.setTimeout(() => {
      node.style.transition = `all ${duration}ms ${timingFunction} ${delay}ms`;
      node.style.transformOrigin = option.transformOrigin;
      const moved = animates
        .filter(({ type }) => isTransform(type))
        .map(({ type, args }) => formatTransform(type, args));
      if (moved.length > 0) node.style.transform = moved.join(' ');
      for (const { type, args } of animates) if (!isTransform(type)) applyStyle(node, type, args);
    }, startMs);
    startMs += duration + delay;
  }
}

function applyStyle(node: HTMLElement, type: string, args: unknown[]): void {
  const [name, value]: [string, unknown] = type === 'style' ? [toText(args[0]), args[1]] : [type, args[0]];
  node.style.setProperty(
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    toPhoneUnits(formatStyleValue(name, value)),
  );
}
