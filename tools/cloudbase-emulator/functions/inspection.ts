import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { sdkFallbackPackages } from './sdk-fallback';
import type { FunctionFolders } from './folders';
import type { FunctionRules } from './rules';
import { cronError } from '../timers';

/** "50 个" on the basic plan. https://docs.cloudbase.net/cloud-function/introduce */
const maxFunctions = 50;

/** Sentences about what production would refuse or do differently with a folder of functions. */
export function inspectFunctions(folders: FunctionFolders): readonly string[] {
  if (!existsSync(folders.root)) return [`there is no folder ${folders.root}`];
  const names = folders.names().filter((name) => existsSync(join(folders.root, name, 'index.js')));
  const none = names.length > 0 ? [] : [`no folder in ${folders.root} contains an index.js`];
  const many =
    names.length > maxFunctions ? [`${names.length} functions: the basic plan allows at most ${maxFunctions}`] : [];
  return [...none, ...many, ...names.flatMap((name) => inspectFunction(folders, name))];
}

/** "安全规则顶级配置必须包含 key 为 * 的通配配置". https://docs.cloudbase.net/cloud-function/security-rules */
export function inspectRules(rules: FunctionRules, folders: FunctionFolders): readonly string[] {
  const names = Object.keys(rules);
  if (names.length === 0) return [];
  const missing = names.includes('*') ? [] : ['functionRules: production requires a rule for "*"'];
  const known = folders.names();
  const unknown = names.filter((name) => name !== '*' && !known.includes(name));
  return [...missing, ...unknown.map((name) => `functionRules: there is no function ${name}`)];
}

function inspectFunction(folders: FunctionFolders, name: string): readonly string[] {
  try {
    const found = folders.find(name);
    if (!found) return [];
    const { timers } = found;
    const several = timers.length > 1 ? [`${name}: ${timers.length} timers; production allows one per function`] : [];
    const wrong = timers.flatMap((timer) => cronError(timer) ?? []);
    return [...several, ...[...wrong, ...packageWarnings(found.folder)].map((warning) => `${name}: ${warning}`)];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Sentences about packages that package.json lists but production would not find in the function's folder. */
function packageWarnings(folder: string): readonly string[] {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return [];
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> };
  const { resolve } = createRequire(join(folder, 'index.js'));
  const isIn = (path: string, name: string): boolean => existsSync(join(path, name));
  return Object.keys(dependencies ?? {}).flatMap((name) => {
    if (sdkFallbackPackages.includes(name) || isIn(join(folder, 'node_modules'), name)) return [];
    const above = resolve.paths(name)?.some((path) => isIn(path, name));
    return above
      ? [`${name} is installed above its folder, where production does not look: install it inside or bundle it`]
      : [`${name} is not installed: run npm install in its folder (DevTools does it in the cloud)`];
  });
}
