import { currentQrState, setGroupQrEffects, type GroupQr } from '../../../domain/groupQr';
import { reschedule } from '../../../domain/effect';
import type { Ports } from '../ports';

/** Until when these codes let people in; `null`: not at all. */
export function sellableUntil(qrs: readonly GroupQr[], now: Date): Date | null {
  const ends = qrs.filter((qr) => currentQrState(qr, now) === 'Live').map((qr) => qr.expiresAt.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** Tells a group until when it can be sold, from its codes as they are. Harmless when done twice; every code's change has it done again. */
export async function announceGroupQrs(ports: Ports, groupId: string): Promise<Date | null> {
  const found = await ports.store.groupWithQrs(groupId);
  if (!found) return null;
  const until = sellableUntil(found.qrs, ports.clock.now());
  if (until?.getTime() !== found.group.qrValidUntil?.getTime()) await ports.store.announceGroupQr(groupId, until);
  return until;
}

/** Works off what is due of one code. */
export async function runGroupQrEffects(ports: Ports, qr: GroupQr): Promise<boolean> {
  await announceGroupQrs(ports, qr.groupId);
  await ports.store.saveGroupQr(qr, setGroupQrEffects(qr, []));
  return true;
}

/** A code whose announcement broke: it is tried later. */
export async function rescheduleGroupQr(ports: Ports, qr: GroupQr): Promise<void> {
  const now = ports.clock.now();
  const effects = qr.effects.map((each) => (each.at <= now ? reschedule(each, now) : each));
  await ports.store.saveGroupQr(qr, setGroupQrEffects(qr, effects));
}
