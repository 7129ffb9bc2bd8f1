import { presentState, withCodeTodos, type Code } from '../../domain/code';
import { afterFailure } from '../../domain/todo';
import type { Ports } from './ports';

/** Until when these codes let people in; `null`: not at all. */
export function soldUntil(codes: readonly Code[], now: Date): Date | null {
  const ends = codes.filter((code) => presentState(code, now) === 'Live').map((code) => code.expiresAt.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** Tells a group until when it can be sold, from its codes as they are. Harmless when done twice; every code's change has it done again. */
export async function announceCodes(ports: Ports, groupId: string): Promise<Date | null> {
  const found = await ports.store.groupWithCodes(groupId);
  if (!found) return null;
  const until = soldUntil(found.codes, ports.clock.now());
  if (until?.getTime() !== found.group.codeUntil?.getTime()) await ports.store.announceCode(groupId, until);
  return until;
}

/** Works off what is due of one code. */
export async function workOffCode(ports: Ports, code: Code): Promise<boolean> {
  await announceCodes(ports, code.groupId);
  await ports.store.saveCode(code, withCodeTodos(code, []));
  return true;
}

/** A code whose announcement broke: it is tried later. */
export async function postponeCode(ports: Ports, code: Code): Promise<void> {
  const now = ports.clock.now();
  const todo = code.todo.map((each) => (each.at <= now ? afterFailure(each, now) : each));
  await ports.store.saveCode(code, withCodeTodos(code, todo));
}
