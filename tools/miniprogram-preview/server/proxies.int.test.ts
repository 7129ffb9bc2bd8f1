import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, temporaryState, type RunningEmulator } from 'cloudbase-emulator';
import { createPreview, type Preview } from '../index';
import { startEchoServer, type EchoServer } from '../tests/support/echo-server';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** A preview in front of an emulator on another port. */
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
  server = createServer((incoming, response) => void preview.handle(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.close();
  preview.close();
  await Promise.all([emulator.stop(), echo.stop()]);
});

const port = (): number => (server.address() as AddressInfo).port;

/** Sends custom headers that `fetch` would not send. */
function sendRequest(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port: port(), host: '127.0.0.1', path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject).end();
  });
}

describe('The preview server', () => {
  it('The preview server forwards its page to the control API of an emulator on another port', async () => {
    const { status, text } = await sendRequest('/_preview/control', {
      origin: `http://127.0.0.1:${port()}`,
      host: `127.0.0.1:${port()}`,
    });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ env: 'demo-preview' });
  });

  it.each([
    ['a page of another origin', { origin: 'https://example.com' }],
    ['a page opened under another host name', { host: 'rebound.example.com' }],
  ])('The preview server lets %s reach neither the emulator nor this machine', async (_who, headers) => {
    expect((await sendRequest('/_preview/control', headers)).status).toBe(403);
    expect((await sendRequest('/_preview/request', { 'x-preview-target': echo.url, ...headers })).status).toBe(403);
  });

  it('The request proxy reaches servers on this machine and no others', async () => {
    expect((await sendRequest('/_preview/request', { 'x-preview-target': `${echo.url}/x` })).text).toContain(
      '"url":"/x"',
    );
    expect((await sendRequest('/_preview/request', { 'x-preview-target': 'https://example.com/' })).status).toBe(403);
  });
});
