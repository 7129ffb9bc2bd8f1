import * as v from 'valibot';
import { inspectFunctions, inspectRules } from '../functions/inspection';
import { inspectCollectionRules } from '../rules/collection-rules';
import { inspectStorageRules } from '../rules/storage-rules';
import type { Services } from '../services';
import { readBody, readSince, type Route, type RouteAnswer } from './route';

const Name = v.pipe(v.string(), v.minLength(1));

const Call = v.strictObject({
  function: Name,
  data: v.optional(v.record(v.string(), v.unknown()), {}),
  as: v.optional(Name),
  source: v.optional(Name),
});

const GroupEntry = v.strictObject({
  as: Name,
  group: Name,
  forged: v.optional(v.boolean(), false),
  chatType: v.optional(v.picklist([3, 4]), 3),
});

const TimerSwitch = v.strictObject({ enabled: v.optional(v.boolean()) });

/** Calls from these sources have no person behind them unless one is named. */
const platformSources: readonly string[] = ['wx_trigger', 'wx_paycallback', 'wx_http', 'wx_unknown'];

/** Sentences about what production would refuse or do differently. */
export function warningsOf({ invoker, settings }: Pick<Services, 'invoker' | 'settings'>): readonly string[] {
  return [
    ...inspectFunctions(invoker.folders),
    ...inspectRules(settings.functionRules, invoker.folders),
    ...inspectCollectionRules(settings.database),
    ...inspectStorageRules(settings.storage),
  ];
}

export function functionRoutes(services: Services): readonly Route[] {
  const { callLog, timers } = services;
  return [
    { method: 'GET', path: '', handle: () => describe(services) },
    { method: 'POST', path: 'call', handle: (request) => call(services, readBody(Call, request)) },
    { method: 'POST', path: 'timers/:name/run', handle: async ({ name }) => ({ ...(await timers.runNow(name)) }) },
    {
      method: 'POST',
      path: 'timers',
      handle: (request) => {
        const { enabled } = readBody(TimerSwitch, request);
        if (enabled !== undefined) timers.enable(enabled);
        return { enabled: timers.enabled };
      },
    },
    { method: 'POST', path: 'cloudID', handle: (request) => issueCloudId(services, readBody(GroupEntry, request)) },
    {
      method: 'GET',
      path: 'calls',
      handle: (request) => ({ next: callLog.calls.next, calls: callLog.calls.since(readSince(request)) }),
    },
    {
      method: 'GET',
      path: 'invocations',
      handle: (request) => ({
        next: callLog.invocations.next,
        invocations: callLog.invocations.since(readSince(request)),
      }),
    },
  ];
}

function describe(services: Services): RouteAnswer {
  const { settings, clock, people, invoker } = services;
  const functions = invoker.folders.all();
  return {
    env: settings.env,
    appId: settings.appId,
    nowMs: clock.now(),
    people: people.listed(),
    functions: functions.map(({ name, timers: [timer] }) => ({ name, ...(timer && { timer: timer.config }) })),
    warnings: warningsOf(services),
  };
}

async function call(services: Services, request: v.InferOutput<typeof Call>): Promise<RouteAnswer> {
  const { functionCalls, people, settings } = services;
  const source = request.source ?? 'wx_client';
  if (request.as === undefined && platformSources.includes(source)) {
    return { ...(await functionCalls.fromPlatform(request.function, request.data, source)) };
  }
  const person = request.as ?? settings.people[0];
  if (person === undefined) throw new Error('as: a client call needs a person');
  return { ...(await functionCalls.fromClient(request.function, request.data, people.openid(person), source)) };
}

function issueCloudId(
  { cloudIds, people }: Services,
  { as, group, forged, chatType }: v.InferOutput<typeof GroupEntry>,
): RouteAnswer {
  const entry = { person: as, openid: people.openid(as), group, chatType };
  return { cloudID: forged ? cloudIds.forge() : cloudIds.issue(entry) };
}
