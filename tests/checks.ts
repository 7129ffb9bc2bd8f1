import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Tally } from './closingLine';

/**
 * `npm run check`: runs all checks that need no running product, two at a time; `npm run check -- types` runs those whose names begin with `types`.
 * Each result is printed as soon as it is known, with the whole output of a failed check. Caches are kept below node_modules/.cache, so a
 * clean install checks everything.
 */
const root = join(import.meta.dirname, '..');
const cache = (name: string): string => join('node_modules/.cache', name);

/** The package `typescript` is version 6, whose programming interface other tools still need (docs/decisions/0017-native-checks.md). */
const typescript7 = 'node_modules/typescript-7/bin/tsc';

const types = (project: string, name: string): Check => ({
  name: `types: ${name}`,
  command: ['node', typescript7, '-p', project, '--incremental', '--tsBuildInfoFile', cache(`tsc/${name}.tsbuildinfo`)],
});

const sourceFolders = ['contracts', 'domain', 'cloudfunctions', 'miniprogram', 'tools', 'ops', 'tests', 'bench'];

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** The longest come first, so that with two at a time both finish together. */
const checks: readonly Check[] = [
  { name: 'format', command: ['oxfmt', '--check'] },
  types('tsconfig.json', 'node'),
  types('miniprogram', 'miniprogram'),
  types('tools/miniprogram-preview/host', 'preview-host'),
  { name: 'lint', command: ['oxlint'] },
  {
    name: 'imports',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', '--cache', cache('depcruise'), ...sourceFolders],
  },
  { name: 'unused code', command: ['knip'] },
];

const atOnce = 2;

/** Runs the checks whose names begin with `start`; with '', all. */
export async function runChecks(start = ''): Promise<Tally> {
  const chosen = checks.filter(({ name }) => name.startsWith(start));
  if (chosen.length === 0) throw new Error(`no check begins with "${start}"`);
  mkdirSync(join(root, cache('tsc')), { recursive: true });
  const waiting = [...chosen];
  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      if (!(await runCheck(check))) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failed.length > 0) console.error(`\nfailed checks: ${failed.join(', ')}`);
  return { passed: chosen.length - failed.length, failed: failed.length };
}

async function runCheck({ name, command: [program, ...parameters] }: Check): Promise<boolean> {
  const startedAt = performance.now();
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
  const child = spawn(program, parameters, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output.push(Buffer.from(error.message));
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (passed) console.log(`✓ ${name} (${seconds} s)`);
  else console.error(`\n✗ ${name} (${seconds} s)\n${Buffer.concat(output).toString()}`);
  return passed;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failed } = await runChecks(process.argv[2]);
  process.exitCode = failed === 0 ? 0 : 1;
}
