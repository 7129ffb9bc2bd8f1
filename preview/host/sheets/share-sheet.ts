import { callPage } from '../page.js';
import { topPage } from '../open-pages.js';
import { escaped, openSheet } from './sheet.js';
import { fileAddress } from '../manifest.js';
import { text } from '../text.js';

interface Card {
  title?: string;
  path?: string;
  imageUrl?: string;
}

/** Asks the page what it shares and shows the card a friend would get. */
export function sharePage(origin: Record<string, unknown>): void {
  const page = topPage();
  if (page === undefined) return;
  const card = (callPage(page, 'onShareAppMessage', origin) ?? {}) as Card;
  const title = card.title ?? text(page.settings['navigationBarTitleText']);
  const path = card.path ?? `/${page.route}`;
  const image = card.imageUrl ? `<img src="${escaped(fileAddress(card.imageUrl))}" alt="">` : '';
  const sheet = openSheet(
    'wx-share',
    `<div role="dialog" aria-label="转发"><h3>转发给朋友</h3><article><b>${escaped(title)}</b>${image}<small>${escaped(path)}</small></article><button>完成</button></div>`,
    () => sheet.close(),
  );
  sheet.element.querySelector('button')?.addEventListener('click', () => sheet.close());
}
