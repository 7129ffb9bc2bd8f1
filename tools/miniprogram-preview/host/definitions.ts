import type { behavior as adapterBehavior, ComponentEnv } from 'glass-easel-miniprogram-adapter';
import type { template } from 'glass-easel';
import { getPlatformBehavior } from './behaviors';
import { codeSpace } from './engine';
import { getInstanceBehavior } from './instance';
import { findComponent, buildOutput } from './manifest';

type Definition = Record<string, unknown>;
type Definer = (definition: Definition) => unknown;
type StaticConfig = Parameters<typeof codeSpace.addComponentStaticConfig>[1];
type Behavior = adapterBehavior.GeneralBehavior;

let scripts: Record<string, () => unknown> = {};
let currentPath = '';
const loaded = new Set<string>();
const defined = new Set<string>();

/** Globals with which modules define themselves. `setCurrentPath` receives the path of the module that starts. */
export const definitionGlobals = {
  Page: (definition: Definition) => define('Page', definition),
  Component: (definition: Definition) => define('Component', definition),
  Behavior: (definition: Definition) => defineBehavior(definition),
  setCurrentPath: (path: string) => {
    currentPath = path;
  },
};

export function useScripts(modules: Record<string, () => unknown>): void {
  scripts = modules;
}

/** Runs app.js, which calls `App()`. */
export function runApp(): void {
  runModule('app');
}

/** An error of a module is reported and doesn't affect other modules. */
function runModule(path: string): void {
  try {
    scripts[path]?.();
  } catch (error) {
    console.error(`[${path}] failed to load:`, error);
  }
}

/** Makes sure that a page or component and everything it uses is defined. Runs each module on first use. */
export function ensureDefined(path: string): void {
  const component = findComponent(path);
  if (component === undefined || loaded.has(path)) return;
  loaded.add(path);
  registerStatics(component);
  for (const used of [...Object.values(component.using), ...Object.values(component.defaults)]) ensureDefined(used);
  currentPath = path;
  runModule(path);
  // Without a script, or with one that defines nothing, the template is still shown.
  if (!defined.has(path)) {
    currentPath = path;
    define(component.page ? 'Page' : 'Component', {});
  }
}

const toAbsolutePaths = (paths: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(paths).map(([tag, path]) => [tag, `/${path}`]));

function registerStatics({
  path,
  page,
  json,
  using,
  defaults,
  scope,
}: NonNullable<ReturnType<typeof findComponent>>): void {
  const usingComponents = toAbsolutePaths(using);
  const componentGenerics = Object.fromEntries(
    Object.keys(json.componentGenerics ?? {}).map((tag) => [
      tag,
      defaults[tag] === undefined || { default: `/${defaults[tag]}` },
    ]),
  );
  const shared = page && json.styleIsolation === undefined ? { styleIsolation: 'shared' } : {};
  const config: unknown = { ...json, ...shared, usingComponents, componentGenerics };
  codeSpace.addComponentStaticConfig(path, config as StaticConfig);
  codeSpace.addStyleSheet(path, undefined, scope);
  const content = buildOutput.templates[path];
  if (content !== undefined) {
    codeSpace.addCompiledTemplate(path, {
      content,
      groupList: buildOutput.templates,
      fallbackListenerOnNativeNode: true,
    } as unknown as template.ComponentTemplate);
  }
}

function define(kind: 'Page' | 'Component', definition: Definition): void {
  const path = currentPath;
  if (findComponent(path) === undefined)
    throw new Error(`${kind}() was called outside a page's or component's own script`);
  defined.add(path);
  const behaviors = [getInstanceBehavior(), ...resolveBehaviors(definition)];
  codeSpace.componentEnv(path, (env: ComponentEnv) => {
    const definer: unknown = env[kind];
    (definer as Definer)({ ...definition, ...normalizeProperties(definition), behaviors });
  });
}

function defineBehavior(definition: Definition): Behavior {
  return codeSpace.componentEnv('', (env: ComponentEnv) =>
    (env.Behavior as unknown as (definition: Definition) => Behavior)({
      ...definition,
      ...normalizeProperties(definition),
      behaviors: resolveBehaviors(definition),
    }),
  );
}

function resolveBehaviors(definition: Definition): Behavior[] {
  const given = (definition['behaviors'] ?? []) as (string | Behavior)[];
  return given.map((behavior) => (typeof behavior === 'string' ? getPlatformBehavior(behavior) : behavior));
}

type Observer = (this: Record<string, (...values: unknown[]) => unknown>, ...values: unknown[]) => unknown;

/** Supports an old spelling that glass-easel doesn't know: a property's observer may be the name of a method. */
function normalizeProperties(definition: Definition): Definition {
  const properties = definition['properties'] as Record<string, unknown> | undefined;
  if (properties === undefined) return {};
  return {
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, resolveObserver(property)]),
    ),
  };
}

function resolveObserver(property: unknown): unknown {
  const observer = (property as { observer?: unknown } | null)?.observer;
  if (typeof observer !== 'string') return property;
  const callByName: Observer = function (...values) {
    return this[observer]?.(...values);
  };
  return { ...(property as object), observer: callByName };
}
