import { rescheduleDue } from '../../../domain/effect';
import type { AuditEffect } from '../../../domain/audit';
import { setGroupEffects, type Group } from '../../../domain/group';
import type { Ports, GroupStore, AuditStore } from '../ports';
import { runDueEffects } from './runDueEffects';

/** Runs the due effects of one group: audit records of operators' actions. */
export function runGroupEffects(ports: Ports<GroupStore & AuditStore>, found: Group): Promise<boolean> {
  return runDueEffects<Group, AuditEffect>(found, {
    now: () => ports.clock.now(),
    effectsOf: (group) => group.effects,
    keyOf: ({ kind, audit }) => `${kind} ${audit._id}`,
    async perform(group, { audit }) {
      await ports.store.addAudit(audit);
      return { result: 'done', subject: group };
    },
    save: (group, effects) => ports.store.saveGroup(group, setGroupEffects(group, effects), 0),
  });
}

/** Reschedules the due effects of a group after a record failed to be written. */
export async function rescheduleGroup(ports: Ports<GroupStore>, group: Group): Promise<void> {
  await ports.store.saveGroup(group, setGroupEffects(group, rescheduleDue(group.effects, ports.clock.now())), 0);
}
