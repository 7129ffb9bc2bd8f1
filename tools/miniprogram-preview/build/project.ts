import type { AppJson, ComponentJson } from './manifest';
import type { Sources } from './sources';

/** One page or component. `path` is its id without an extension; `using` maps tags to such paths. */
interface ComponentSource {
  path: string;
  page: boolean;
  json: ComponentJson;
  using: Record<string, string>;
  /** Default components of generics (`componentGenerics`), by tag. */
  defaults: Record<string, string>;
}

export interface Project {
  app: AppJson;
  pages: string[];
  components: ComponentSource[];
  warnings: string[];
}

/** Reads app.json and everything that its pages reach. Throws when the folder has no readable app.json. */
export function readProject(sources: Sources): Project {
  if (!sources.exists('app.json')) throw new Error(`no app.json in ${sources.root}: not the root of a mini-program`);
  const app = parseJson<AppJson>(sources, 'app');
  const pages = listPages(app);
  const components = new Map<string, ComponentSource>();
  const warnings: string[] = [];
  const visit = (path: string, page: boolean): void => {
    if (components.has(path)) return;
    const json = applyScriptOptions(sources, path, parseJson<ComponentJson>(sources, path));
    const requests = {
      ...(path.includes('miniprogram_npm/') ? {} : app.usingComponents),
      ...readGenericDefaults(json),
      ...json.usingComponents,
    };
    warnings.push(...findUncompiledStyles(sources, path));
    const using: Record<string, string> = {};
    const defaults: Record<string, string> = {};
    components.set(path, { path, page, json, using, defaults });
    for (const [tag, request] of Object.entries(requests)) {
      const fromApp = json.usingComponents?.[tag] === undefined && app.usingComponents?.[tag] !== undefined;
      const target = sources.resolveComponent(fromApp ? 'app' : path, request);
      if (target === undefined) warnings.push(`${path}.json: component "${tag}" not found at "${request}"`);
      else {
        (json.componentGenerics?.[tag] === undefined ? using : defaults)[tag] = target;
        visit(target, false);
      }
    }
  };
  if (sources.exists('custom-tab-bar/index.json')) visit('custom-tab-bar/index', false);
  for (const page of pages) visit(page, true);
  return { app, pages, components: [...components.values()], warnings };
}

/** DevTools can compile Less and Sass with plugins. The preview only reads WXSS. */
function findUncompiledStyles(sources: Sources, path: string): string[] {
  if (sources.exists(`${path}.wxss`)) return [];
  return ['less', 'scss', 'sass']
    .filter((ending) => sources.exists(`${path}.${ending}`))
    .map((ending) => `${path}.${ending} is not compiled: the preview reads WXSS only`);
}

function listPages(app: AppJson): string[] {
  const inSubpackages = (app.subPackages ?? app.subpackages ?? []).flatMap((subpackage) =>
    subpackage.pages.map((page) => `${subpackage.root.replace(/^\/|\/$/g, '')}/${page}`),
  );
  return [...(app.pages ?? []), ...inSubpackages].map((page) => page.replace(/^\//, ''));
}

function readGenericDefaults(json: ComponentJson): Record<string, string> {
  const generics = Object.entries(json.componentGenerics ?? {});
  return Object.fromEntries(
    generics.flatMap(([tag, generic]) => (generic !== true && generic.default ? [[tag, generic.default]] : [])),
  );
}

/**
 * `Component()` can set `options: { styleIsolation }` instead of the JSON. The build reads it from the source, because
 * styles are built before scripts run.
 */
function applyScriptOptions(sources: Sources, path: string, json: ComponentJson): ComponentJson {
  if (json.styleIsolation !== undefined) return json;
  const script = sources.readIfExists(`${path}.js`) ?? sources.readIfExists(`${path}.ts`) ?? '';
  const isolation = /styleIsolation['"]?\s*:\s*['"]([a-z-]+)['"]/.exec(script)?.[1];
  return isolation === undefined ? json : { ...json, styleIsolation: isolation };
}

function parseJson<T extends ComponentJson>(sources: Sources, path: string): T {
  const text = sources.readIfExists(`${path}.json`) ?? '{}';
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as T;
  } catch (error) {
    throw new Error(`${path}.json: ${error instanceof Error ? error.message : String(error)}`);
  }
}
