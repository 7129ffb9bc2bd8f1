import { setGroupEffects, type Group } from '../../../domain/group';
import { reschedule } from '../../../domain/effect';
import type { Ports } from '../ports';

/** Works off what is due of one group: records of what operators did to it. */
export async function runGroupEffects(ports: Ports, group: Group): Promise<boolean> {
  const now = ports.clock.now();
  const due = group.effects.filter((effect) => effect.at <= now);
  for (const { audit } of due) await ports.store.addAudit(audit);
  const left = group.effects.filter((effect) => !due.includes(effect));
  await ports.store.saveGroup(group, setGroupEffects(group, left), 0);
  return true;
}

/** A group of which a record broke: it is tried later. */
export async function rescheduleGroup(ports: Ports, group: Group): Promise<void> {
  const now = ports.clock.now();
  const effects = group.effects.map((each) => (each.at <= now ? reschedule(each, now) : each));
  await ports.store.saveGroup(group, setGroupEffects(group, effects), 0);
}
