import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Admin } from './admin';
import { refused } from './effects';
import type { Reply } from './effects';
import type { Doors } from './doors/index';
import { readEnvelope } from './envelope';
import type { Envelope } from './envelope';
import { isLocal } from './origin';
import type { EmulatorOptions } from './options';
import { operatorSecretId, noCosts } from './sessions';
import type { Session, Sessions } from './sessions';
import { serveCos } from './storage/cos';
import type { CosParts } from './storage/cos';

export interface ServedParts extends CosParts {
  readonly admin: Admin;
  readonly doors: Doors;
  readonly sessions: Sessions;
  readonly extraRoutes: EmulatorOptions['extraRoutes'];
  /** Requests that came when their invocation was over, or from nobody. */
  readonly onStray: (envelope: Envelope) => void;
}

const keptAliveMs = 60 * 60 * 1000;

/** Listens on loopback only. The parts may come later than the port: they need its number. */
export async function listen(port: number, parts: () => ServedParts): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    route(parts(), request, response).catch((error: unknown) => fail(response, error));
  });
  // An instance keeps its connection between calls; closing it just as the next call is sent would look like a lost answer.
  server.keepAliveTimeout = keptAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function route(parts: ServedParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocal(request)) {
    end(response, 403, 'only this machine may come in');
    return;
  }
  // Joined by hand: in `//a` a URL would see a host.
  const url = new URL(`http://127.0.0.1${request.url?.startsWith('/') ? request.url : '/'}`);
  if (url.pathname === '/admin') return serveAdmin(parts, request, response);
  if (url.pathname.startsWith('/cos/')) return serveCos(parts, url, request, response);
  if (url.pathname === '/_emulator' || url.pathname.startsWith('/_emulator/')) {
    return parts.doors.serve(url, request, response);
  }
  if (parts.extraRoutes && (await parts.extraRoutes(request, response))) return;
  end(response, 404, 'nothing here');
}

async function serveAdmin(parts: ServedParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const envelope = await readEnvelope(request).catch((error: unknown) => String(error));
  if (typeof envelope === 'string') {
    reply(response, refused('INVALID_PARAM', envelope), '');
    return;
  }
  const session = sessionOf(parts.sessions, envelope, request);
  if (!session) {
    parts.onStray(envelope);
    reply(response, refused('SIGN_PARAM_INVALID', 'the invocation this token belongs to is over'), '');
    return;
  }
  const chain = request.headers['x-tcb-source'];
  reply(response, await parts.admin.answer(envelope, session, String(chain ?? session.source)), session.requestId);
}

/** The token of a running invocation; or the operator's credential, for programs that run outside any function. */
function sessionOf(sessions: Sessions, { fields }: Envelope, request: IncomingMessage): Session | undefined {
  const tokens = [fields['sessionToken'], fields['wxCloudApiToken']];
  for (const token of tokens) {
    const session = typeof token === 'string' && token !== '' ? sessions.find(token) : undefined;
    if (session) return session;
  }
  const credential = /Credential=([^/,]+)/.exec(request.headers['authorization'] ?? '')?.[1];
  return credential === operatorSecretId ? operator() : undefined;
}

function operator(): Session {
  return {
    token: '',
    requestId: randomUUID(),
    function: '(operator)',
    openid: undefined,
    source: 'operator',
    openapi: [],
    parent: undefined,
    costs: noCosts(),
    kill: () => undefined,
  };
}

function reply(response: ServerResponse, answer: Reply, requestId: string): void {
  switch (answer.kind) {
    case 'dropped':
      response.destroy();
      return;
    case 'http500':
      end(response, 500, 'emulated fault: the service is out of order');
      return;
    case 'bytes':
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(answer.bytes);
      return;
    case 'json':
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ requestId, ...answer.body }));
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else if (error instanceof URIError) end(response, 400, 'the address is not encoded as it should be');
  else end(response, 500, error instanceof Error ? error.message : String(error));
}

function end(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ error: { message } }));
}
