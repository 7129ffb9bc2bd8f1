import { appEvents } from '../app';
import { router } from '../router';
import { createAnimation } from './animation';
import { createCanvasContext } from './canvas-context';
import { authorizations } from './authorizations';
import { cloud } from './cloud';
import { fileSystemManager } from './file-system-manager';
import { IntersectionObserver } from './intersection-observer';
import { launch } from './launch';
import { listeners } from './listeners';
import { media } from './media';
import { misc } from './misc';
import { network } from './network';
import { requestPayment } from './payments';
import { phoneOnly } from './phone-only';
import { privacy } from './privacy';
import { profile } from './profile';
import { requests } from './request';
import { SelectorQuery } from './selector-query';
import { sockets } from './sockets';
import { createInnerAudioContext } from './sound';
import { storage } from './storage';
import { requestSubscribeMessage } from './subscribe';
import { system } from './system';
import { ui } from './ui';
import { createVideoContext } from './video-context';
import { userDataPath } from './user-files';
import { MediaQueryObserver } from '../media-query';
import { builtInTags } from '../../build/tags';
import type { Instance } from '../tree';

const provided: Record<string, unknown> = {
  ...phoneOnly,
  ...appEvents,
  ...authorizations,
  ...launch,
  ...listeners,
  ...media,
  ...misc,
  ...network,
  ...privacy,
  ...profile,
  ...requests,
  ...router,
  ...sockets,
  ...storage,
  ...system,
  ...ui,
  cloud,
  requestPayment,
  requestSubscribeMessage,
  createCanvasContext,
  createAnimation,
  createInnerAudioContext,
  createVideoContext,
  createMediaQueryObserver: () => new MediaQueryObserver(),
  createSelectorQuery: () => new SelectorQuery(),
  createIntersectionObserver: (component?: Instance, options?: object) => new IntersectionObserver(component, options),
  createOffscreenCanvas: ({ width = 300, height = 150 } = {}) =>
    Object.assign(document.createElement('canvas'), { width, height }),
  getFileSystemManager: () => fileSystemManager,
  env: { USER_DATA_PATH: userDataPath },
  canIUse: (schema: string) => canIUse(schema),
};

/** Knows the APIs and components of the preview. A suffix after `.` (an option, an open-type) is assumed to exist. */
function canIUse(schema: string): boolean {
  const [name = ''] = schema.split('.');
  return (name in provided && !(name in phoneOnly)) || builtInTags.has(name);
}

const warnedNames = new Set<string>();

/** The `wx` of the mini-program. Using an API that the preview doesn't have warns once, with its name. */
export const wx: Record<string, unknown> = new Proxy(provided, {
  get(target, name) {
    if (typeof name === 'symbol' || name in target) return target[name as string];
    // Hardware signals never arrive, so their listeners can be ignored.
    if (/^(on|off)[A-Z]/.test(name)) return () => undefined;
    if (!warnedNames.has(name)) console.warn(`wx.${name} is not provided by the preview`);
    warnedNames.add(name);
    return undefined;
  },
});
