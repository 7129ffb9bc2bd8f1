import type { behavior as adapterBehavior } from 'glass-easel-miniprogram-adapter';
import { countSetData } from './costs';
import { codeSpace } from './engine';
import { animate, clearAnimation } from './key-frames';
import { MediaQueryObserver } from './media-query';
import { getTopPage } from './open-pages';
import { IntersectionObserver } from './wx/intersection-observer';
import { SelectorQuery } from './wx/selector-query';
import { cloneSetData } from './set-data';
import type { Instance } from './tree';

type Behavior = adapterBehavior.GeneralBehavior;
let instanceApi: Behavior | undefined;

/**
 * Adds what glass-easel leaves to the host on `this` of every page and component: a `setData` that copies, queries that
 * answer later as on a phone, and `ready`.
 */
export function getInstanceBehavior(): Behavior {
  instanceApi ??= codeSpace
    .behavior()
    .lifetime('created', function () {
      addInstanceApi(this as unknown as Instance);
    })
    .lifetime('attached', function () {
      const component = (this as unknown as Instance)._$;
      setTimeout(() => component.triggerLifetime('ready', []));
    })
    .register() as unknown as Behavior;
  return instanceApi;
}

function addInstanceApi(instance: Instance): void {
  const setData = instance.setData.bind(instance);
  instance.setData = (data, callback) => {
    const copy = cloneSetData(data, instance._$.is);
    countSetData(copy);
    setData(copy, callback?.bind(instance));
  };
  instance['createSelectorQuery'] = () => new SelectorQuery(instance);
  instance['createIntersectionObserver'] = (options?: object) => new IntersectionObserver(instance, options);
  instance['createMediaQueryObserver'] = () => new MediaQueryObserver();
  for (const [name, method] of Object.entries(createOptionalMethods(instance)))
    if (!(name in instance)) instance[name] = method;
}

/** Methods of later base libraries. A component that defines its own method of such a name keeps it. */
function createOptionalMethods(instance: Instance): Record<string, unknown> {
  return {
    animate: (...call: Tail<Parameters<typeof animate>>) => animate(instance, ...call),
    clearAnimation: (...call: Tail<Parameters<typeof clearAnimation>>) => clearAnimation(instance, ...call),
    getTabBar: () => getTopPage()?.customTabBar?.instance,
    getPageId: () => `pageId:${getTopPage()?.id ?? 0}`,
    setUpdatePerformanceListener: () => undefined,
    setPassiveEvent: () => undefined,
    setInitialRenderingCache: () => undefined,
  };
}

type Tail<All extends unknown[]> = All extends [unknown, ...infer Rest] ? Rest : never;
