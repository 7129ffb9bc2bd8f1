import { resolveFileUrl } from '../manifest';

const events = { Play: 'play', Pause: 'pause', Ended: 'ended', Canplay: 'canplay', TimeUpdate: 'timeupdate', Error: 'error', Seeking: 'seeking', Seeked: 'seeked', Waiting: 'waiting' }; // oxfmt-ignore

/** `wx.createInnerAudioContext()` on the browser's player, which can't play before the person has touched the page. */
export function createInnerAudioContext(): object {
  const player = new Audio();
  const listening = Object.entries(events).flatMap(([name, event]) => [
    [`on${name}`, (listener: EventListener) => player.addEventListener(event, listener)],
    [`off${name}`, (listener: EventListener) => player.removeEventListener(event, listener)],
  ]);
  const stops = new Set<() => void>();
  const context = {
    ...(Object.fromEntries(listening) as Record<string, (listener: EventListener) => void>),
    play: (): void => void player.play().catch(() => undefined),
    pause: (): void => player.pause(),
    stop: (): void => {
      player.pause();
      player.currentTime = 0;
      for (const listener of stops) listener();
    },
    seek: (seconds: number): void => void (player.currentTime = seconds),
    destroy: (): void => player.removeAttribute('src'),
    onStop: (listener: () => void): void => void stops.add(listener),
    offStop: (listener: () => void): void => void stops.delete(listener),
  };
  const shared = [
    'volume',
    'loop',
    'autoplay',
    'playbackRate',
    'currentTime',
    'duration',
    'paused',
    'buffered',
  ] as const;
  for (const name of shared)
    Object.defineProperty(context, name, {
      get: () => player[name],
      set: (value: unknown) => Object.assign(player, { [name]: value }),
    });
  return Object.defineProperty(context, 'src', {
    get: () => player.src,
    set: (source: string) => void (player.src = resolveFileUrl(source)),
  });
}
