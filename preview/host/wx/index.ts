import { appEvents } from '../app.js';
import { router } from '../router.js';
import { createAnimation } from './animation.js';
import { createCanvasContext } from './canvas-context.js';
import { cloud } from './cloud.js';
import { fileSystem } from './files.js';
import { IntersectionObserver } from './intersection-observer.js';
import { launch } from './launch.js';
import { listeners } from './listeners.js';
import { media } from './media.js';
import { misc } from './misc.js';
import { network } from './network.js';
import { requestPayment } from './payments.js';
import { privacy } from './privacy.js';
import { SelectorQuery } from './selector-query.js';
import { storage } from './storage.js';
import { requestSubscribeMessage } from './subscribe.js';
import { system } from './system.js';
import { ui } from './ui.js';
import type { Instance } from '../tree.js';

const provided: Record<string, unknown> = {
  ...appEvents,
  ...launch,
  ...listeners,
  ...media,
  ...misc,
  ...network,
  ...privacy,
  ...router,
  ...storage,
  ...system,
  ...ui,
  cloud,
  requestPayment,
  requestSubscribeMessage,
  createCanvasContext,
  createAnimation,
  createSelectorQuery: () => new SelectorQuery(),
  createIntersectionObserver: (component?: Instance, options?: object) => new IntersectionObserver(component, options),
  createOffscreenCanvas: ({ width = 300, height = 150 } = {}) =>
    Object.assign(document.createElement('canvas'), { width, height }),
  getFileSystemManager: () => fileSystem,
  env: { USER_DATA_PATH: 'http://usr' },
  canIUse: (schema: string) => canIUse(schema),
};

/** `button.open-type.share` and the like are said to exist; of APIs, those that do. */
function canIUse(schema: string): boolean {
  const [name = ''] = schema.split('.');
  return name in provided || /^[a-z-]+$/.test(name);
}

const missed = new Set<string>();

/** The `wx` of the mini-program. One that is asked for what the preview does not have says so by name, once. */
export const wx: Record<string, unknown> = new Proxy(provided, {
  get(target, name) {
    if (typeof name === 'symbol' || name in target) return target[name as string];
    if (!missed.has(name)) console.warn(`wx.${name} is not provided by the preview`);
    missed.add(name);
    return undefined;
  },
});
