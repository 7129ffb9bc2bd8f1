import { bundleScripts } from './scripts';
import type { Manifest } from './manifest';
import { readProject, type Project } from './project';
import { Sources } from './sources';
import { compileTemplates } from './wxml';
import { confineToPage, compileStyle, type StyleOptions } from './wxss';

interface BuildOptions {
  miniprogramDir: string;
  npmDirs?: readonly string[];
  /** URL under which the preview serves its files, without a trailing slash. */
  base: string;
}

/** A built mini-program: classic scripts and one style sheet, keyed by file name. */
export interface Build {
  files: Map<string, string>;
  warnings: string[];
}

/** Builds a mini-program for the browser. Throws when app.json, another JSON file or a script can't be read. */
export async function buildMiniProgram(options: BuildOptions): Promise<Build> {
  const sources = new Sources(options.miniprogramDir, options.npmDirs);
  const project = readProject(sources);
  const templates = compileTemplates(sources, project);
  const scripts = await bundleScripts(sources, project);
  const files = new Map([
    ['manifest.js', `__preview.manifest(${JSON.stringify(createManifest(sources, project))});`],
    ['templates.js', `__preview.templates(${templates.script});`],
    ['app.js', scripts.script],
    ['app.js.map', scripts.map],
    ['app.css', bundleStyles(sources, project, options.base)],
  ]);
  return { files, warnings: [...project.warnings, ...templates.warnings, ...scripts.warnings] };
}

function createManifest(sources: Sources, project: Project): Manifest {
  const components = project.components.map((component, index) => ({ ...component, scope: formatScope(index) }));
  const themes = JSON.parse(
    sources.readIfExists(project.app.themeLocation ?? 'theme.json') ?? '{}',
  ) as Manifest['themes'];
  return { app: project.app, pages: project.pages, components, themes };
}

function formatScope(index: number): string {
  return `c${index.toString(36)}`;
}

/**
 * App styles come first, then components, then pages: between rules of equal weight, WeChat applies the later one in
 * this order.
 */
function bundleStyles(sources: Sources, project: Project, base: string): string {
  const options: StyleOptions = {
    scope: '',
    fileUrl: (id) => `${base}/files/${encodeURI(id)}`,
    iconUrl: (name) => `${base}/icons/${name}.svg`,
  };
  const sheets = [compileStyle(sources, 'app', options)];
  project.components.forEach(({ path, page, json }, index) => {
    const shared = json.styleIsolation === 'shared' || json.styleIsolation === 'page-shared';
    if (!page) sheets.push(compileStyle(sources, path, { ...options, scope: shared ? '' : formatScope(index) }));
  });
  for (const { path, page } of project.components)
    if (page) sheets.push(confineToPage(compileStyle(sources, path, options), path));
  return sheets.join('\n');
}
