import { defineApp, getApp } from './app';
import { costs } from './costs';
import { definitionGlobals, useScripts } from './definitions';
import { handleEvent } from './events';
import { buildOutput, type ScriptBundle } from './manifest';
import { getCurrentPages } from './page-stack';
import { createWxsObserver } from './wxs';
import { wx } from './wx/index';
import type { Manifest } from '../build/manifest';

/** WXS has its own idea of `x.constructor`: the name of the type. */
function defineWxsTypes(): void {
  Object.defineProperty(Object.prototype, '__wxsType', {
    get(this: unknown) {
      return Object.prototype.toString.call(this).slice(8, -1);
    },
  });
}

/** The seam between the built scripts and this host: each of them is one call of a member of `__preview`. */
export function installGlobals(start: () => void): void {
  defineWxsTypes();
  const bridge = {
    handleEvent,
    wxsObserver: createWxsObserver,
    manifest: (manifest: Manifest) => void (buildOutput.manifest = manifest),
    templates: (templates: Record<string, unknown>) => void (buildOutput.templates = templates),
    scripts: (bundle: ScriptBundle) => {
      buildOutput.scripts = bundle;
      useScripts(
        bundle(
          wx,
          defineApp,
          definitionGlobals.Page,
          definitionGlobals.Component,
          definitionGlobals.Behavior,
          getApp,
          getCurrentPages,
          requirePlugin,
          definitionGlobals.setCurrentPath,
        ),
      );
      start();
    },
  };
  Object.assign(globalThis, { __preview: bridge, __previewCosts: costs });
}

/** The interface of a plugin: whatever is asked of it can be called, does nothing, and says so once. */
function requirePlugin(name: string): unknown {
  console.warn(`requirePlugin("${name}"): a plugin's code is not here; what it is asked to do is not done`);
  return new Proxy({}, { get: () => () => undefined });
}
