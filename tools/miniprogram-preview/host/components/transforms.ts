import { toText } from '../text';

const withPixels = /^(translate|perspective)/;
const withDegrees = /^(rotate|skew)/;
const transforms = /^(translate|rotate|skew|scale|matrix|perspective)/;
const lengths = /^(width|height|left|right|top|bottom)$/;

/** Whether an animation's step of this name is part of the CSS `transform`. */
export function isTransform(name: string): boolean {
  return transforms.test(name);
}

/** One function of a CSS `transform`; bare numbers are pixels or degrees, as the function has it. */
export function formatTransform(name: string, args: readonly unknown[]): string {
  const unit = withPixels.test(name) ? 'px' : withDegrees.test(name) ? 'deg' : '';
  const isUnitless = (index: number): boolean => name === 'rotate3d' && index < 3;
  const texts = args.map((value, index) =>
    typeof value === 'number' && !isUnitless(index) ? `${value}${unit}` : toText(value),
  );
  return `${name}(${texts.join(',')})`;
}

/** The value of any other property; a bare number of a length is pixels. */
export function formatStyleValue(name: string, value: unknown): string {
  return lengths.test(name) && typeof value === 'number' ? `${value}px` : toText(value);
}
