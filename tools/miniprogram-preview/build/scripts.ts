import { posix } from 'node:path';
import { build as bundle, type Loader, type OnLoadResult, type Plugin } from 'esbuild';
import type { Project } from './project';
import type { Sources } from './sources';

/**
 * Globals that a mini-program can use beyond JavaScript itself. A phone has no `window`, so browser globals are hidden.
 */
const providedGlobals = [
  'wx',
  'App',
  'Page',
  'Component',
  'Behavior',
  'getApp',
  'getCurrentPages',
  'requirePlugin',
  '__defining',
];
const hiddenGlobals = [
  'window',
  'document',
  'location',
  'navigator',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'fetch',
  'XMLHttpRequest',
];

const namespace = 'mini-program';
/** As on a phone, a missing module fails only the modules that require it, not the whole mini-program. */
const missingNamespace = 'missing-module';

/** One script for the whole mini-program, its source map, and warnings about missing modules. */
interface ScriptBuild {
  script: string;
  map: string;
  warnings: string[];
}

/**
 * Bundles all scripts into one classic script. The module of a page or component runs when it is first needed, as
 * WeChat does with `lazyCodeLoading`. A syntax error throws esbuild's message; a missing module is a warning.
 */
export async function bundleScripts(sources: Sources, project: Project): Promise<ScriptBuild> {
  const warnings: string[] = [];
  const result = await bundle({
    stdin: { contents: createEntry(sources, project), loader: 'js', resolveDir: sources.root, sourcefile: 'entry.js' },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: '__modules',
    platform: 'browser',
    target: 'es2021',
    outfile: 'app.js',
    sourcemap: 'external',
    charset: 'utf8',
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"development"', global: 'globalThis' },
    plugins: [createModulePlugin(sources, new Set(['app', ...project.components.map(({ path }) => path)]), warnings)],
    banner: { js: `__preview.scripts(function(${[...providedGlobals, ...hiddenGlobals].join(',')}){` },
    footer: { js: 'return __modules.default;});\n//# sourceMappingURL=app.js.map' },
  });
  const readOutput = (suffix: string): string =>
    result.outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? '';
  return { script: readOutput('app.js'), map: readOutput('app.js.map'), warnings };
}

function createEntry(sources: Sources, project: Project): string {
  const paths = ['app', ...project.components.map(({ path }) => path)];
  const lines = paths.flatMap((path) => {
    const script = ['.ts', '.js'].map((extension) => path + extension).find((id) => sources.exists(id));
    return script === undefined ? [] : [`${JSON.stringify(path)}: () => require(${JSON.stringify(`/${script}`)}),`];
  });
  return `export default {\n${lines.join('\n')}\n};`;
}

function createModulePlugin(sources: Sources, definers: ReadonlySet<string>, warnings: string[]): Plugin {
  return {
    name: 'mini-program-modules',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async ({ path, importer, pluginData }) => {
        if (pluginData === 'from-npm') return undefined;
        const fromId = importer.endsWith('entry.js') && path.startsWith('/') ? 'app.js' : importer;
        const id = sources.resolveScript(fromId, path);
        // A separate namespace keeps esbuild from applying the `"type"` of the surrounding package.json, which isn't
        // the mini-program's.
        if (id !== undefined) return { path: id, namespace };
        const found = await build.resolve(path, {
          kind: 'import-statement',
          resolveDir: posix.dirname(sources.locate(fromId)),
          pluginData: 'from-npm',
        });
        if (found.errors.length === 0) return found;
        warnings.push(`${fromId}: module "${path}" not found`);
        return { path, namespace: missingNamespace };
      });
      build.onLoad({ filter: /.*/, namespace: missingNamespace }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`module '${path}' is not defined, require args is '${path}'`)});`,
      }));
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => loadModule(sources, path, definers));
    },
  };
}

/** `require.async` waits until another subpackage is downloaded. The bundle contains all subpackages already. */
function replaceAsyncRequires(script: string): string {
  return script.replace(/\brequire\.async\(\s*((['"])[^'"]+\2)\s*\)/g, 'Promise.resolve().then(() => require($1))');
}

/** A shared decorator may call `Component()`, so each module announces its path before its first statement. */
function loadModule(sources: Sources, id: string, definers: ReadonlySet<string>): OnLoadResult {
  const path = id.replace(/\.(js|ts)$/, '');
  const announcement = definers.has(path) ? `__defining(${JSON.stringify(path)});` : '';
  const extension = posix.extname(id).slice(1);
  const loader: Loader = extension === 'ts' || extension === 'json' ? extension : 'js';
  return {
    contents: loader === 'json' ? sources.read(id) : announcement + replaceAsyncRequires(sources.read(id)),
    loader,
    resolveDir: sources.root,
  };
}
