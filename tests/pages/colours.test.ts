import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../ops/build';

type Colours = Readonly<Record<string, string>>;

let light: Colours;
let dark: Colours;
beforeAll(async () => {
  const sheet = await readFile(path.join(root, 'miniprogram/app.wxss'), 'utf8');
  const [plain = '', darker = ''] = sheet.split('@media (prefers-color-scheme: dark)');
  light = coloursIn(plain);
  dark = { ...light, ...coloursIn(darker) };
});

function coloursIn(css: string): Colours {
  return Object.fromEntries(
    [...css.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value] as const),
  );
}

/** WCAG 2's relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The colours of text and the grounds it stands on. */
const pairs = [
  ['--ink', '--page-color'],
  ['--ink', '--card-color'],
  ['--ink', '--soft-color'],
  ['--ink-second', '--page-color'],
  ['--ink-second', '--card-color'],
  ['--ink-second', '--soft-color'],
  ['--ink-second', '--accent-soft'],
  ['--td-text-color-brand', '--page-color'],
  ['--td-text-color-brand', '--card-color'],
  ['--td-text-color-brand', '--accent-soft'],
  ['--waiting', '--card-color'],
  ['--waiting', '--waiting-soft'],
  ['--refund', '--card-color'],
  ['--refund', '--refund-soft'],
  ['--alert', '--card-color'],
  ['--alert', '--page-color'],
  ['--alert', '--alert-soft'],
  ['--td-button-primary-disabled-color', '--td-button-primary-disabled-bg'],
] as const;

describe('colours', () => {
  it.each(pairs)('%s on %s has the contrast of WCAG AA in light and dark', (text, ground) => {
    for (const colours of [light, dark]) {
      const [a, b] = [colours[text], colours[ground]];
      if (a === undefined || b === undefined) throw new Error(`${text} or ${ground} is not a colour`);
      expect(contrast(a, b)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('White on the accent has the contrast of WCAG AA in light and dark', () => {
    for (const colours of [light, dark])
      expect(contrast('#ffffff', colours['--td-brand-color'] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});
