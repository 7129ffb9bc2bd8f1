import * as v from 'valibot';
import { read, sinceOf } from './door';
import type { Door, DoorAnswer } from './door';
import type { House } from './house';
import { inspectFunctions, inspectRules } from '../functions/inspection';
import { inspectCollectionRules } from '../rules/collection-rules';

const Name = v.pipe(v.string(), v.minLength(1));
const Data = v.optional(v.record(v.string(), v.unknown()), {});

const Call = v.strictObject({
  function: Name,
  data: Data,
  as: v.optional(Name),
  source: v.optional(Name),
});

const Entry = v.strictObject({
  as: Name,
  group: Name,
  forged: v.optional(v.boolean(), false),
  chatType: v.optional(v.picklist([3, 4]), 3),
});

/** Calls from a mini-program have a person behind them; these do not. */
const platformSources: readonly string[] = ['wx_trigger', 'wx_paycallback', 'wx_http', 'wx_unknown'];

/** What production would not take, or would do otherwise. */
export function warningsOf({ invoker, settings }: Pick<House, 'invoker' | 'settings'>): readonly string[] {
  return [
    ...inspectFunctions(invoker.folders),
    ...inspectRules(settings.functionRules, invoker.folders),
    ...inspectCollectionRules(settings.database),
  ];
}

export function functionDoors(house: House): readonly Door[] {
  const { settings, people, record, timers, invoker, cloudIds, clock } = house;
  return [
    {
      method: 'GET',
      path: '',
      open: () => ({
        env: settings.env,
        appId: settings.appId,
        nowMs: clock.now(),
        people: people.listed(),
        functions: invoker.folders
          .all()
          .map(({ name, timers: [timer] }) => ({ name, ...(timer && { timer: timer.config }) })),
        warnings: warningsOf(house),
      }),
    },
    { method: 'POST', path: 'call', open: (knock) => call(house, read(Call, knock)) },
    { method: 'POST', path: 'timers/<name>/run', open: async ({ name }) => ({ ...(await timers.runNow(name)) }) },
    {
      method: 'POST',
      path: 'timers',
      open: (knock) => {
        const { enabled } = read(v.strictObject({ enabled: v.optional(v.boolean()) }), knock);
        if (enabled !== undefined) timers.enable(enabled);
        return { enabled: timers.enabled };
      },
    },
    {
      method: 'POST',
      path: 'cloudID',
      open: (knock) => {
        const { as, group, forged, chatType } = read(Entry, knock);
        const entry = { person: as, openid: people.openid(as), group, chatType };
        return { cloudID: forged ? cloudIds.invent() : cloudIds.issue(entry) };
      },
    },
    {
      method: 'GET',
      path: 'calls',
      open: (knock) => ({ next: record.calls.next, calls: record.calls.since(sinceOf(knock)) }),
    },
    {
      method: 'GET',
      path: 'invocations',
      open: (knock) => ({ next: record.invocations.next, invocations: record.invocations.since(sinceOf(knock)) }),
    },
  ];
}

async function call(house: House, asked: v.InferOutput<typeof Call>): Promise<DoorAnswer> {
  const source = asked.source ?? 'wx_client';
  if (asked.as === undefined && platformSources.includes(source)) {
    return { ...(await house.callers.fromPlatform(asked.function, asked.data, source)) };
  }
  const person = asked.as ?? house.settings.people[0];
  if (person === undefined) throw new Error('as: a client call needs a person');
  const openid = house.people.openid(person);
  return { ...(await house.callers.fromClient(asked.function, asked.data, openid, source)) };
}
