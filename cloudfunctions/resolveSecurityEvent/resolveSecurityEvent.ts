import type { resolveSecurityEvent as contract } from '../../contracts/resolveSecurityEvent';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { operatorRole } from '../_shared/runtime/operatorRole';
import type { UserStore, SecurityEventStore, AuditStore } from '../_shared/ports';

export const resolveSecurityEvent: Operation<typeof contract, UserStore & SecurityEventStore & AuditStore> = async (
  context,
  { eventId, throughMs },
) => {
  if (!(await operatorRole(context))) return refuse('NotAllowed');
  const { ports, caller } = context;
  const event = await ports.store.event(eventId);
  if (!event) return refuse('EventNotFound');
  if (event.handledAt) return answer({});
  const at = ports.clock.now();
  // The audit record comes first: an event has no effects to write it later, and a crash in between merely leaves the
  // event open, to be resolved again.
  await ports.store.addAudit({
    _id: `${eventId}:${ports.hash(caller.openid)}`,
    at,
    operatorOpenid: caller.openid,
    action: 'resolveSecurityEvent',
    subject: eventId,
    note: '',
    fen: null,
    before: 'open',
    after: 'closed',
  });
  await ports.store.resolveSecurityEvents(event, new Date(throughMs), at);
  return answer({});
};
