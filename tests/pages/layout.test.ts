import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMiniprogram } from '../../ops/build/miniprogram';
import { buildOwn, type OwnBuild } from './built';

let built: OwnBuild;
beforeAll(async () => {
  built = await buildOwn(true);
});
afterAll(() => built.remove());

const read = (file: string): Promise<string> => readFile(path.join(built.dir, file), 'utf8');
const npm = 'miniprogram_npm/tdesign-miniprogram/';

interface AppJson {
  pages: string[];
  subPackages: { root: string; pages: string[] }[];
  tabBar: { list: { pagePath: string; iconPath: string; selectedIconPath: string }[] };
  usingComponents?: object;
}

async function pagesOfApp(): Promise<string[]> {
  const app = JSON.parse(await read('app.json')) as AppJson;
  return [...app.pages, ...app.subPackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`))];
}

describe('the built mini-program', () => {
  it('The build has the four files of every page', async () => {
    for (const page of await pagesOfApp()) {
      for (const extension of ['js', 'json', 'wxml', 'wxss']) expect(built.files).toContain(`${page}.${extension}`);
    }
  });

  it('The build keeps tab pages and their icons in the main package and has no global component', async () => {
    const app = JSON.parse(await read('app.json')) as AppJson;
    const themes = JSON.parse(await read('theme.json')) as Record<string, Record<string, string>>;
    expect(app.usingComponents).toBeUndefined();
    for (const tab of app.tabBar.list) {
      expect(app.pages).toContain(tab.pagePath);
      for (const icon of [tab.iconPath, tab.selectedIconPath]) {
        for (const theme of ['light', 'dark']) expect(built.files).toContain(themes[theme]?.[icon.slice(1)]);
      }
    }
  });

  it('The build has every component that any file uses', async () => {
    for (const file of built.files.filter((each) => each.endsWith('.json'))) {
      const { usingComponents = {} } = JSON.parse(await read(file)) as { usingComponents?: Record<string, string> };
      for (const to of Object.values(usingComponents)) {
        const base = to.startsWith('tdesign-miniprogram/')
          ? `miniprogram_npm/${to}`
          : to.startsWith('/')
            ? to.slice(1)
            : path.posix.join(path.posix.dirname(file), to);
        for (const extension of ['js', 'json', 'wxml']) {
          expect(existsSync(path.join(built.dir, `${base}.${extension}`)), `${file} uses ${to}`).toBe(true);
        }
      }
    }
  });

  it('The build ships no unused TDesign component', async () => {
    const used = new Set<string>();
    for (const file of built.files.filter((each) => each.endsWith('.json'))) {
      const { usingComponents = {} } = JSON.parse(await read(file)) as { usingComponents?: Record<string, string> };
      for (const to of Object.values(usingComponents)) used.add(path.posix.basename(to));
    }
    const shipped = built.files.filter((file) => file.startsWith(npm) && file.endsWith('.json'));
    expect(shipped.length).toBeGreaterThan(10);
    for (const file of shipped) expect(used, file).toContain(path.posix.basename(file, '.json'));
  });

  it('The build contains no TypeScript and no ES module', async () => {
    expect(built.files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    for (const file of built.files.filter((each) => each.endsWith('.js'))) {
      expect(await read(file), file).not.toMatch(/^\s*(import|export)\s/m);
    }
  });

  it('The build contains no word that WeChat forbids on iOS', async () => {
    const own = built.files.filter((file) => !file.startsWith(npm) && /\.(js|json|wxml|wxs)$/.test(file));
    for (const file of own) expect(await read(file), file).not.toMatch(/购买|付费/);
  });

  it('The main package of the build is at most 800 KB', () => {
    expect(built.mainBytes).toBeLessThanOrEqual(800 * 1024);
    expect(built.mainBytes).toBeLessThan(built.bytes);
  });
});

describe('buildMiniprogram', () => {
  async function buildOf(files: Record<string, string>) {
    const dir = await mkdtemp(path.join(tmpdir(), 'qunpiao-build-'));
    try {
      for (const [file, content] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(dir, 'in', file)), { recursive: true });
        await writeFile(path.join(dir, 'in', file), content);
      }
      return await buildMiniprogram({ sourceDir: path.join(dir, 'in'), outDir: path.join(dir, 'out') });
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }
  const app = { 'app.json': '{"pages":["p"]}', 'p.json': '{}', 'p.wxml': '' };

  it('buildMiniprogram drops type imports from outside the mini-program', async () => {
    const build = await buildOf({
      ...app,
      'p.ts': "import type { X } from '../../contracts/x'; export const x: X = 1;",
    });
    expect(build.files).toContain('p.js');
  });

  it('buildMiniprogram refuses a run-time import from outside the mini-program', async () => {
    const outside = buildOf({ ...app, 'p.ts': "import { x } from '../../contracts/x'; console.log(x);" });
    await expect(outside).rejects.toThrow('p.js refers to "../../contracts/x"');
  });

  it('buildMiniprogram refuses a component that does not exist', async () => {
    const missing = buildOf({ ...app, 'p.ts': '', 'p.json': '{"usingComponents":{"t-x":"tdesign-miniprogram/x/x"}}' });
    await expect(missing).rejects.toThrow('p.json refers to "tdesign-miniprogram/x/x"');
  });
});
