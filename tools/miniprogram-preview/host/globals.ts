import { defineApp, getApp } from './app';
import { costs } from './costs';
import { definers, useScripts } from './definitions';
import { handleEvent } from './events';
import { delivered, type ScriptBundle } from './manifest';
import { currentPages } from './page-stack';
import { wxsObserver } from './wxs';
import { wx } from './wx/index';
import type { Manifest } from '../build/manifest';

/** WXS has its own idea of `x.constructor`: the name of the type. */
function teachWxsTypes(): void {
  Object.defineProperty(Object.prototype, '__wxsType', {
    get(this: unknown) {
      return Object.prototype.toString.call(this).slice(8, -1);
    },
  });
}

/** The seam between the built scripts and this host: each of them is one call of a member of `__preview`. */
export function openSeam(start: () => void): void {
  teachWxsTypes();
  const seam = {
    handleEvent,
    wxsObserver,
    manifest: (manifest: Manifest) => void (delivered.manifest = manifest),
    templates: (templates: Record<string, unknown>) => void (delivered.templates = templates),
    scripts: (bundle: ScriptBundle) => {
      delivered.scripts = bundle;
      useScripts(
        bundle(
          wx,
          defineApp,
          definers.Page,
          definers.Component,
          definers.Behavior,
          getApp,
          currentPages,
          requirePlugin,
          definers.defining,
        ),
      );
      start();
    },
  };
  Object.assign(globalThis, { __preview: seam, __previewCosts: costs });
}

/** The interface of a plugin: whatever is asked of it can be called, does nothing, and says so once. */
function requirePlugin(name: string): unknown {
  console.warn(`requirePlugin("${name}"): a plugin's code is not here; what it is asked to do is not done`);
  return new Proxy({}, { get: () => () => undefined });
}
