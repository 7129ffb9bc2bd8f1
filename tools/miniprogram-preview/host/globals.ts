import { defineApp, getApp } from './app';
import { costs } from './costs';
import { definitionGlobals, useScripts } from './definitions';
import { handleEvent } from './events';
import { buildOutput, type ScriptBundle } from './manifest';
import { getCurrentPages } from './page-stack';
import { createWxsObserver } from './wxs';
import { wx } from './wx/index';
import type { Manifest } from '../build/manifest';

/** In WXS, `x.constructor` is the name of the type. */
function defineWxsTypes(): void {
  Object.defineProperty(Object.prototype, '__wxsType', {
    get(this: unknown) {
      return Object.prototype.toString.call(this).slice(8, -1);
    },
  });
}

/** Installs the bridge between the built scripts and this host: each script is one call of a member of `__preview`. */
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

/**
 * A plugin as the preview knows it: every method exists and returns `undefined`. WeChat downloads the code of a plugin to phones alone
 * (docs/limitations.md), so a page that imports one shows everything else, and a warning names the plugin.
 */
function requirePlugin(name: string): unknown {
  console.warn(`requirePlugin("${name}"): the preview has no plugin code, so its methods do nothing`);
  return new Proxy({}, { get: () => () => undefined });
}
