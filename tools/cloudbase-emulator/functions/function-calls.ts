import type { LastSeen } from '../last-seen';
import type { Settings } from '../options';
import type { Costs } from '../sessions';
import type { CloudIds } from './cloud-id';
import { clientFailure } from './failures';
import type { Invoked, Invoker } from './invoker';

/** The answer to a call as the mini-program's `wx.cloud.callFunction` receives it. */
export interface ClientAnswer {
  readonly requestId: string;
  readonly tookMs: number;
  readonly costs: Costs;
  readonly result?: unknown;
  readonly error?: { readonly errCode: number; readonly errMsg: string };
}

/** Function calls from outside: a mini-program's, or the platform's own when no person called. */
export class FunctionCalls {
  readonly #invoker: Invoker;
  readonly #cloudIds: CloudIds;
  readonly #settings: Settings;
  readonly #lastSeen: LastSeen;

  constructor(invoker: Invoker, cloudIds: CloudIds, settings: Settings, lastSeen: LastSeen) {
    this.#invoker = invoker;
    this.#cloudIds = cloudIds;
    this.#settings = settings;
    this.#lastSeen = lastSeen;
  }

  /** `wx.cloud.callFunction({name, data})` by the person with this openid. */
  async fromClient(
    name: string,
    data: Readonly<Record<string, unknown>>,
    openid: string,
    source = 'wx_client',
  ): Promise<ClientAnswer> {
    this.#lastSeen.mark(openid);
    const replaced = this.#cloudIds.replace(data, openid);
    const event = { ...replaced.data, userInfo: { appId: this.#settings.appId, openId: openid } };
    const invoked = await this.#invoker.invoke({
      function: name,
      event: JSON.stringify(event),
      source,
      openid,
      openDataKeys: replaced.openDataKeys,
      rulesApply: true,
    });
    return clientAnswer(invoked);
  }

  /** A call by the platform itself. The event is passed on unchanged, without an openid unless it is a person's message. */
  async fromPlatform(
    name: string,
    event: Readonly<Record<string, unknown>>,
    source: 'wx_paycallback' | 'wx_trigger' | (string & {}),
    openid?: string,
  ): Promise<ClientAnswer> {
    const timer = source === 'wx_trigger';
    const rulesApply = this.#settings.functionRulesBind === 'callbacksToo' && source === 'wx_paycallback';
    const invocation = { function: name, event: JSON.stringify(event), source, timer, rulesApply, openid };
    return clientAnswer(await this.#invoker.invoke(invocation));
  }
}

function clientAnswer({ requestId, tookMs, costs, result, failure }: Invoked): ClientAnswer {
  if (failure) return { requestId, tookMs, costs, error: clientFailure(failure) };
  return { requestId, tookMs, costs, result: JSON.parse(result ?? 'null') as unknown };
}
