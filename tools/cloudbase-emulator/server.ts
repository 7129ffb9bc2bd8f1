import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import type { Admin } from './admin';
import type { ControlApi } from './control-api/index';
import { errorReply, type Reply } from './dispatcher';
import { readEnvelope, type Envelope } from './envelope';
import { isLocalRequest } from './origin';
import type { EmulatorOptions } from './options';
import { operatorSecretId, noCosts, type Session, type Sessions } from './sessions';
import { serveCos, type CosParts } from './storage/cos';

interface ServedParts extends CosParts {
  readonly admin: Admin;
  readonly controlApi: ControlApi;
  readonly sessions: Sessions;
  readonly extraRoutes: EmulatorOptions['extraRoutes'];
  /** Called for requests whose invocation is over or unknown. */
  readonly onOrphanRequest: (envelope: Envelope) => void;
}

const keepAliveMs = 60 * 60 * 1000;

/** Listens on loopback only. `parts` is a function because the parts need the port's number. */
export async function listen(port: number, parts: () => ServedParts): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    route(parts(), request, response).catch((error: unknown) => fail(response, error));
  });
  // Function processes keep their connections between calls; closing one just as a call is sent would look like a lost answer.
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function route(parts: ServedParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocalRequest(request)) {
    end(response, 403, 'only requests from this machine are allowed');
    return;
  }
  // Concatenated, because `new URL('//a', base)` would read `a` as a host.
  const url = new URL(`http://127.0.0.1${request.url?.startsWith('/') ? request.url : '/'}`);
  if (url.pathname === '/admin') return serveAdmin(parts, request, response);
  if (url.pathname.startsWith('/cos/')) return serveCos(parts, url, request, response);
  if (url.pathname === '/_emulator' || url.pathname.startsWith('/_emulator/')) {
    return parts.controlApi.serve(url, request, response);
  }
  if (parts.extraRoutes && (await parts.extraRoutes(request, response))) return;
  end(response, 404, 'nothing here');
}

async function serveAdmin(parts: ServedParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const envelope = await readEnvelope(request).catch((error: unknown) => String(error));
  if (typeof envelope === 'string') {
    reply(response, errorReply('INVALID_PARAM', envelope), '');
    return;
  }
  const session = sessionOf(parts.sessions, envelope, request);
  if (!session) {
    parts.onOrphanRequest(envelope);
    reply(response, errorReply('SIGN_PARAM_INVALID', 'the invocation this token belongs to is over'), '');
    return;
  }
  const sourceChain = String(request.headers['x-tcb-source'] ?? session.source);
  reply(response, await parts.admin.answer(envelope, session, sourceChain), session.requestId);
}

/** Found by the token of a running invocation, or by the operator's credential for programs outside any function. */
function sessionOf(sessions: Sessions, { fields }: Envelope, request: IncomingMessage): Session | undefined {
  const tokens = [fields['sessionToken'], fields['wxCloudApiToken']];
  for (const token of tokens) {
    const session = typeof token === 'string' && token !== '' ? sessions.find(token) : undefined;
    if (session) return session;
  }
  const credential = /Credential=([^/,]+)/.exec(request.headers['authorization'] ?? '')?.[1];
  return credential === operatorSecretId ? operatorSession() : undefined;
}

function operatorSession(): Session {
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
  else if (error instanceof URIError) end(response, 400, 'the address is not encoded correctly');
  else end(response, 500, error instanceof Error ? error.message : String(error));
}

function end(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ error: { message } }));
}
