import { mkdtemp, readdir, readFile, rm, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../../contracts';
import { root } from '../build';
import { buildFunctions, productFunctions } from './functions';

const sourceDir = join(root, 'cloudfunctions');
const functions = productFunctions(sourceDir);
const names = functions.map(({ name }) => name).sort();

/** Folders whose name begins with `_` hold no function. */
async function foldersOf(dir: string): Promise<string[]> {
  const found = await readdir(dir, { withFileTypes: true });
  return found.filter((each) => each.isDirectory() && !each.name.startsWith('_')).map((each) => each.name);
}

describe('the registry of cloud functions', () => {
  it('The registry lists exactly the folders of cloudfunctions/', async () => {
    expect(names).toEqual((await foldersOf(sourceDir)).sort());
  });

  it('contracts/index.ts lists exactly the contracts, one per file', async () => {
    const files = (await readdir(join(root, 'contracts'))).filter((file) => /^[a-z]\w+\.ts$/.test(file));
    const withoutShared = files
      .map((file) => file.slice(0, -3))
      .filter((file) => !['contract', 'index', 'shapes'].includes(file));
    expect(Object.keys(contracts).sort()).toEqual(withoutShared.sort());
  });

  it('Every function that asks WeChat Pay has 20 seconds, and every timer has 50', () => {
    const timeouts = Object.fromEntries(functions.map(({ name, config }) => [name, config.timeout]));
    expect(timeouts).toMatchObject({
      createOrder: 20,
      payNotify: 20,
      refundNotify: 20,
      sweep: 50,
      closeDay: 50,
      reconcile: 50,
    });
    expect(Object.values(timeouts).every((seconds) => [5, 10, 20, 50].includes(seconds))).toBe(true);
  });
});

describe('buildFunctions', () => {
  let outDir: string;
  beforeAll(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'qunpiao-functions-'));
    await mkdir(join(outDir, 'renamedLongAgo'));
    await buildFunctions(
      functions.filter(({ name }) => ['sweep', 'login', 'saveProfile'].includes(name)),
      outDir,
    );
  });
  afterAll(() => rm(outDir, { recursive: true, force: true }));

  it('The build removes the folder of a function that no longer exists', async () => {
    expect((await readdir(outDir)).sort()).toEqual(['login', 'saveProfile', 'sweep']);
  });

  it('The build writes each function’s config.json from the registry', async () => {
    const configOf = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(join(outDir, name, 'config.json'), 'utf8'));
    expect(await configOf('login')).toEqual({ timeout: 5, permissions: { openapi: [] } });
    expect(await configOf('saveProfile')).toEqual({ timeout: 10, permissions: { openapi: ['security.msgSecCheck'] } });
    expect(await configOf('sweep')).toEqual({
      timeout: 50,
      permissions: { openapi: [] },
      triggers: [{ name: 'everyMinute', type: 'timer', config: '0 * * * * * *' }],
    });
  });

  it('The build writes an index.js that exports main', async () => {
    for (const name of ['login', 'sweep']) {
      expect(await readFile(join(outDir, name, 'index.js'), 'utf8')).toMatch(/main: \(\) => main/);
    }
  });

  it.each(['@cloudbase/wx-cloud-client-sdk', '@cloudbase/ai', 'web-streams-polyfill'])(
    'A bundle holds an empty module in the place of %s, which the SDK still asks for',
    async (name) => {
      const bundle = await readFile(join(outDir, 'login', 'index.js'), 'utf8');
      expect(bundle).toContain(`// omitted:${name}`);
      expect(bundle).not.toContain(`// node_modules/${name}/`);
    },
  );
});
