import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntilIdle } from './control-api/clock';
import { warningsOf } from './control-api/functions';
import { ControlApi } from './control-api/index';
import { FolderWatch } from './functions/folder-watch';
import type { ClientAnswer } from './functions/function-calls';
import { resolveOptions, type EmulatorOptions } from './options';
import { logOrphanRequest } from './orphan-requests';
import { openidOf } from './people';
import { listen } from './server';
import { createServices, type Services } from './services';

export interface RunningEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Sentences about what production would refuse or do differently. */
  warnings(): readonly string[];
  openidOf(name: string): string;
  /** The control API without HTTP: `control('POST', 'pay/confirm', {outTradeNo})`. Rejects with the refusal's message. */
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** `wx.cloud.callFunction` by a person. */
  call(name: string, data?: Readonly<Record<string, unknown>>, as?: string): Promise<ClientAnswer>;
  /** Moves the clock forward and waits for everything that falls due on the way. */
  advance(byMs: number): Promise<void>;
  /** Resolves when no function runs and nothing due is left; rejects after `timeoutMs`. */
  idle(timeoutMs?: number): Promise<void>;
  /** Ends every process and closes every file. */
  stop(): Promise<void>;
}

const idleTimeoutMs = 30_000;
const stopPollMs = 2;

/** Starts CloudBase and WeChat Pay on this machine for one folder of functions. Binds to loopback only. */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const settings = resolveOptions(options);
  let port = 0;
  const url = (): string => `http://127.0.0.1:${port}`;
  const services = createServices(settings, url);
  const controlApi = new ControlApi(services);
  const { extraRoutes } = settings;
  const onOrphanRequest = logOrphanRequest(services);
  const listening = await listen(settings.port, () => ({
    ...services,
    controlApi,
    extraRoutes,
    onOrphanRequest,
  })).catch((error: unknown) => {
    services.invoker.stop();
    services.state.close();
    throw error;
  });
  port = listening.port;
  services.scheduler.arm();
  const watch = settings.watch ? new FolderWatch(settings.functionsDir, () => services.timers.refresh()) : undefined;
  return {
    url: url(),
    port,
    warnings: () => warningsOf(services),
    openidOf: (name) => openidOf(settings.appId, name),
    control: (method, path, body) => controlWithoutHttp(controlApi, method, path, body),
    call: (name, data = {}, as = settings.people[0] ?? 'somebody') =>
      services.functionCalls.fromClient(name, data, services.people.openid(as)),
    advance: (byMs) => services.scheduler.advanceTo(services.clock.now() + byMs),
    idle: async (timeoutMs = idleTimeoutMs) => {
      await waitUntilIdle(services, timeoutMs);
    },
    stop: () => {
      watch?.stop();
      return stop(services, listening.server);
    },
  };
}

function controlWithoutHttp(
  controlApi: ControlApi,
  method: string,
  path: string,
  body: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const [pathname = '', query] = path.split('?');
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  return controlApi.request(method, pathname, new URLSearchParams(query), bytes);
}

/** Ends the processes first, so that their last requests are lost as in any crash. */
async function stop(services: Services, server: Server): Promise<void> {
  services.scheduler.stop();
  services.invoker.stop();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  do await sleep(stopPollMs);
  while (!services.invoker.quiet);
  services.state.close();
}
