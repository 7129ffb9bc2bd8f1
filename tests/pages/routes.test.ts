import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../ops/build';
import { openBuild } from './built';

interface AppJson {
  pages: string[];
  subPackages: { root: string; pages: string[] }[];
  tabBar: { list: { pagePath: string }[] };
}

const sourceDir = path.join(root, 'miniprogram');
const built = openBuild();
let app: AppJson;
let paths: Record<string, string>;
beforeAll(async () => {
  app = JSON.parse(await readFile(path.join(sourceDir, 'app.json'), 'utf8')) as AppJson;
  ({ paths } = built.load<{ paths: Record<string, string> }>('services/navigation.js'));
});

const pagesOfApp = (): string[] => [
  ...app.pages,
  ...app.subPackages.flatMap(({ root: folder, pages }) => pages.map((page) => `${folder}/${page}`)),
];

/** Every script except the one that knows the paths. */
async function scripts(): Promise<(readonly [file: string, script: string])[]> {
  const files = (await readdir(sourceDir, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && file !== path.join('services', 'navigation.ts'),
  );
  return Promise.all(files.map(async (file) => [file, await readFile(path.join(sourceDir, file), 'utf8')] as const));
}

/** The routes that scripts open by name. */
async function openedRoutes(): Promise<Set<string>> {
  const opened = new Set<string>();
  for (const [, script] of await scripts()) {
    for (const [, route = ''] of script.matchAll(/\b(?:goTo|replaceWith|urlOf)\(\s*'(\w+)'/g)) opened.add(route);
  }
  return opened;
}

describe('routes', () => {
  it('Every page of app.json has exactly one route', () => {
    expect(Object.values(paths).sort()).toEqual(
      pagesOfApp()
        .map((page) => `/${page}`)
        .sort(),
    );
  });

  it('Every route is opened by some script, or is a tab', async () => {
    const opened = await openedRoutes();
    const tabs = new Set(app.tabBar.list.map(({ pagePath }) => `/${pagePath}`));
    const unused = Object.entries(paths).filter(([route, page]) => !opened.has(route) && !tabs.has(page));
    expect(unused).toEqual([]);
  });

  it('No script opens a page by its path instead of its route', async () => {
    for (const [file, script] of await scripts())
      expect(script, file).not.toMatch(/wx\.(navigateTo|redirectTo|switchTab|reLaunch)\(|['`]\/(pages|owner|admin)\//);
  });
});
