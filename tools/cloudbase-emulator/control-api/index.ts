import type { IncomingMessage, ServerResponse } from 'node:http';
import { readRequestBody } from '../envelope';
import type { Services } from '../services';
import { clockRoutes } from './clock';
import { databaseRoutes } from './database';
import { faultRoutes } from './faults';
import { functionRoutes } from './functions';
import { payRoutes } from './pay';
import type { Route, RouteAnswer } from './route';
import { stateRoutes } from './state';
import { storageRoutes } from './storage';
import { wechatRoutes } from './wechat';

/** `/_emulator`: the local API for tests, tools and shells (docs/control-api.md). */
export class ControlApi {
  readonly #routes: readonly Route[];

  constructor(services: Services) {
    this.#routes = [
      ...functionRoutes(services),
      ...payRoutes(services),
      ...clockRoutes(services),
      ...wechatRoutes(services),
      ...faultRoutes(services),
      ...storageRoutes(services),
      ...stateRoutes(services),
      ...databaseRoutes(services),
    ];
  }

  /** @throws {UnknownRoute} when there is no such route; an `Error` with the refusal otherwise */
  async request(
    method: string,
    path: string,
    query = new URLSearchParams(),
    body: Buffer = Buffer.alloc(0),
  ): Promise<RouteAnswer> {
    for (const route of this.#routes) {
      const name = route.method === method ? match(route.path, path) : undefined;
      if (name !== undefined) return route.handle({ query, body, name });
    }
    throw new UnknownRoute(`there is no route ${method} /_emulator/${path}`);
  }

  async serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url.pathname.slice('/_emulator/'.length);
    try {
      const body = await readRequestBody(request);
      answer(response, 200, await this.request(request.method ?? 'GET', path, url.searchParams, body));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer(response, error instanceof UnknownRoute ? 404 : 400, { error: { message } });
    }
  }
}

class UnknownRoute extends Error {}

/** The value of `:name`, '' for a path without it, undefined when the path does not match. */
function match(pattern: string, path: string): string | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  let name = '';
  for (const [index, part] of wanted.entries()) {
    if (part === ':name') name = decodeURIComponent(given[index] ?? '');
    else if (part !== given[index]) return undefined;
  }
  return name;
}

function answer(response: ServerResponse, status: number, body: RouteAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
