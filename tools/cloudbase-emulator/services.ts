import { Admin } from './admin';
import { CallLog } from './call-log';
import { Clock } from './clock';
import { Faults } from './faults';
import { CloudIds } from './functions/cloud-id';
import { FunctionCalls } from './functions/function-calls';
import { Invoker } from './functions/invoker';
import { LastSeen } from './last-seen';
import { OpenApi } from './openapi/index';
import { Outbox } from './openapi/outbox';
import { Pushes } from './openapi/pushes';
import { Shipping } from './openapi/shipping';
import { Subscriptions } from './openapi/subscriptions';
import type { Settings } from './options';
import type { PayRefusal } from './pay/answers';
import { Notifications } from './pay/notifications';
import { PayLedger } from './pay/pay-ledger';
import { ScriptedOutcomes } from './pay/scripted-outcomes';
import { signingKey, type WeChatPay } from './pay/wechat-pay';
import { People } from './people';
import { QueuedAnswers } from './queued-answers';
import { ClientRequests } from './rules/client-requests';
import { Scheduler } from './scheduler';
import { Sessions } from './sessions';
import { State } from './state';
import { Files } from './storage/files';
import { Timers } from './timers';

/** The parts of one running emulator, wired together. */
export interface Services {
  readonly settings: Settings;
  readonly state: State;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly timers: Timers;
  readonly people: People;
  readonly callLog: CallLog;
  readonly faults: Faults;
  readonly sessions: Sessions;
  readonly invoker: Invoker;
  readonly functionCalls: FunctionCalls;
  readonly cloudIds: CloudIds;
  readonly pay: WeChatPay;
  readonly files: Files;
  readonly openapi: OpenApi;
  readonly outbox: Outbox;
  readonly pushes: Pushes;
  readonly shipping: Shipping;
  readonly subscriptions: Subscriptions;
  readonly lastSeen: LastSeen;
  readonly admin: Admin;
  /** A function because the port is known only once the server listens. */
  readonly url: () => string;
}

const clockOffsetCell = 'clock.offsetMs';

export function createServices(settings: Settings, url: () => string): Services {
  const clock = new Clock(0);
  const state = new State(settings.stateDir, settings.database, clock.now, settings.conflictAt);
  const people = new People(settings.appId, settings.people);
  const [callLog, faults, sessions] = [new CallLog(), new Faults(), new Sessions()];
  const adminUrl = (): string => `${url()}/admin`;
  const invoker = new Invoker({ settings, clock, callLog, faults, sessions, people, adminUrl });
  const cloudIds = new CloudIds(state, clock, settings.appId);
  const lastSeen = new LastSeen(state, clock);
  const functionCalls = new FunctionCalls(invoker, cloudIds, settings, lastSeen);
  const timers = new Timers(clock, functionCalls, invoker.folders, settings.timers);
  const pay = createPay(settings, state, clock, functionCalls);
  const pushes = new Pushes(state, clock, settings, (name, event, openid) =>
    functionCalls.fromPlatform(name, event, 'wx_unknown', openid),
  );
  const scheduler = new Scheduler(clock, pay, pushes, timers);
  const outbox = new Outbox(state, clock);
  const shipping = new Shipping(state, clock, pay.ledger);
  const subscriptions = new Subscriptions(state, settings.subscriptions === 'counted');
  const openapi = new OpenApi({ settings, outbox, pushes, shipping, subscriptions, lastSeen }, cloudIds);
  const files = new Files(state, clock, settings.env, settings.storage);
  const clientRequests = new ClientRequests(() => state.database, settings.database, clock.now);
  restoreClock(state, clock, timers);
  const admin = new Admin({
    ...{ scheduler, state, clientRequests, invoker, pay, files, openapi, url, clock, callLog, faults },
  });
  return {
    ...{ settings, state, clock, scheduler, timers, people, callLog, faults, sessions, lastSeen, admin },
    ...{ invoker, functionCalls, cloudIds, pay, files, openapi, outbox, pushes, shipping, subscriptions, url },
  };
}

function createPay(settings: Settings, state: State, clock: Clock, functionCalls: FunctionCalls): WeChatPay {
  const { appId, env, subMchIds } = settings;
  const ledger = new PayLedger(state);
  const notifications = new Notifications(state, clock, (name, event) =>
    functionCalls.fromPlatform(name, event, 'wx_paycallback'),
  );
  const scriptedOutcomes = new ScriptedOutcomes(state);
  const queuedRefusals = new QueuedAnswers<PayRefusal>();
  const key = (): string => signingKey(state);
  return { appId, env, subMchIds, clock, ledger, notifications, scriptedOutcomes, queuedRefusals, key };
}

/** The time belongs to the state: it continues where it was after a crash and after another state was loaded. */
function restoreClock(state: State, clock: Clock, timers: Timers): void {
  const restore = (): void => {
    clock.shift(state.getCell(clockOffsetCell, 0));
    timers.reschedule();
  };
  clock.onShift((offsetMs) => state.setCell(clockOffsetCell, offsetMs));
  state.onReplaced(restore);
  restore();
}
