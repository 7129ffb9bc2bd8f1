import { getDomNode, type Instance } from '../tree';
import { getTopPage } from '../open-pages';

/** `wx.createVideoContext(id)`: controls a `<video>` of the visible page or of a component. */
export function createVideoContext(id: string, component?: Instance): object {
  const media = (): HTMLMediaElement | undefined => {
    const tree = (component ?? getTopPage()?.instance)?._$.getShadowRoot();
    const element = tree?.querySelector(`#${id}`);
    return element ? (getDomNode(element)?.querySelector<HTMLMediaElement>('video, audio') ?? undefined) : undefined;
  };
  return {
    play: () =>
      void media()
        ?.play()
        .catch(() => undefined),
    pause: () => media()?.pause(),
    stop: () => media()?.pause(),
    seek: (seconds: number) => Object.assign(media() ?? {}, { currentTime: seconds }),
    playbackRate: (rate: number) => Object.assign(media() ?? {}, { playbackRate: rate }),
    requestFullScreen: () =>
      void media()
        ?.requestFullscreen()
        .catch(() => undefined),
    exitFullScreen: () => undefined,
    showStatusBar: () => undefined,
    hideStatusBar: () => undefined,
  };
}
