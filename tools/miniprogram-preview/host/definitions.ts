import type { behavior as adapterBehavior, ComponentEnv } from 'glass-easel-miniprogram-adapter';
import type { template } from 'glass-easel';
import { platformBehavior } from './behaviors';
import { codeSpace } from './engine';
import { applyInstanceApi } from './instance';
import { componentAt, delivered } from './manifest';

type Definition = Record<string, unknown>;
type Definer = (definition: Definition) => unknown;
type StaticConfig = Parameters<typeof codeSpace.addComponentStaticConfig>[1];
type Behavior = adapterBehavior.GeneralBehavior;

let scripts: Record<string, () => unknown> = {};
let defining = '';
const loaded = new Set<string>();
const defined = new Set<string>();

/** The globals with which modules define things; `defining` is told the path of the module that begins. */
export const definers = {
  Page: (definition: Definition) => define('Page', definition),
  Component: (definition: Definition) => define('Component', definition),
  Behavior: (definition: Definition) => defineBehavior(definition),
  defining: (path: string) => {
    defining = path;
  },
};

export function useScripts(modules: Record<string, () => unknown>): void {
  scripts = modules;
}

/** Runs app.js; it calls `App()`. */
export function runApp(): void {
  runModule('app');
}

/** A module that throws is reported, and takes nothing else with it. */
function runModule(path: string): void {
  try {
    scripts[path]?.();
  } catch (error) {
    console.error(`[${path}] threw while it was loaded:`, error);
  }
}

/** Makes sure that a page or component and all it uses are defined, running their modules on first use. */
export function ensureDefined(path: string): void {
  const component = componentAt(path);
  if (component === undefined || loaded.has(path)) return;
  loaded.add(path);
  prepare(component);
  for (const used of [...Object.values(component.using), ...Object.values(component.defaults)]) ensureDefined(used);
  defining = path;
  runModule(path);
  // Without a script, or with one that defines nothing, there is still a template to show.
  if (!defined.has(path)) {
    defining = path;
    define(component.page ? 'Page' : 'Component', {});
  }
}

const fromRoot = (paths: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(paths).map(([tag, path]) => [tag, `/${path}`]));

function prepare({ path, page, json, using, defaults, scope }: NonNullable<ReturnType<typeof componentAt>>): void {
  const usingComponents = fromRoot(using);
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
  const content = delivered.templates[path];
  if (content !== undefined) {
    codeSpace.addCompiledTemplate(path, {
      content,
      groupList: delivered.templates,
      fallbackListenerOnNativeNode: true,
    } as unknown as template.ComponentTemplate);
  }
}

function define(kind: 'Page' | 'Component', definition: Definition): void {
  const path = defining;
  if (componentAt(path) === undefined)
    throw new Error(`${kind}() was called outside a page's or component's own script`);
  defined.add(path);
  const behaviors = [applyInstanceApi(), ...behaviorsOf(definition)];
  codeSpace.componentEnv(path, (env: ComponentEnv) => {
    const definer: unknown = env[kind];
    (definer as Definer)({ ...definition, ...normalized(definition), behaviors });
  });
}

function defineBehavior(definition: Definition): Behavior {
  return codeSpace.componentEnv('', (env: ComponentEnv) =>
    (env.Behavior as unknown as (definition: Definition) => Behavior)({
      ...definition,
      ...normalized(definition),
      behaviors: behaviorsOf(definition),
    }),
  );
}

function behaviorsOf(definition: Definition): Behavior[] {
  const given = (definition['behaviors'] ?? []) as (string | Behavior)[];
  return given.map((behavior) => (typeof behavior === 'string' ? platformBehavior(behavior) : behavior));
}

type Observer = (this: Record<string, (...values: unknown[]) => unknown>, ...values: unknown[]) => unknown;

/** Old spellings that glass-easel does not know: a property's observer may be the name of a method. */
function normalized(definition: Definition): Definition {
  const properties = definition['properties'] as Record<string, unknown> | undefined;
  if (properties === undefined) return {};
  return {
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, withObserver(property)]),
    ),
  };
}

function withObserver(property: unknown): unknown {
  const observer = (property as { observer?: unknown } | null)?.observer;
  if (typeof observer !== 'string') return property;
  const byName: Observer = function (...values) {
    return this[observer]?.(...values);
  };
  return { ...(property as object), observer: byName };
}
