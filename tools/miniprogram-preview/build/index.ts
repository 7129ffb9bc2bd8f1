import { bundleScripts } from './scripts';
import type { Manifest } from './manifest';
import { readProject, type Project } from './project';
import { Sources } from './sources';
import { compileTemplates } from './wxml';
import { confinedToPage, styleOf, type StyleOptions } from './wxss';

export interface BuildOptions {
  miniprogramDir: string;
  npmDirs?: readonly string[];
  /** Address under which the preview's files are served, without a slash at the end. */
  base: string;
}

/** A built mini-program: classic scripts and one style sheet, by file name. */
export interface Build {
  files: Map<string, string>;
  warnings: string[];
}

/** Builds a mini-program for the browser. Throws when its app.json, a JSON or a script cannot be read. */
export async function buildMiniProgram(options: BuildOptions): Promise<Build> {
  const sources = new Sources(options.miniprogramDir, options.npmDirs);
  const project = readProject(sources);
  const templates = compileTemplates(sources, project);
  const scripts = await bundleScripts(sources, project);
  const files = new Map([
    ['manifest.js', `__preview.manifest(${JSON.stringify(manifestOf(sources, project))});`],
    ['templates.js', `__preview.templates(${templates.script});`],
    ['app.js', scripts.script],
    ['app.js.map', scripts.map],
    ['app.css', stylesOf(sources, project, options.base)],
  ]);
  return { files, warnings: [...project.warnings, ...templates.warnings, ...scripts.warnings] };
}

function manifestOf(sources: Sources, project: Project): Manifest {
  const components = project.components.map((component, index) => ({ ...component, scope: scopeOf(index) }));
  const themes = JSON.parse(sources.readIfAny(project.app.themeLocation ?? 'theme.json') ?? '{}') as Manifest['themes'];
  return { app: project.app, pages: project.pages, components, themes };
}

function scopeOf(index: number): string {
  return `c${index.toString(36)}`;
}

/** App first, then components, then pages: of two rules with the same weight WeChat takes the later of these. */
function stylesOf(sources: Sources, project: Project, base: string): string {
  const options: StyleOptions = {
    scope: '',
    fileUrl: (id) => `${base}/files/${encodeURI(id)}`,
    iconUrl: (name) => `${base}/icons/${name}.svg`,
  };
  const sheets = [styleOf(sources, 'app', options)];
  project.components.forEach(({ path, page, json }, index) => {
    const shared = json.styleIsolation === 'shared' || json.styleIsolation === 'page-shared';
    if (!page) sheets.push(styleOf(sources, path, { ...options, scope: shared ? '' : scopeOf(index) }));
  });
  for (const { path, page } of project.components)
    if (page) sheets.push(confinedToPage(styleOf(sources, path, options), path));
  return sheets.join('\n');
}
