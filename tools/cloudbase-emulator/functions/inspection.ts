import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { lentPackages } from './lent';
import type { FunctionFolders } from './folders';
import type { FunctionRules } from './rules';
import { cronFault } from '../timers';

/** "50 个" on the basic plan. https://docs.cloudbase.net/cloud-function/introduce */
const mostFunctions = 50;

/** What production would not take, or would do otherwise, about a folder of functions: sentences for whoever starts the emulator. */
export function inspectFunctions(folders: FunctionFolders): readonly string[] {
  if (!existsSync(folders.root)) return [`there is no folder ${folders.root}`];
  const names = folders.names().filter((name) => existsSync(join(folders.root, name, 'index.js')));
  const few = names.length > 0 ? [] : [`no folder in ${folders.root} holds an index.js`];
  const many =
    names.length > mostFunctions ? [`${names.length} functions: the basic plan takes ${mostFunctions} at most`] : [];
  return [...few, ...many, ...names.flatMap((name) => inspectFunction(folders, name))];
}

/** "安全规则顶级配置必须包含 key 为 * 的通配配置". https://docs.cloudbase.net/cloud-function/security-rules */
export function inspectRules(rules: FunctionRules, folders: FunctionFolders): readonly string[] {
  const names = Object.keys(rules);
  if (names.length === 0) return [];
  const open = names.includes('*') ? [] : ['functionRules: production demands a rule for "*"'];
  const known = folders.names();
  const strangers = names.filter((name) => name !== '*' && !known.includes(name));
  return [...open, ...strangers.map((name) => `functionRules: there is no function ${name}`)];
}

function inspectFunction(folders: FunctionFolders, name: string): readonly string[] {
  try {
    const found = folders.find(name);
    if (!found) return [];
    const { timers } = found;
    const several = timers.length > 1 ? [`${name}: ${timers.length} timers, production takes one a function`] : [];
    const wrong = timers.flatMap((timer) => cronFault(timer) ?? []);
    return [...several, ...[...wrong, ...packageFaults(found.folder)].map((fault) => `${name}: ${fault}`)];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Packages that its package.json lists and production would not find in its folder. */
function packageFaults(folder: string): readonly string[] {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return [];
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> };
  const { resolve } = createRequire(join(folder, 'index.js'));
  const isIn = (path: string, name: string): boolean => existsSync(join(path, name));
  return Object.keys(dependencies ?? {}).flatMap((name) => {
    if (lentPackages.includes(name) || isIn(join(folder, 'node_modules'), name)) return [];
    const above = resolve.paths(name)?.some((path) => isIn(path, name));
    return above
      ? [`${name} is found above its folder, where production will not look: install it inside, or bundle it`]
      : [`${name} is not installed: npm install in its folder (DevTools would do it in the cloud)`];
  });
}
