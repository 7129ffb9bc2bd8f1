import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { SecurityEventStore } from '../ports';
import { add, first, get, updateWhere } from './documents';
import { command, database } from './sdk';

const openSecurityEvents: SecurityEventStore['openSecurityEvents'] = async (limit) => {
  const { list } = await database
    .collection('securityEvents')
    .aggregate()
    .match({ handledAt: null })
    .sort({ severity: 1, at: 1, _id: 1 })
    .limit(limit)
    .lookup({ from: 'users', localField: 'openid', foreignField: '_id', as: 'person' })
    .end();
  return (list as (SecurityEvent & { person: User[] })[]).map(({ person, ...event }) => ({
    ...event,
    person: first(person),
  }));
};

export const securityEventStore: SecurityEventStore = {
  addSecurityEvent: (event) => add('securityEvents', event),
  async repeatSecurityEvent(eventId, at, most) {
    const open = { _id: eventId, handledAt: null, count: command.lt(most) };
    await updateWhere('securityEvents', open, { count: command.inc(1), lastAt: at });
  },
  event: (eventId) => get<SecurityEvent>('securityEvents', eventId),
  openSecurityEvents,
  async resolveSecurityEvents({ kind, openid }, through, at) {
    const open = { handledAt: null, kind, openid, lastAt: command.lte(through) };
    await updateWhere('securityEvents', open, { handledAt: at });
  },
};
