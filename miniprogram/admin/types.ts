import type { Value } from '../services/call';

export type AdminOrder = Value<'adminOrders'>['orders'][number];
export type AdminGroup = Value<'adminGroups'>['groups'][number];
export type Issues = Value<'adminIssues'>;
export type EffectKind = AdminOrder['effects'][number]['kind'];
export type Actor = AdminOrder['timeline'][number]['actor'];
