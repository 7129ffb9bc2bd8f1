import { text } from '../text.js';

interface Exported {
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

const withPixels = /^translate/;
const withDegrees = /^(rotate|skew)/;
const transforms = /^(translate|rotate|skew|scale|matrix)/;

function transformText(type: string, args: unknown[]): string {
  const unit = withPixels.test(type) ? 'px' : withDegrees.test(type) ? 'deg' : '';
  const bare = (index: number): boolean => type === 'rotate3d' && index < 3;
  const texts = args.map((value, index) =>
    typeof value === 'number' && !bare(index) ? `${value}${unit}` : text(value),
  );
  return `${type}(${texts.join(',')})`;
}

/** Plays what `wx.createAnimation().export()` recorded, one step after the other. */
export function playAnimation(node: HTMLElement, exported: Exported): void {
  let startMs = 0;
  for (const { animates, option } of exported.actions ?? []) {
    const { duration, timingFunction, delay } = option.transition;
    window.setTimeout(() => {
      node.style.transition = `all ${duration}ms ${timingFunction} ${delay}ms`;
      node.style.transformOrigin = option.transformOrigin;
      const moved = animates
        .filter(({ type }) => transforms.test(type))
        .map(({ type, args }) => transformText(type, args));
      if (moved.length > 0) node.style.transform = moved.join(' ');
      for (const { type, args } of animates) if (!transforms.test(type)) applyStyle(node, type, args);
    }, startMs);
    startMs += duration + delay;
  }
}

function applyStyle(node: HTMLElement, type: string, args: unknown[]): void {
  const [name, value]: [string, unknown] = type === 'style' ? [text(args[0]), args[1]] : [type, args[0]];
  const lengthy = /^(width|height|left|right|top|bottom)$/.test(name) && typeof value === 'number';
  node.style.setProperty(
    name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    lengthy ? `${value}px` : text(value),
  );
}
