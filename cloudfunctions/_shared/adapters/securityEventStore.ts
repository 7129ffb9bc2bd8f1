import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';
import type { SecurityEventStore } from '../ports';
import { add, first, get, updateWhere } from './documents';
import { database } from './sdk';

const openSecurityEvents: SecurityEventStore['openSecurityEvents'] = async (limit) => {
  const { list } = await database
    .collection('securityEvents')
    .aggregate()
    .match({ handledAt: null })
    .sort({ at: 1, _id: 1 })
    .limit(limit)
    .lookup({ from: 'users', localField: 'openid', foreignField: '_id', as: 'person' })
    .end();
  return (list as (SecurityEvent & { person: User[] })[]).map(({ person, ...event }) => ({
    ...event,
    person: first(person),
  }));
};

export const securityEventStore: SecurityEventStore = {
  async addSecurityEvent(event) {
    await add('securityEvents', event);
  },
  event: (eventId) => get<SecurityEvent>('securityEvents', eventId),
  openSecurityEvents,
  async resolveSecurityEvent(eventId, at) {
    return (await updateWhere('securityEvents', { _id: eventId, handledAt: null }, { handledAt: at })) === 1;
  },
};
