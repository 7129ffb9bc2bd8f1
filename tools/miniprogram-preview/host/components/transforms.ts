import { toText } from '../text';

const withPixels = /^(translate|perspective)/;
const withDegrees = /^(rotate|skew)/;
const transforms = /^(translate|rotate|skew|scale|matrix|perspective)/;
const lengths = /^(width|height|left|right|top|bottom)$/;

/** Returns true when an animation step of this name belongs to the CSS `transform`. */
export function isTransform(name: string): boolean {
  return transforms.test(name);
}

/** Formats one function of a CSS `transform`. Plain numbers are pixels or degrees, depending on the function. */
export function formatTransform(name: string, args: readonly unknown[]): string {
  const unit = withPixels.test(name) ? 'px' : withDegrees.test(name) ? 'deg' : '';
  const isUnitless = (index: number): boolean => name === 'rotate3d' && index < 3;
  const texts = args.map((value, index) =>
    typeof value === 'number' && !isUnitless(index) ? `${value}${unit}` : toText(value),
  );
  return `${name}(${texts.join(',')})`;
}

/** Formats the value of any other property. A plain number of a length is in pixels. */
export function formatStyleValue(name: string, value: unknown): string {
  return lengths.test(name) && typeof value === 'number' ? `${value}px` : toText(value);
}
