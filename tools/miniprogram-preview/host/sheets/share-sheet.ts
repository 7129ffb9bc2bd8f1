import { callPage } from '../page';
import { getTopPage } from '../open-pages';
import { escapeHtml, openSheet } from './sheet';
import { resolveFileUrl } from '../manifest';
import { toText } from '../text';

interface Card {
  title?: string;
  path?: string;
  imageUrl?: string;
  promise?: Promise<Card>;
}

/** WeChat waits this long for the card of a promise, then sends the default one. */
const promiseTimeoutMs = 3000;

/** Asks the page for its share card and shows it. */
export function sharePage(origin: Record<string, unknown>): void {
  const page = getTopPage();
  if (page === undefined) return;
  const card = (callPage(page, 'onShareAppMessage', origin) ?? {}) as Card;
  void resolveCard(card).then((sent) => {
    const title = sent.title ?? toText(page.settings['navigationBarTitleText']);
    showCard('转发给朋友', title, sent.path ?? `/${page.route}`, sent.imageUrl);
  });
}

/** Shows the card that friends would see in Moments. */
export function shareTimeline(): void {
  const page = getTopPage();
  if (page === undefined) return;
  const { title, query = '', imageUrl } = (callPage(page, 'onShareTimeline') ?? {}) as Card & { query?: string };
  const path = `/${page.route}${query === '' ? '' : `?${query}`}`;
  showCard('分享到朋友圈', title ?? toText(page.settings['navigationBarTitleText']), path, imageUrl);
}

async function resolveCard({ promise, ...card }: Card): Promise<Card> {
  const late = new Promise<Card>((resolve) => setTimeout(() => resolve(card), promiseTimeoutMs));
  return promise === undefined ? card : Promise.race([promise.catch(() => card), late]);
}

function showCard(heading: string, title: string, path: string, imageUrl = ''): void {
  const image = imageUrl === '' ? '' : `<img src="${escapeHtml(resolveFileUrl(imageUrl))}" alt="">`;
  const sheet = openSheet(
    'wx-share',
    `<div role="dialog" aria-label="转发"><h3>${heading}</h3><article><b>${escapeHtml(title)}</b>${image}<small>${escapeHtml(path)}</small></article><button>完成</button></div>`,
    () => sheet.close(),
  );
  sheet.element.querySelector('button')?.addEventListener('click', () => sheet.close());
}
