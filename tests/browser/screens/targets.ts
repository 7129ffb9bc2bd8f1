import type { Page } from 'playwright-core';

/** WeChat's and Apple's measure for a finger. */
const leastPixels = 44;
const tappable = '[role="button"], [role="radio"], [role="switch"], wx-button, input, textarea, .t-cell--hover';
/** A field is tapped anywhere in the box it is drawn in, a row anywhere along it. */
const surroundings = ['.t-search__input-box, .t-cell, wx-label', 'wx-textarea, wx-input'];

interface Target {
  readonly what: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** What can be tapped on the page that is shown and is smaller than a finger, or has no name for people who can't see it. */
export async function smallTargets(page: Page): Promise<string[]> {
  const targets = await page
    .locator(`.wx-page-box:not([hidden]) :is(${tappable})`)
    .evaluateAll<Target[], string[], HTMLElement>(
      // Runs in the browser: no name of ours is known there.
      (elements, [wide = '', narrow = '']) =>
        elements
          .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.clientWidth > 0)
          .map((element) => {
            const inner = element.getBoundingClientRect();
            const outer = (element.closest(wide) ?? element.closest(narrow) ?? element).getBoundingClientRect();
            const words = (element.getAttribute('aria-label') ?? '') || element.textContent;
            return {
              what: `${element.tagName.toLowerCase()}.${element.className}`,
              name: words.trim() || (element.getAttribute('placeholder') ?? ''),
              width: Math.max(inner.width, outer.width),
              height: Math.max(inner.height, outer.height),
            };
          }),
      surroundings,
    );
  return targets.flatMap(({ what, name, width, height }) => [
    ...(Math.min(width, height) < leastPixels - 0.5
      ? [`${what} "${name.slice(0, 20)}" is ${Math.round(width)}×${Math.round(height)}`]
      : []),
    ...(name === '' ? [`${what} has no name`] : []),
  ]);
}
