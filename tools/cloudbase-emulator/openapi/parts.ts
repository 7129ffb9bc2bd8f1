import type { LastSeen } from '../last-seen';
import type { Settings } from '../options';
import type { Outbox } from './outbox';
import type { Pushes } from './pushes';
import type { Shipping } from './shipping';
import type { Subscriptions } from './subscriptions';

/** The services that openapi methods use. */
export interface OpenApiParts {
  readonly settings: Settings;
  readonly outbox: Outbox;
  readonly pushes: Pushes;
  readonly shipping: Shipping;
  readonly subscriptions: Subscriptions;
  readonly lastSeen: LastSeen;
}
