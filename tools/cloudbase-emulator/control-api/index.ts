import type { IncomingMessage, ServerResponse } from 'node:http';
import createRouter from 'find-my-way';
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

/** The router looks routes up only; what a request carries besides its path goes straight to the route. */
interface FoundRoute {
  readonly handle: Route['handle'];
  readonly name: string;
}

/** A collection's name may be longer than the router's default of 100 characters. */
const maxNameLength = 10_000;

/** `/_emulator`: the local API for tests, tools and shells (docs/control-api.md). */
export class ControlApi {
  readonly #router = createRouter({
    maxParamLength: maxNameLength,
    // Without it, a badly encoded path would be reported as an unknown route.
    onBadUrl: () => undefined,
  });

  constructor(services: Services) {
    const routes = [
      ...functionRoutes(services),
      ...payRoutes(services),
      ...clockRoutes(services),
      ...wechatRoutes(services),
      ...faultRoutes(services),
      ...storageRoutes(services),
      ...stateRoutes(services),
      ...databaseRoutes(services),
    ];
    for (const { method, path, handle } of routes) this.#router.on(method, `/${path}`, () => undefined, { handle });
  }

  /** @throws {UnknownRoute} when there is no such route; an `Error` with the refusal otherwise */
  async request(
    method: string,
    path: string,
    query = new URLSearchParams(),
    body: Buffer = Buffer.alloc(0),
  ): Promise<RouteAnswer> {
    const found = this.#find(method, path);
    if (found === undefined) throw new UnknownRoute(`there is no route ${method} /_emulator/${path}`);
    return found.handle({ query, body, name: found.name });
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

  #find(method: string, path: string): FoundRoute | undefined {
    const found = this.#router.find(method as createRouter.HTTPMethod, `/${path}`);
    if (found === null) return undefined;
    if (found.store === null) throw new URIError(`${path} is not encoded correctly`);
    return { ...(found.store as Pick<Route, 'handle'>), name: found.params['name'] ?? '' };
  }
}

class UnknownRoute extends Error {}

function answer(response: ServerResponse, status: number, body: RouteAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
