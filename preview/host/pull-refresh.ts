import { callPage, type OpenPage } from './page.js';
import { text } from './text.js';

export interface PullRefresh {
  start: () => void;
  stop: () => void;
}

const thresholdPixels = 50;

/** Pulling a page down at its top, when its settings allow it. */
export function listenForPull(page: OpenPage): PullRefresh {
  const indicator = document.createElement('div');
  indicator.className = 'wx-refresh';
  indicator.dataset['style'] = text(page.settings['backgroundTextStyle'], 'dark');
  indicator.innerHTML = '<i></i><i></i><i></i>';
  page.scroller.prepend(indicator);
  let from: number | undefined;
  const pulled = (height: number): void => void (indicator.style.height = `${height}px`);
  const refresh: PullRefresh = {
    start: () => {
      pulled(thresholdPixels);
      callPage(page, 'onPullDownRefresh');
    },
    stop: () => pulled(0),
  };
  if (page.settings['enablePullDownRefresh'] !== true) return refresh;
  const move = (y: number): void => {
    if (from !== undefined && page.scroller.scrollTop <= 0) pulled(Math.max(0, Math.min(80, (y - from) / 2)));
  };
  const end = (): void => {
    const enough = indicator.offsetHeight >= thresholdPixels;
    if (from !== undefined && indicator.offsetHeight > 0) (enough ? refresh.start : refresh.stop)();
    from = undefined;
  };
  const begin = (y: number): void => void (from = page.scroller.scrollTop <= 0 ? y : undefined);
  page.scroller.addEventListener('touchstart', (event) => begin(event.touches[0]?.clientY ?? 0), { passive: true });
  page.scroller.addEventListener('touchmove', (event) => move(event.touches[0]?.clientY ?? 0), { passive: true });
  page.scroller.addEventListener('touchend', end);
  page.scroller.addEventListener('pointerdown', (event) => event.pointerType === 'mouse' && begin(event.clientY));
  page.scroller.addEventListener(
    'pointermove',
    (event) => event.pointerType === 'mouse' && event.buttons === 1 && move(event.clientY),
  );
  page.scroller.addEventListener('pointerup', (event) => event.pointerType === 'mouse' && end());
  return refresh;
}
