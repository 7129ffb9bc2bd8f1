import { toText } from './text';

export interface PullRefresh {
  start: () => void;
  stop: () => void;
}

/** The parts of a page that pull-to-refresh uses. */
interface PullablePage {
  scroller: HTMLElement;
  settings: Record<string, unknown>;
}

const thresholdPixels = 50;
const maxPixels = 80;

/** Lets a person pull the page down at its top, when its settings allow it. */
export function listenForPull(page: PullablePage, onRefresh: () => void): PullRefresh {
  const indicator = document.createElement('div');
  indicator.className = 'wx-refresh';
  indicator.dataset['style'] = toText(page.settings['backgroundTextStyle'], 'dark');
  indicator.innerHTML = '<i></i><i></i><i></i>';
  page.scroller.prepend(indicator);
  let from: number | undefined;
  let pulled = 0;
  const setHeight = (height: number): void => {
    pulled = height;
    indicator.style.height = `${height}px`;
  };
  const refresh: PullRefresh = {
    start: () => {
      setHeight(thresholdPixels);
      onRefresh();
    },
    stop: () => setHeight(0),
  };
  if (page.settings['enablePullDownRefresh'] !== true) return refresh;
  const begin = (y: number): void => {
    from = page.scroller.scrollTop <= 0 ? y : undefined;
  };
  const move = (y: number): void => {
    if (from !== undefined && page.scroller.scrollTop <= 0) setHeight(Math.max(0, Math.min(maxPixels, (y - from) / 2)));
  };
  const end = (): void => {
    if (from !== undefined && pulled > 0) (pulled >= thresholdPixels ? refresh.start : refresh.stop)();
    from = undefined;
  };
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
