import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Admin } from './admin';
import { Agenda } from './agenda';
import { Clock } from './clock';
import { Doors } from './doors/index';
import { warningsOf } from './doors/functions';
import type { House } from './doors/house';
import { untilIdle } from './doors/time';
import { Faults } from './faults';
import { Callers } from './functions/client';
import type { ClientAnswer } from './functions/client';
import { CloudIds } from './functions/cloud-id';
import { Invoker } from './functions/invoker';
import { FolderWatch } from './functions/folder-watch';
import { OpenApi } from './openapi/index';
import { Outbox } from './openapi/outbox';
import { Pushes } from './openapi/pushes';
import { Shipping } from './openapi/shipping';
import { Subscriptions } from './openapi/subscriptions';
import { settle } from './options';
import type { EmulatorOptions, Settings } from './options';
import type { PayRefusal } from './pay/answers';
import { Books } from './pay/books';
import { Fates } from './pay/fates';
import { Notifications } from './pay/notifications';
import { payKey } from './pay/wechat-pay';
import type { WeChatPay } from './pay/wechat-pay';
import { People, openidOf } from './people';
import { Record as CallRecord } from './record';
import { ClientRequests } from './rules/client-requests';
import { listen } from './server';
import { Sessions } from './sessions';
import { State } from './state';
import { recordStray } from './stray';
import { Files } from './storage/files';
import { Timers } from './timers';
import { Upcoming } from './upcoming';
import { Visits } from './visits';

export type { EmulatorOptions } from './options';
export { temporaryState, readEmulatorFile } from './options';
export { openidOf } from './people';
export type { ClientAnswer } from './functions/client';

export interface RunningEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** What production would not take, or would do otherwise, about these functions: sentences. */
  warnings(): readonly string[];
  openidOf(name: string): string;
  /** A door without HTTP: `door('POST', 'pay/confirm', {outTradeNo})`. Rejects with what the door would refuse with. */
  door(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
  /** `wx.cloud.callFunction` by a person. */
  call(name: string, data?: Readonly<Record<string, unknown>>, as?: string): Promise<ClientAnswer>;
  /** Moves the clock and waits for all that falls due. */
  advance(byMs: number): Promise<void>;
  /** Resolves when no function runs and nothing due is left; rejects after `timeoutMs`. */
  idle(timeoutMs?: number): Promise<void>;
  /** Ends every process and closes every file. */
  stop(): Promise<void>;
}

const offsetCell = 'clock.offsetMs';

/** Starts CloudBase and WeChat Pay on this machine, for the functions of one folder. Binds to loopback only. */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const settings = settle(options);
  let port = 0;
  const url = (): string => `http://127.0.0.1:${port}`;
  const house = build(settings, url);
  const doors = new Doors(house);
  const { extraRoutes } = settings;
  const onStray = recordStray(house.record, house.sessions, house.clock);
  const listening = await listen(settings.port, () => ({ ...house, doors, extraRoutes, onStray })).catch(
    (error: unknown) => {
      house.invoker.stop();
      house.state.close();
      throw error;
    },
  );
  port = listening.port;
  house.agenda.arm();
  const watch = settings.watch ? new FolderWatch(settings.functionsDir, () => house.timers.refresh()) : undefined;
  return {
    url: url(),
    port,
    warnings: () => warningsOf(house),
    openidOf: (name) => openidOf(settings.appId, name),
    door: (method, path, body) => knock(doors, method, path, body),
    call: (name, data = {}, as = settings.people[0] ?? 'somebody') =>
      house.callers.fromClient(name, data, house.people.openid(as)),
    advance: (byMs) => house.agenda.advanceTo(house.clock.now() + byMs),
    idle: async (timeoutMs = 30_000) => {
      await untilIdle(house, timeoutMs);
    },
    stop: () => {
      watch?.stop();
      return stop(house, listening.server);
    },
  };
}

function build(settings: Settings, url: () => string): House & { readonly admin: Admin; readonly sessions: Sessions } {
  const clock = new Clock(0);
  const state = new State(settings.stateDir, settings.database, clock.now, settings.conflictAt);
  const people = new People(settings.appId, settings.people);
  const [record, faults, sessions] = [new CallRecord(), new Faults(), new Sessions()];
  const adminUrl = (): string => `${url()}/admin`;
  const invoker = new Invoker({ settings, clock, record, faults, sessions, people, adminUrl });
  const cloudIds = new CloudIds(state, clock, settings.appId);
  const visits = new Visits(state, clock);
  const callers = new Callers(invoker, cloudIds, settings, visits);
  const timers = new Timers(clock, callers, invoker.folders, settings.timers);
  const pay = buildPay(settings, state, clock, callers);
  const pushes = new Pushes(state, clock, settings, (name, event, openid) =>
    callers.fromPlatform(name, event, 'wx_unknown', openid),
  );
  const agenda = new Agenda(clock, pay, pushes, timers);
  const outbox = new Outbox(state, clock);
  const shipping = new Shipping(state, clock, pay.books);
  const subscriptions = new Subscriptions(state, settings.subscriptions === 'counted');
  const openapi = new OpenApi({ settings, outbox, pushes, shipping, subscriptions, visits }, cloudIds);
  const files = new Files(state, clock, settings.env);
  const clientRequests = new ClientRequests(() => state.database, settings.database, clock.now);
  followState(state, clock, timers);
  const admin = new Admin({ agenda, state, clientRequests, invoker, pay, files, openapi, url, clock, record, faults });
  return {
    ...{ settings, state, clock, agenda, timers, people, record, faults, sessions, visits, admin },
    ...{ invoker, callers, cloudIds, pay, files, openapi, outbox, pushes, shipping, subscriptions, url },
  };
}

function buildPay(settings: Settings, state: State, clock: Clock, callers: Callers): WeChatPay {
  const { appId, env, subMchIds } = settings;
  const books = new Books(state);
  const notifications = new Notifications(state, clock, (name, event) =>
    callers.fromPlatform(name, event, 'wx_paycallback'),
  );
  const [fates, upcoming] = [new Fates(state), new Upcoming<PayRefusal>()];
  return { appId, env, subMchIds, clock, books, notifications, fates, upcoming, key: () => payKey(state) };
}

/** The time belongs to the state: it goes on where it was, after a crash as after loading another one. */
function followState(state: State, clock: Clock, timers: Timers): void {
  const follow = (): void => {
    clock.shift(state.cell(offsetCell, 0));
    timers.reschedule();
  };
  clock.onShift((offsetMs) => state.keep(offsetCell, offsetMs));
  state.onReplaced(follow);
  follow();
}

function knock(doors: Doors, method: string, path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const [pathname = '', query] = path.split('?');
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  return doors.knock(method, pathname, new URLSearchParams(query), bytes);
}

/** Processes first: what they still ask for finds nobody, as after any crash. */
async function stop(house: House, server: Server): Promise<void> {
  house.agenda.stop();
  house.invoker.stop();
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  do await sleep(2);
  while (!house.invoker.quiet);
  house.state.close();
}
