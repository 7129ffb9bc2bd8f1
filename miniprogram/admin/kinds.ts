import type { Value } from '../services/call';

export type OrderFile = Value<'adminOrders'>['orders'][number];
export type GroupFile = Value<'adminGroups'>['groups'][number];
export type Issues = Value<'adminIssues'>;
export type EffectKind = OrderFile['effects'][number]['kind'];
export type Doer = OrderFile['timeline'][number]['actor'];
