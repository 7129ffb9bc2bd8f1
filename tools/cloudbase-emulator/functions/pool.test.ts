import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { raiseStage } from '../fixtures/stage';
import type { Stage } from '../fixtures/stage';

const callerSources = 64;

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage({ instancesPerFunction: 80 });
});
afterAll(() => stage.end());

const add = (n: number): Promise<{ failed?: unknown }> => stage.probe({ op: 'add', data: { n } });

it(`${callerSources} callers at once are all served, and again by the processes that are there`, async () => {
  const first = await Promise.all(Array.from({ length: callerSources }, (_, n) => add(n)));
  expect(first.filter(({ failed }) => failed !== undefined)).toEqual([]);
  const again = await Promise.all(Array.from({ length: callerSources }, (_, n) => add(callerSources + n)));
  expect(again.filter(({ failed }) => failed !== undefined)).toEqual([]);
  const { documents } = await stage.door<{ documents: { n: number }[] }>('GET', 'collections/notes');
  expect(new Set(documents.map(({ n }) => n)).size).toBe(2 * callerSources);
});

it(`${callerSources} that wait for one another run at the same time`, async () => {
  // Each stays until the last has come: were there fewer instances than callers, none would ever leave.
  const place = join(mkdtempSync(join(tmpdir(), 'emulator-meet-')), 'place');
  const calls = Array.from({ length: callerSources }, () =>
    stage.emulator.call('meet', { place, expected: callerSources }),
  );
  const met = (await Promise.all(calls)).map(({ result }) => result as { pid: number });
  rmSync(dirname(place), { recursive: true });
  expect(new Set(met.map(({ pid }) => pid)).size).toBe(callerSources);
});

it('a bundle that does not load fails every caller, and the line moves on', async () => {
  const calls = Array.from({ length: 6 }, () => stage.emulator.call('unloadable'));
  for (const { error } of await Promise.all(calls)) expect(error?.errMsg).toContain('not today');
  expect((await stage.probe<{ failed?: unknown }>({ op: 'add', data: {} })).failed).toBeUndefined();
});
