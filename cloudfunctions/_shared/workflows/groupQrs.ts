import { currentQrState, type GroupQr } from '../../../domain/groupQr';
import type { Ports, GroupStore } from '../ports';

/** The time until which these QRs let people join; `null` where none does. */
function sellableUntil(qrs: readonly GroupQr[], now: Date): Date | null {
  const ends = qrs.filter((qr) => currentQrState(qr, now) === 'Live').map((qr) => qr.expiresAt.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** Tells a group how long it can be sold, from its QRs as they are. Harmless when done twice; every change of a QR has it done again. */
export async function announceGroupQrs(ports: Ports<GroupStore>, groupId: string): Promise<Date | null> {
  const found = await ports.store.groupWithQrs(groupId);
  if (!found) return null;
  const until = sellableUntil(found.qrs, ports.clock.now());
  if (until?.getTime() !== found.group.qrValidUntil?.getTime()) await ports.store.announceGroupQr(groupId, until);
  return until;
}
