import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Server } from './server';

/** The narrowest phone that WeChat runs on, as wide as an iPhone SE of the first generation. */
const narrow = { width: 320, height: 568 };

/** Every page with a person who sees something on it. */
const pages = [
  ['discover', 'alice', () => '/pages/discover/discover'],
  ['orders', 'bob', () => '/pages/orders/orders'],
  ['manage', 'olivia', () => '/pages/manage/manage'],
  ['manage of a newcomer', 'alice', () => '/pages/manage/manage'],
  ['me', 'bob', () => '/pages/me/me'],
  ['group', 'alice', () => '/pages/group/group?groupId=g-essay-circle'],
  ['group with a long name', 'alice', () => '/pages/group/group?groupId=g-guitar-twenty'],
  ['apply', 'alice', () => '/pages/apply/apply?groupId=g-young-readers'],
  ['apply and pay', 'alice', () => '/pages/apply/apply?groupId=g-essay-circle'],
  ['result', 'bob', (orderId: string) => `/pages/result/result?orderId=${orderId}`],
  ['order', 'bob', (orderId: string) => `/pages/order/order?orderId=${orderId}`],
  ['ticket', 'bob', () => '/pages/ticket/ticket?groupId=g-hangzhou-hikes'],
  ['memberships', 'bob', () => '/pages/memberships/memberships'],
  ['profile', 'alice', () => '/pages/profile/profile'],
  ['promise', 'alice', () => '/pages/promise/promise'],
  ['about', 'alice', () => '/pages/about/about'],
  ['reviews', 'olivia', () => '/owner/reviews/reviews'],
  ['dashboard', 'olivia', () => '/owner/dashboard/dashboard?groupId=g-essay-circle'],
  ['edit', 'olivia', () => '/owner/edit/edit?groupId=g-essay-circle'],
  ['qrs', 'olivia', () => '/owner/qrs/qrs?groupId=g-essay-circle'],
  ['earnings', 'olivia', () => '/owner/earnings/earnings'],
  ['issues', 'adam', () => '/admin/issues/issues'],
  ['groups of operators', 'adam', () => '/admin/groups/groups'],
  ['group of operators', 'adam', () => '/admin/group/group?groupId=g-essay-circle'],
  ['orders of operators', 'adam', () => '/admin/orders/orders'],
  ['order of operators', 'adam', (orderId: string) => `/admin/order/order?orderId=${orderId}`],
] as const;

/** Finds all that is wider than the phone, or hides a part of a sentence. */
function findCutOff(page: Page): Promise<string[]> {
  return page.evaluate((width) => {
    const found: string[] = [];
    const root = document.querySelector('.wx-page-box:not([hidden])');
    if (!root) return ['no page is shown'];
    const scrolls = (element: Element): boolean => {
      const { overflowX } = getComputedStyle(element);
      return overflowX === 'auto' || overflowX === 'scroll';
    };
    const isInStrip = (element: Element): boolean => {
      for (let each = element.parentElement; each && each !== root; each = each.parentElement)
        if (scrolls(each) && each.clientWidth < each.scrollWidth && each.clientHeight < 120) return true;
      return false;
    };
    const ownText = (element: Element): string =>
      [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent ?? '')
        .join('')
        .trim();
    for (const element of [root, ...root.querySelectorAll('*')]) {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.clientWidth === 0) continue;
      const name = `${element.tagName.toLowerCase()}.${element.className} "${element.textContent.trim().slice(0, 30)}"`;
      const isPage = element.clientHeight > 300 && getComputedStyle(element).overflowY !== 'visible';
      if (isPage && element.scrollWidth > element.clientWidth + 1) found.push(`${name} scrolls sideways`);
      // A strip of tabs or categories scrolls on purpose.
      if (isInStrip(element)) continue;
      const text = ownText(element) || (element.tagName === 'WX-TEXT' ? element.textContent.trim() : '');
      if (text === '') continue;
      const range = document.createRange();
      range.selectNodeContents(element);
      const box = range.getBoundingClientRect();
      const style = getComputedStyle(element);
      const isClipped = style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
      // Names end in an ellipsis on purpose, sentences don't.
      if (isClipped && (style.textOverflow !== 'ellipsis' || /[。，？]/.test(text))) found.push(`${name} is cut off`);
      if (!isClipped && (box.left < -1 || box.right > width + 1)) found.push(`${name} reaches beyond the phone`);
    }
    return found;
  }, narrow.width);
}

/** Declares the tests of all pages on a narrow phone; they need the seeded people, and change nothing. */
export function describeNarrowPages(stage: () => { readonly server: Server; readonly browser: Browser }): void {
  let page: Page;
  let orderId = '';
  beforeAll(async () => {
    const { server, browser } = stage();
    page = await browser.newPage({ viewport: narrow });
    page.setDefaultTimeout(20_000);
    const answer = await server.control('call', { function: 'listOrders', data: {}, as: 'bob' });
    const { result } = answer as { result: { value: { orders: { orderId: string }[] } } };
    orderId = result.value.orders[0]?.orderId ?? '';
  });
  afterAll(() => page.close());

  it.each(pages)(
    'The page %s shows a narrow phone all of its sentences and does not scroll sideways',
    async (_name, as, path) => {
      await page.goto(`${stage().server.url}/?as=${as}&page=${encodeURIComponent(path(orderId))}`);
      await page.waitForFunction(() => {
        const shown = document.querySelector('.wx-page-box:not([hidden])');
        return shown !== null && shown.textContent.trim().length > 10 && !shown.querySelector('.t-skeleton');
      });
      await page.waitForTimeout(300);
      expect(await findCutOff(page)).toEqual([]);
    },
  );

  it('The measure finds a line that is too long, and one that is cut off', async () => {
    await page.evaluate(() => {
      const box = document.querySelector('.wx-page-box:not([hidden]) .screen');
      box?.insertAdjacentHTML(
        'beforeend',
        '<div style="white-space:nowrap">这一行放不下，因为它比一部窄手机宽得多，没有地方可以折行，也不会消失</div>',
      );
      box?.insertAdjacentHTML(
        'beforeend',
        '<div style="white-space:nowrap;overflow:hidden;width:90px">这一行会被截掉，后面的读不到</div>',
      );
    });
    const found = await findCutOff(page);
    expect(found.some((each) => each.includes('reaches beyond'))).toBe(true);
    expect(found.some((each) => each.includes('is cut off'))).toBe(true);
  });
}
