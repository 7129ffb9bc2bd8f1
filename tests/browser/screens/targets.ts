import type { Page } from 'playwright-core';

/** The smallest target that WeChat's and Apple's guidelines allow. */
const leastPixels = 44;
const tappable = '[role="button"], [role="radio"], [role="switch"], wx-button, input, textarea, .t-cell--hover';
/** A field can be tapped anywhere in its box, a row anywhere along it. */
const surroundings = ['.t-search__input-box, .t-cell, wx-label', 'wx-textarea, wx-input'];

interface Target {
  readonly element: string;
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** The targets on the shown page that are too small for a finger or have no name for screen readers. */
export async function smallTargets(page: Page): Promise<string[]> {
  const targets = await page
    .locator(`.wx-page-box:not([hidden]) :is(${tappable})`)
    .evaluateAll<Target[], string[], HTMLElement>(
      // Runs in the browser, so it can't use anything from this module.
      (elements, [wide = '', narrow = '']) =>
        elements
          .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.clientWidth > 0)
          .map((element) => {
            const inner = element.getBoundingClientRect();
            const outer = (element.closest(wide) ?? element.closest(narrow) ?? element).getBoundingClientRect();
            const name = (element.getAttribute('aria-label') ?? '') || element.textContent;
            return {
              element: `${element.tagName.toLowerCase()}.${element.className}`,
              name: name.trim() || (element.getAttribute('placeholder') ?? ''),
              width: Math.max(inner.width, outer.width),
              height: Math.max(inner.height, outer.height),
            };
          }),
      surroundings,
    );
  return targets.flatMap(({ element, name, width, height }) => [
    ...(Math.min(width, height) < leastPixels - 0.5
      ? [`${element} "${name.slice(0, 20)}" is ${Math.round(width)}×${Math.round(height)}`]
      : []),
    ...(name === '' ? [`${element} has no name`] : []),
  ]);
}
