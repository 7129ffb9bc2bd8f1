import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { readPluginPlaceholder, resolvePluginId } from './plugins';

const componentExtensions = ['.json', '.wxml', '.js', '.ts'];
const scriptExtensions = ['', '.js', '.ts', '/index.js', '/index.ts'];

/**
 * Finds the files of a mini-program. Every file has an *id*: its path inside the mini-program without a leading slash
 * (`pages/home/home.wxml`). A file of an npm package that is not in `miniprogram_npm/` is found in a `node_modules`
 * folder through the `miniprogram` field of its package.json. Its id is the one it would have in `miniprogram_npm/`.
 */
export class Sources {
  readonly root: string;
  private readonly npmDirs: readonly string[];
  private readonly packageDirs = new Map<string, string | undefined>();

  constructor(root: string, npmDirs?: readonly string[]) {
    this.root = findRoot(resolve(root));
    this.npmDirs = npmDirs ?? findNodeModules(this.root);
  }

  /** Returns the path of the file with this id, which need not exist. */
  locate(id: string): string {
    const inside = join(this.root, id);
    if (existsSync(inside)) return inside;
    const parts = /^miniprogram_npm\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(id);
    const packageDir = parts && this.findPackageDir(parts[1] ?? '');
    return parts && packageDir ? join(packageDir, parts[2] ?? '') : inside;
  }

  exists(id: string): boolean {
    if (readPluginPlaceholder(id) !== undefined) return true;
    const file = this.locate(id);
    return existsSync(file) && statSync(file).isFile();
  }

  read(id: string): string {
    return readPluginPlaceholder(id) ?? readFileSync(this.locate(id), 'utf8');
  }

  /** Returns the text of a file, or undefined when it doesn't exist. */
  readIfExists(id: string): string | undefined {
    return this.exists(id) ? this.read(id) : undefined;
  }

  /** Resolves `request` in the `usingComponents` of `fromId` to a component (an id without an extension). */
  resolveComponent(fromId: string, request: string): string | undefined {
    if (request.includes('://')) return resolvePluginId(request);
    return this.listCandidates(fromId, request)
      .flatMap((id) => [id, `${id}/index`])
      .find((id) => componentExtensions.some((extension) => this.exists(id + extension)));
  }

  /** Resolves `require(request)` in the script `fromId` to a script's id. */
  resolveScript(fromId: string, request: string): string | undefined {
    return this.listCandidates(fromId, request)
      .flatMap((id) => [...scriptExtensions.map((extension) => id + extension), ...this.readPackageMain(id)])
      .find((id) => this.exists(id));
  }

  /** WeChat looks beside the requiring file first, then in each `miniprogram_npm` on the way up. */
  private listCandidates(fromId: string, request: string): string[] {
    if (request.startsWith('/')) return [request.slice(1)];
    const here = posix.dirname(fromId);
    if (request.startsWith('.')) return [posix.normalize(posix.join(here, request))];
    const folders =
      here === '.' ? [''] : here.split('/').map((_, depth, all) => all.slice(0, all.length - depth).join('/'));
    const inNpm = [...folders, ''].map((folder) => posix.join(folder, 'miniprogram_npm', request));
    return [posix.join(here, request), ...new Set(inNpm)];
  }

  private readPackageMain(id: string): string[] {
    const text = this.readIfExists(`${id}/package.json`);
    const main = text === undefined ? undefined : (JSON.parse(text) as { main?: string }).main;
    return main ? [posix.join(id, main), posix.join(id, `${main}.js`)] : [];
  }

  private findPackageDir(name: string): string | undefined {
    if (!this.packageDirs.has(name)) this.packageDirs.set(name, findPackage(this.npmDirs, name));
    return this.packageDirs.get(name);
  }
}

/** In a DevTools project the mini-program lies in the folder that project.config.json names as `miniprogramRoot`. */
function findRoot(folder: string): string {
  const settings = join(folder, 'project.config.json');
  if (existsSync(join(folder, 'app.json')) || !existsSync(settings)) return folder;
  const { miniprogramRoot = '' } = JSON.parse(readFileSync(settings, 'utf8')) as { miniprogramRoot?: string };
  return join(folder, miniprogramRoot);
}

function findPackage(npmDirs: readonly string[], name: string): string | undefined {
  const dir = npmDirs
    .map((npmDir) => join(npmDir, name))
    .find((candidate) => existsSync(join(candidate, 'package.json')));
  if (dir === undefined) return undefined;
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { miniprogram?: string };
  return join(dir, manifest.miniprogram ?? (existsSync(join(dir, 'miniprogram_dist')) ? 'miniprogram_dist' : ''));
}

function findNodeModules(start: string): string[] {
  const found: string[] = [];
  for (let dir = start; ; dir = dirname(dir)) {
    const candidate = join(dir, 'node_modules');
    if (existsSync(candidate)) found.push(candidate);
    if (dirname(dir) === dir) return found;
  }
}
