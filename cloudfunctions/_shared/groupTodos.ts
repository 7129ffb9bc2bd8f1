import { withGroupTodos, type Group } from '../../domain/group';
import { afterFailure } from '../../domain/todo';
import type { Ports } from './ports';

/** Works off what is due of one group: records of what operators did to it. */
export async function workOffGroup(ports: Ports, group: Group): Promise<boolean> {
  const now = ports.clock.now();
  const due = group.todo.filter((todo) => todo.at <= now);
  for (const { audit } of due) await ports.store.addAudit(audit);
  const left = group.todo.filter((todo) => !due.includes(todo));
  await ports.store.saveGroup(group, withGroupTodos(group, left), 0);
  return true;
}

/** A group of which a record broke: it is tried later. */
export async function postponeGroup(ports: Ports, group: Group): Promise<void> {
  const now = ports.clock.now();
  const todo = group.todo.map((each) => (each.at <= now ? afterFailure(each, now) : each));
  await ports.store.saveGroup(group, withGroupTodos(group, todo), 0);
}
