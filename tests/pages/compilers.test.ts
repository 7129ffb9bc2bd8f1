import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOwn, type OwnBuild } from './built';

/** The path of WeChat's compiler of templates or styles. The npm package ships both without the execute permission. */
async function compiler(name: 'wcc' | 'wcsc'): Promise<string> {
  const simulator = createRequire(import.meta.url).resolve('miniprogram-simulate');
  const home = path.dirname(createRequire(simulator).resolve('miniprogram-compiler/package.json'));
  const systems: Partial<Record<NodeJS.Platform, string>> = { darwin: 'mac', win32: 'windows' };
  const file = path.join(home, 'bin', systems[process.platform] ?? 'linux', name);
  await chmod(file, 0o755);
  return file;
}

/** A compiler's error about the files; '' when it accepts them all. */
function complaintOf(file: string, dir: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd: dir, maxBuffer: 64 * 1024 * 1024 });
  if (error) throw error;
  return status === 0 && stdout.length > 0 ? '' : `${status}: ${stderr.toString()}`;
}

/** File names as DevTools passes them: an import that begins with `/` is only found among files that begin with `./`. */
const named = (files: readonly string[]): string[] => files.map((file) => `./${file}`);
const wxmlArgs = (files: readonly string[]): string[] => ['-d', '-cc', '0', ...named(files), '-gn', '$gwx'];
const wxssArgs = (files: readonly string[]): string[] => ['-db', '-pc', `${files.length}`, ...named(files)];

let built: OwnBuild;
let wcc: string;
let wcsc: string;
beforeAll(async () => {
  [built, wcc, wcsc] = await Promise.all([buildOwn(true), compiler('wcc'), compiler('wcsc')]);
});
afterAll(() => built.remove());

const ending = (...endings: string[]): string[] =>
  built.files.filter((file) => endings.some((each) => file.endsWith(each)));

describe('WeChat’s compilers', () => {
  it('WeChat’s template compiler accepts every template of the build', () => {
    const templates = ending('.wxml');
    expect(templates.length).toBeGreaterThan(30);
    expect(complaintOf(wcc, built.dir, wxmlArgs([...templates, ...ending('.wxs')]))).toBe('');
  });

  it('WeChat’s style compiler accepts every style sheet of the build', () => {
    const styles = ending('.wxss');
    expect(styles.length).toBeGreaterThan(30);
    expect(complaintOf(wcsc, built.dir, wxssArgs(styles))).toBe('');
  });

  it('WeChat’s compilers complain about a broken template and a broken style sheet', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'qunpiao-compilers-'));
    await writeFile(path.join(dir, 'p.wxml'), '<view wx:else wx:for="{{rows}}">{{item}}</view>');
    await writeFile(path.join(dir, 'p.wxss'), '.a { color: red; } }');
    expect(complaintOf(wcc, dir, wxmlArgs(['p.wxml']))).toContain('wx:else');
    expect(complaintOf(wcsc, dir, wxssArgs(['p.wxss']))).not.toBe('');
    await rm(dir, { recursive: true });
  });
});
