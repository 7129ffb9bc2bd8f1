import type { Agenda } from '../agenda.js';
import type { Admin } from '../admin.js';
import type { Clock } from '../clock.js';
import type { Faults } from '../faults.js';
import type { Callers } from '../functions/client.js';
import type { CloudIds } from '../functions/cloud-id.js';
import type { Invoker } from '../functions/invoker.js';
import type { OpenApi } from '../openapi/index.js';
import type { Outbox } from '../openapi/outbox.js';
import type { Pushes } from '../openapi/pushes.js';
import type { Shipping } from '../openapi/shipping.js';
import type { Subscriptions } from '../openapi/subscriptions.js';
import type { Settings } from '../options.js';
import type { WeChatPay } from '../pay/wechat-pay.js';
import type { People } from '../people.js';
import type { Record as Books } from '../record.js';
import type { State } from '../state.js';
import type { Files } from '../storage/files.js';
import type { Timers } from '../timers.js';
import type { Visits } from '../visits.js';

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
