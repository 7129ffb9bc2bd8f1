import { screenSize } from './phone';

/** A query about the phone's screen, in CSS pixels. */
export interface MediaQuery {
  minWidth?: number;
  maxWidth?: number;
  width?: number;
  minHeight?: number;
  maxHeight?: number;
  height?: number;
  orientation?: string;
}

/** Returns true when the phone's screen matches the query. */
function matchesScreen(query: MediaQuery): boolean {
  const { width, height } = screenSize();
  const orientation = height >= width ? 'portrait' : 'landscape';
  return (
    width >= (query.minWidth ?? 0) &&
    width <= (query.maxWidth ?? Infinity) &&
    width === (query.width ?? width) &&
    height >= (query.minHeight ?? 0) &&
    height <= (query.maxHeight ?? Infinity) &&
    height === (query.height ?? height) &&
    orientation === (query.orientation ?? orientation)
  );
}

/** `createMediaQueryObserver()`: reports whether the screen matches a query, now and at each change. */
export class MediaQueryObserver {
  private stop: (() => void) | undefined;

  observe(query: MediaQuery, callback: (result: { matches: boolean }) => void): void {
    this.disconnect();
    let last: boolean | undefined;
    const check = (): void => {
      const now = matchesScreen(query);
      if (now !== last) callback({ matches: now });
      last = now;
    };
    window.addEventListener('resize', check);
    this.stop = () => window.removeEventListener('resize', check);
    setTimeout(check);
  }

  disconnect(): void {
    this.stop?.();
    this.stop = undefined;
  }
}
