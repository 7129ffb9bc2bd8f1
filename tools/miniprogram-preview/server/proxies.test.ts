import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, temporaryState, type RunningEmulator } from 'cloudbase-emulator';
import { createPreview, type Preview } from '../index';
import { startEchoServer, type EchoServer } from '../tests/support/echo-server';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** A preview with a port of its own, in front of an emulator with another. */
let emulator: RunningEmulator;
let echo: EchoServer;
let preview: Preview;
let server: Server;

beforeAll(async () => {
  emulator = await startEmulator({
    env: 'demo-preview',
    functionsDir: `${fixtures}functions`,
    database: { collections: { greetings: { indexes: [] } } },
    stateDir: temporaryState,
    timers: false,
  });
  echo = await startEchoServer();
  preview = createPreview({ miniprogramDir: `${fixtures}phone`, people: ['alice'], emulatorUrl: emulator.url });
  server = createServer((asked, response) => void preview.handle(asked, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.close();
  preview.close();
  await Promise.all([emulator.stop(), echo.stop()]);
});

const port = (): number => (server.address() as AddressInfo).port;

/** Asks with headers of one's own choice, which `fetch` would not send. */
function ask(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port: port(), host: '127.0.0.1', path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject).end();
  });
}

describe('the preview’s own server', () => {
  it('hands the preview’s page on to an emulator of another port', async () => {
    const { status, text } = await ask('/_preview/control', {
      origin: `http://127.0.0.1:${port()}`,
      host: `127.0.0.1:${port()}`,
    });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ env: 'demo-preview' });
  });

  it.each([
    ['a page of another origin', { origin: 'https://example.com' }],
    ['a page that came by another name', { host: 'rebound.example.com' }],
  ])('lets %s neither knock nor reach this machine', async (_who, headers) => {
    expect((await ask('/_preview/control', headers)).status).toBe(403);
    expect((await ask('/_preview/request', { 'x-preview-target': echo.url, ...headers })).status).toBe(403);
  });

  it('reaches servers on this machine and no others', async () => {
    expect((await ask('/_preview/request', { 'x-preview-target': `${echo.url}/x` })).text).toContain('"url":"/x"');
    expect((await ask('/_preview/request', { 'x-preview-target': 'https://example.com/' })).status).toBe(403);
  });
});
