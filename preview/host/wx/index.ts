import { appEvents } from '../app.js';
import { router } from '../router.js';
import { createAnimation } from './animation.js';
import { createCanvasContext } from './canvas-context.js';
import { authorizations } from './authorizations.js';
import { cloud } from './cloud.js';
import { fileSystemManager } from './file-system-manager.js';
import { IntersectionObserver } from './intersection-observer.js';
import { launch } from './launch.js';
import { listeners } from './listeners.js';
import { media } from './media.js';
import { misc } from './misc.js';
import { network } from './network.js';
import { requestPayment } from './payments.js';
import { phoneOnly } from './phone-only.js';
import { privacy } from './privacy.js';
import { profile } from './profile.js';
import { requests } from './request.js';
import { SelectorQuery } from './selector-query.js';
import { sockets } from './sockets.js';
import { createInnerAudioContext } from './sound.js';
import { storage } from './storage.js';
import { requestSubscribeMessage } from './subscribe.js';
import { system } from './system.js';
import { ui } from './ui.js';
import { createVideoContext } from './video-context.js';
import { userDataPath } from './user-files.js';
import { MediaQueryObserver } from '../media-query.js';
import { builtInTags } from '../../build/tags.js';
import type { Instance } from '../tree.js';

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

/** Of APIs and components those that are here; what `.` adds (an option, an open-type) is taken to come with them. */
function canIUse(schema: string): boolean {
  const [name = ''] = schema.split('.');
  return (name in provided && !(name in phoneOnly)) || builtInTags.has(name);
}

const missed = new Set<string>();

/** The `wx` of the mini-program. One that is asked for what the preview does not have says so by name, once. */
export const wx: Record<string, unknown> = new Proxy(provided, {
  get(target, name) {
    if (typeof name === 'symbol' || name in target) return target[name as string];
    // Signals of hardware never come, so nobody who waits for one need be heard.
    if (/^(on|off)[A-Z]/.test(name)) return () => undefined;
    if (!missed.has(name)) console.warn(`wx.${name} is not provided by the preview`);
    missed.add(name);
    return undefined;
  },
});
