import { readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bundleFixtures } from '../fixtures/bundle-functions';
import { startTestEmulator } from '../fixtures/test-emulator';
import { InspectorOutput, InspectorPorts } from './inspector';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The lines that the emulator printed about debuggers. */
function printedStatuses(log: { readonly mock: { readonly calls: readonly unknown[][] } }): readonly string[] {
  return log.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('debugger on'));
}

async function targetsOf(line: string): Promise<unknown> {
  const host = /ws:\/\/([\d.]+:\d+)\//.exec(line)?.[1] ?? '';
  return (await fetch(`http://${host}/json/list`)).json();
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('inspect', () => {
  it('With inspect, each function process has an inspector of its own, whose address is printed', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const emulator = await startTestEmulator({ inspect: true });
    await emulator.probe({ op: 'nothing' });
    await emulator.running.call('tick');
    await expect
      .poll(() => printedStatuses(log))
      .toEqual([
        expect.stringMatching(/^probe \(process \d+\): debugger on ws:\/\/127\.0\.0\.1:\d+\//),
        expect.stringMatching(/^tick \(process \d+\): debugger on ws:\/\/127\.0\.0\.1:\d+\//),
      ]);
    for (const line of printedStatuses(log)) expect(await targetsOf(line)).toMatchObject([{ type: 'node' }]);
    const { invocations } = await emulator.control<{ invocations: { log: object[] }[] }>('GET', 'invocations');
    expect(invocations.at(0)?.log).toEqual([{ level: 'log', text: 'loading' }]);
    await emulator.stop();
  });

  it('With inspect as a port, the first function process listens on that port', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const port = await freePort();
    const emulator = await startTestEmulator({ inspect: port });
    await emulator.probe({ op: 'nothing' });
    await expect.poll(() => printedStatuses(log)).toEqual([expect.stringContaining(`ws://127.0.0.1:${port}/`)]);
    await emulator.stop();
  });

  it('With inspect as a port that is in use, the function runs and the emulator prints that it has no debugger', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const emulator = await startTestEmulator({ inspect: port });
    expect(await emulator.probe({ op: 'nothing' })).toBeNull();
    await expect
      .poll(() => printedStatuses(log))
      .toEqual([expect.stringContaining(`no debugger on 127.0.0.1:${port}: address already in use`)]);
    await emulator.stop();
    server.close();
  });

  it('With inspect, a function may exceed its time limit', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const emulator = await startTestEmulator({ inspect: true });
    // The function's config.json allows one second.
    expect(await emulator.running.call('shortTimeout', { ms: 1300 })).toMatchObject({ result: 'finished' });
    await emulator.stop();
  });
});

describe('InspectorPorts', () => {
  it('InspectorPorts hands out the lowest port that no process holds', () => {
    const ports = new InspectorPorts(9229);
    expect([ports.acquire(), ports.acquire(), ports.acquire()]).toEqual([9229, 9230, 9231]);
    ports.release(9230);
    expect([ports.acquire(), ports.acquire()]).toEqual([9230, 9232]);
  });

  it('InspectorPorts leaves the choice to the system unless a port is given', () => {
    expect([new InspectorPorts(true).acquire(), new InspectorPorts(false).acquire()]).toEqual([0, null]);
  });
});

describe('InspectorOutput', () => {
  it('InspectorOutput separates the inspector’s notices from the function’s output', () => {
    const statuses: string[] = [];
    const output = new InspectorOutput((status) => statuses.push(status));
    const notices = 'Debugger listening on ws://127.0.0.1:1/a\nFor help, see: https://nodejs.org/en/docs/inspector\n';
    expect(output.withoutNotices(notices)).toBe('');
    expect(output.withoutNotices(`own line\nDebugger attached.\n`)).toBe('own line\n');
    expect(statuses).toEqual(['debugger on ws://127.0.0.1:1/a']);
  });
});

describe('sourceMaps', () => {
  const source = readFileSync(new URL('../fixtures/functions/probe/index.ts', import.meta.url), 'utf8');
  const throwingLine = source.split('\n').findIndex((line) => line.includes("new Error('boom')")) + 1;

  /** The error of a function that throws, with fixtures whose bundle has a map of this kind. */
  async function thrownError(kind: 'linked' | 'inline', sourceMaps: boolean): Promise<string | undefined> {
    const functionsDir = await bundleFixtures(kind);
    const emulator = await startTestEmulator({ functionsDir, sourceMaps });
    const { error } = await emulator.running.call('probe', { op: 'throw' });
    await emulator.stop();
    rmSync(functionsDir, { recursive: true, force: true });
    return error?.errMsg;
  }

  it.each(['linked', 'inline'] as const)(
    'With sourceMaps and a map that is %s, a stack trace names the TypeScript line',
    async (kind) => {
      const error = await thrownError(kind, true);
      expect(error).toContain('Error: boom\n');
      expect(error).toContain(`probe/index.ts:${throwingLine}:`);
    },
  );

  it('Without sourceMaps, a stack trace names the bundle', async () => {
    const error = await thrownError('linked', false);
    expect(error).toMatch(/at .*\/var\/user\/index\.js:\d+/);
    expect(error).not.toContain('index.ts');
  });
});
