import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { buildMiniProgram } from './index';

let root = '';

afterEach(() => rmSync(root, { recursive: true, force: true }));

function miniProgram(files: Record<string, unknown>): { miniprogramDir: string; npmDirs: string[]; base: string } {
  root = mkdtempSync(join(tmpdir(), 'preview-build-'));
  for (const [id, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, id)), { recursive: true });
    writeFileSync(join(root, id), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return { miniprogramDir: join(root, 'app'), npmDirs: [join(root, 'npm')], base: '/_preview' };
}

/** Runs the built script far enough to list its modules. */
function modulesOf(script: string): Record<string, () => unknown> {
  let modules: Record<string, () => unknown> = {};
  const bridge = {
    scripts: (bundle: (...given: unknown[]) => typeof modules) =>
      (modules = bundle(...Array<undefined>(8), () => undefined)),
  };
  runInNewContext(script, { __preview: bridge, window: {}, document: {} });
  return modules;
}

const page = { 'app/app.json': { pages: ['p/p'] }, 'app/app.js': '', 'app/p/p.wxml': '<view />', 'app/p/p.json': {} };

describe('buildMiniProgram', () => {
  it('The build finds npm components in miniprogram_npm, then in node_modules', async () => {
    const options = miniProgram({
      ...page,
      'app/p/p.json': { usingComponents: { near: 'near/x', far: 'far/x' } },
      'app/miniprogram_npm/near/x.json': {},
      'app/miniprogram_npm/near/x.wxml': '',
      'npm/far/package.json': { miniprogram: 'dist' },
      'npm/far/dist/x.json': { component: true },
      'npm/far/dist/x.wxml': '<text />',
    });
    const { files, warnings } = await buildMiniProgram(options);
    expect(warnings).toEqual([]);
    expect(files.get('manifest.js')).toContain(
      '"using":{"near":"miniprogram_npm/near/x","far":"miniprogram_npm/far/x"}',
    );
  });

  it('The build treats scripts as CommonJS, whatever the surrounding package says', async () => {
    const options = miniProgram({
      'package.json': { type: 'module' },
      ...page,
      'app/p/p.js': "module.exports = require('../lib/five');",
      'app/lib/five.js': 'module.exports = 5;',
    });
    const { files } = await buildMiniProgram(options);
    expect(modulesOf(files.get('app.js') ?? '')['p/p']?.()).toBe(5);
  });

  it('The build hides browser globals from the mini-program', async () => {
    const options = miniProgram({ ...page, 'app/p/p.js': 'module.exports = typeof window + typeof document;' });
    const script = (await buildMiniProgram(options)).files.get('app.js') ?? '';
    expect(modulesOf(script)['p/p']?.()).toBe('undefinedundefined');
  });

  it('The build warns about a missing component and succeeds', async () => {
    const options = miniProgram({ ...page, 'app/p/p.json': { usingComponents: { gone: './gone' } } });
    expect((await buildMiniProgram(options)).warnings).toEqual(['p/p.json: component "gone" not found at "./gone"']);
  });

  it('The build refuses a folder without app.json and names a file that it cannot read', async () => {
    await expect(buildMiniProgram(miniProgram({ 'app/x.js': '' }))).rejects.toThrow('no app.json');
    await expect(buildMiniProgram(miniProgram({ ...page, 'app/p/p.json': '{' }))).rejects.toThrow('p/p.json');
  });

  it('The build of the gallery has no warnings', async () => {
    const miniprogramDir = fileURLToPath(new URL('../fixtures/gallery', import.meta.url));
    expect((await buildMiniProgram({ miniprogramDir, base: '/_preview' })).warnings).toEqual([]);
  });

  it('The build finds the mini-program through project.config.json', async () => {
    const options = miniProgram({
      'app/project.config.json': { miniprogramRoot: 'src/' },
      'app/src/app.json': { pages: ['p/p'] },
      'app/src/p/p.wxml': '<view />',
    });
    const { files } = await buildMiniProgram(options);
    expect(files.get('manifest.js')).toContain('"pages":["p/p"]');
  });

  it('The build puts a placeholder for a plugin and warns about uncompiled styles', async () => {
    const options = miniProgram({
      ...page,
      'app/p/p.json': { usingComponents: { month: 'plugin://calendar/month', gone: './gone' } },
      'app/p/p.less': '.a { .b { color: red } }',
    });
    const { files, warnings } = await buildMiniProgram(options);
    expect(files.get('manifest.js')).toContain('"using":{"month":"__plugin__/calendar/month"}');
    expect(files.get('templates.js')).toContain('插件 calendar/month');
    expect(warnings).toEqual([
      'p/p.less is not compiled: the preview reads WXSS only',
      'p/p.json: component "gone" not found at "./gone"',
    ]);
  });

  it('require.async resolves to a bundled module', async () => {
    const options = miniProgram({
      ...page,
      'app/p/p.js': "module.exports = require.async('../lib/five.js');",
      'app/lib/five.js': 'module.exports = 5;',
    });
    const { files } = await buildMiniProgram(options);
    expect(await modulesOf(files.get('app.js') ?? '')['p/p']?.()).toBe(5);
  });

  it('A missing module fails only the modules that require it', async () => {
    const options = miniProgram({
      ...page,
      'app/p/p.js': "require('missing-package');",
      'app/app.js': 'module.exports = 1;',
    });
    const { files, warnings } = await buildMiniProgram(options);
    expect(warnings).toEqual(['p/p.js: module "missing-package" not found']);
    const modules = modulesOf(files.get('app.js') ?? '');
    expect(modules['app']?.()).toBe(1);
    expect(() => modules['p/p']?.()).toThrow("module 'missing-package' is not defined");
  });
});
