import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from '../fixtures/test-emulator';

const callers = 64;

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator({ instancesPerFunction: 80 });
});
afterAll(() => testEmulator.stop());

const add = (n: number): Promise<{ failed?: unknown }> => testEmulator.probe({ op: 'add', data: { n } });

it(`The pool serves ${callers} concurrent callers, and then as many again`, async () => {
  const first = await Promise.all(Array.from({ length: callers }, (_, n) => add(n)));
  expect(first.filter(({ failed }) => failed !== undefined)).toEqual([]);
  const again = await Promise.all(Array.from({ length: callers }, (_, n) => add(callers + n)));
  expect(again.filter(({ failed }) => failed !== undefined)).toEqual([]);
  const { documents } = await testEmulator.control<{ documents: { n: number }[] }>('GET', 'collections/notes');
  expect(new Set(documents.map(({ n }) => n)).size).toBe(2 * callers);
});

it(`${callers} calls that wait for one another run at the same time`, async () => {
  // Each call waits until the last one has started, so fewer instances than callers would block forever.
  const folder = join(mkdtempSync(join(tmpdir(), 'emulator-barrier-')), 'folder');
  const calls = Array.from({ length: callers }, () =>
    testEmulator.running.call('barrier', { folder, expected: callers }),
  );
  const answers = (await Promise.all(calls)).map(({ result }) => result as { pid: number });
  rmSync(dirname(folder), { recursive: true });
  expect(new Set(answers.map(({ pid }) => pid)).size).toBe(callers);
});

it('A bundle that does not load fails each of its callers and blocks no others', async () => {
  const calls = Array.from({ length: 6 }, () => testEmulator.running.call('unloadable'));
  for (const { error } of await Promise.all(calls)) expect(error?.errMsg).toContain('cannot be loaded');
  expect((await testEmulator.probe<{ failed?: unknown }>({ op: 'add', data: {} })).failed).toBeUndefined();
});
