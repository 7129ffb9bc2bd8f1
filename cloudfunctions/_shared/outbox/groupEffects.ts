import { rescheduleDue } from '../../../domain/effect';
import { setGroupEffects, type Group, type GroupEffect } from '../../../domain/group';
import type { Ports, GroupStore, AuditStore } from '../ports';
import { endEveryMembership, enforceHold } from '../workflows/hold';
import type { OrderEffectStores } from './orderEffects';
import { runDueEffects, type EffectOutcome } from './runDueEffects';

/** Runs the due effects of one group: audit records of operators' actions, and what a suspension or a ban still has to end. */
export function runGroupEffects(ports: Ports<OrderEffectStores & AuditStore>, found: Group): Promise<boolean> {
  return runDueEffects<Group, GroupEffect>(found, {
    now: () => ports.clock.now(),
    effectsOf: (group) => group.effects,
    keyOf: (effect) => `${effect.kind} ${effect.kind === 'audit' ? effect.audit._id : ''}`,
    perform: (group, effect) => perform(ports, group, effect),
    save: (group, effects) => ports.store.saveGroup(group, setGroupEffects(group, effects), 0),
  });
}

/** Work that is not finished stays due without another write, and each sweep does a portion of it. */
async function perform(
  ports: Ports<OrderEffectStores & AuditStore>,
  group: Group,
  effect: GroupEffect,
): Promise<EffectOutcome<Group>> {
  switch (effect.kind) {
    case 'audit':
      await ports.store.addAudit(effect.audit);
      return { result: 'done', subject: group };
    case 'enforceHold':
      return { result: (await enforceHold(ports, group, effect)) ? 'done' : 'waiting', subject: group };
    case 'refundAll':
      return { result: (await endEveryMembership(ports, group, effect)) ? 'done' : 'waiting', subject: group };
  }
}

/** Reschedules the due effects of a group after one of them threw. */
export async function rescheduleGroup(ports: Ports<GroupStore>, group: Group): Promise<void> {
  await ports.store.saveGroup(group, setGroupEffects(group, rescheduleDue(group.effects, ports.clock.now())), 0);
}
