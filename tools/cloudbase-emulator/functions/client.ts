import type { Settings } from '../options';
import { clientFailure } from './failures';
import type { CloudIds } from './cloud-id';
import type { Invoked, Invoker } from './invoker';
import type { Costs } from '../sessions';
import type { Visits } from '../visits';

/** What a call comes back with at the mini-program's end. */
export interface ClientAnswer {
  readonly requestId: string;
  readonly tookMs: number;
  readonly costs: Costs;
  readonly result?: unknown;
  readonly error?: { readonly errCode: number; readonly errMsg: string };
}

/** Calls from outside: a mini-program's, or the platform's own when there is no caller. */
export class Callers {
  readonly #invoker: Invoker;
  readonly #cloudIds: CloudIds;
  readonly #settings: Settings;
  readonly #visits: Visits;

  constructor(invoker: Invoker, cloudIds: CloudIds, settings: Settings, visits: Visits) {
    this.#invoker = invoker;
    this.#cloudIds = cloudIds;
    this.#settings = settings;
    this.#visits = visits;
  }

  /** `wx.cloud.callFunction({name, data})` by the person with this openid. */
  async fromClient(
    name: string,
    data: Readonly<Record<string, unknown>>,
    openid: string,
    source = 'wx_client',
  ): Promise<ClientAnswer> {
    this.#visits.note(openid);
    const replaced = this.#cloudIds.replace(data, openid);
    const event = { ...replaced.data, userInfo: { appId: this.#settings.appId, openId: openid } };
    const invoked = await this.#invoker.invoke({
      function: name,
      event: JSON.stringify(event),
      source,
      openid,
      openDataKeys: replaced.openDataKeys,
      bound: true,
    });
    return clientAnswer(invoked);
  }

  /** A call of the platform itself: the event as it is, and nobody's openid unless somebody's message is passed on. */
  async fromPlatform(
    name: string,
    event: Readonly<Record<string, unknown>>,
    source: 'wx_paycallback' | 'wx_trigger' | (string & {}),
    openid?: string,
  ): Promise<ClientAnswer> {
    const timer = source === 'wx_trigger';
    const bound = this.#settings.functionRulesBind === 'callbacksToo' && source === 'wx_paycallback';
    const invocation = { function: name, event: JSON.stringify(event), source, timer, bound, openid };
    return clientAnswer(await this.#invoker.invoke(invocation));
  }
}

function clientAnswer({ requestId, tookMs, costs, result, failure }: Invoked): ClientAnswer {
  if (failure) return { requestId, tookMs, costs, error: clientFailure(failure) };
  return { requestId, tookMs, costs, result: JSON.parse(result ?? 'null') as unknown };
}
