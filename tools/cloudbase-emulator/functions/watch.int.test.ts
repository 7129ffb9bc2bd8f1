import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryState, startEmulator, type RunningEmulator } from '../index';

let home: string;
let functionsDir: string;
let emulator: RunningEmulator;

function write(folder: string, answer: string, timer?: string): void {
  mkdirSync(join(functionsDir, folder), { recursive: true });
  writeFileSync(join(functionsDir, folder, 'index.js'), `exports.main = () => '${answer}'`);
  const triggers = timer === undefined ? [] : [{ name: 't', type: 'timer', config: timer }];
  writeFileSync(join(functionsDir, folder, 'config.json'), JSON.stringify({ triggers }));
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'emulator-watched-'));
  functionsDir = join(home, 'dist', 'functions');
  write('greet', 'hello');
  emulator = await startEmulator({ env: 'demo-watch', functionsDir, stateDir: temporaryState, watch: true });
});
afterEach(async () => {
  await emulator.stop();
  rmSync(home, { recursive: true, force: true });
});

const functions = async (): Promise<unknown> => (await emulator.control('GET', ''))['functions'];

describe('watch', () => {
  it('A changed bundle runs from the next call on', async () => {
    expect((await emulator.call('greet')).result).toBe('hello');
    write('greet', 'good evening', '0 0 3 * * * *');
    expect((await emulator.call('greet')).result).toBe('good evening');
    write('part', 'goodbye');
    expect((await emulator.call('part')).result).toBe('goodbye');
    expect(await functions()).toEqual([{ name: 'greet', timer: '0 0 3 * * * *' }, { name: 'part' }]);
    writeFileSync(join(functionsDir, 'part', 'config.json'), '{');
    expect((await emulator.call('part')).error?.errMsg).toContain('JSON');
    expect((await emulator.control('GET', ''))['warnings']).toEqual([expect.stringContaining('part/config.json')]);
    expect(await functions()).toMatchObject([{ name: 'greet' }]);
  });

  it('A half-written bundle is not run', async () => {
    const path = join(functionsDir, 'greet', 'index.js');
    writeFileSync(path, 'exports.main = () => ');
    const answer = emulator.call('greet');
    await sleep(20);
    writeFileSync(path, "exports.main = () => 'whole'");
    expect((await answer).result).toBe('whole');
  });
});

describe('a rebuilt folder of functions', () => {
  it('A call during a rebuild waits for the function', async () => {
    expect((await emulator.call('greet')).result).toBe('hello');
    rmSync(join(home, 'dist'), { recursive: true });
    const calls = [emulator.call('greet'), emulator.call('greet')];
    await sleep(300);
    write('greet', 'rebuilt');
    expect((await Promise.all(calls)).map(({ result }) => result)).toEqual(['rebuilt', 'rebuilt']);
  });

  it('A rebuilt folder keeps its timers, old and new, without any call', async () => {
    write('clock', 'tick', '0 0 3 * * * *');
    await expect.poll(functions).toContainEqual({ name: 'clock', timer: '0 0 3 * * * *' });
    renameSync(join(home, 'dist'), join(home, 'old'));
    await sleep(250);
    write('clock', 'tock', '0 0 4 * * * *');
    await emulator.control('POST', 'timers', { enabled: true });
    const fired = async (): Promise<unknown> => {
      await emulator.advance(86_400_000);
      const { invocations } = await emulator.control('GET', 'invocations');
      return (invocations as { atMs: number }[]).map(({ atMs }) => new Date(atMs).toISOString().slice(11, 13));
    };
    await expect.poll(functions).toEqual([{ name: 'clock', timer: '0 0 4 * * * *' }]);
    expect(await fired()).toHaveLength(1);
  });

  it('A folder that stays away leaves its functions missing and the emulator usable', async () => {
    rmSync(functionsDir, { recursive: true });
    expect(await functions()).toEqual([]);
    expect((await emulator.control('GET', ''))['warnings']).toEqual([expect.stringContaining('there is no folder')]);
    write('greet', 'back');
    expect((await emulator.call('greet')).result).toBe('back');
  });
});
