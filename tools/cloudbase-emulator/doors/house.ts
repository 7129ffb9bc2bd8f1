import type { Agenda } from '../agenda';
import type { Admin } from '../admin';
import type { Clock } from '../clock';
import type { Faults } from '../faults';
import type { Callers } from '../functions/client';
import type { CloudIds } from '../functions/cloud-id';
import type { Invoker } from '../functions/invoker';
import type { OpenApi } from '../openapi/index';
import type { Outbox } from '../openapi/outbox';
import type { Pushes } from '../openapi/pushes';
import type { Shipping } from '../openapi/shipping';
import type { Subscriptions } from '../openapi/subscriptions';
import type { Settings } from '../options';
import type { WeChatPay } from '../pay/wechat-pay';
import type { People } from '../people';
import type { Record as Books } from '../record';
import type { State } from '../state';
import type { Files } from '../storage/files';
import type { Timers } from '../timers';
import type { Visits } from '../visits';

/** Everything a door may lead to. */
export interface House {
  readonly settings: Settings;
  readonly state: State;
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly timers: Timers;
  readonly people: People;
  readonly record: Books;
  readonly faults: Faults;
  readonly invoker: Invoker;
  readonly callers: Callers;
  readonly cloudIds: CloudIds;
  readonly pay: WeChatPay;
  readonly files: Files;
  readonly openapi: OpenApi;
  readonly outbox: Outbox;
  readonly pushes: Pushes;
  readonly shipping: Shipping;
  readonly subscriptions: Subscriptions;
  readonly visits: Visits;
  readonly admin: Pick<Admin, 'answer'>;
  readonly url: () => string;
}
