import { posix } from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import type { Project } from './project';
import type { Sources } from './sources';
import { wxsRuntime, compileWxs } from './wxs';

interface TemplateProblem {
  message: string;
  startLine: number;
  level: number;
}

/** Compiles the WXML and WXS of a whole mini-program into one expression, an object from path to template generator. */
export function compileTemplates(sources: Sources, project: Project): { script: string; warnings: string[] } {
  const group = new TmplGroup();
  const seen = new Set<string>();
  const warnings: string[] = [];
  const addTemplate = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = sources.readIfExists(`${path}.wxml`);
    if (text === undefined) {
      warnings.push(`${path}.wxml is missing`);
      return;
    }
    const problems = group.addTmpl(path, text) as TemplateProblem[];
    warnings.push(
      ...problems.filter(isWarning).map((problem) => `${path}.wxml:${problem.startLine + 1} ${problem.message}`),
    );
    for (const name of group.getInlineScriptModuleNames(path) as string[]) {
      group.setInlineScript(path, name, compileWxs(group.getInlineScript(path, name)));
    }
    for (const script of group.getScriptDependencies(path) as string[]) addScript(script);
    for (const dependency of group.getDirectDependencies(path) as string[]) addTemplate(dependency);
  };
  const addScript = (path: string): void => {
    if (seen.has(`${path}.wxs`)) return;
    seen.add(`${path}.wxs`);
    const text = sources.readIfExists(`${path}.wxs`);
    if (text === undefined) {
      warnings.push(`${path}.wxs is missing`);
      return;
    }
    group.addScript(path, compileWxs(text));
    for (const request of findRequiredModules(text)) {
      addScript(request.startsWith('/') ? request.slice(1) : posix.join(posix.dirname(path), request));
    }
  };
  group.setExtraRuntimeScript(wxsRuntime);
  for (const component of project.components) addTemplate(component.path);
  const script = group.getTmplGenObjectGroups();
  group.free();
  return { script, warnings };
}

/** The compiler's levels 1 and 2 are hints and style notes. */
function isWarning(problem: TemplateProblem): boolean {
  return problem.level > 2;
}

function findRequiredModules(wxs: string): string[] {
  return [...wxs.matchAll(/\brequire\(\s*['"](.+?)(?:\.wxs)?['"]\s*\)/g)].map((match) => match[1] ?? '');
}
