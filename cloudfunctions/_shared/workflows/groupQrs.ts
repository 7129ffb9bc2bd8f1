import { currentQrState, type GroupQr } from '../../../domain/groupQr';
import type { Ports, GroupStore } from '../ports';

/** The end of the time in which these QRs let people join; `null` if none does. */
function sellableUntil(qrs: readonly GroupQr[], now: Date): Date | null {
  const ends = qrs.filter((qr) => currentQrState(qr, now) === 'Live').map((qr) => qr.expiresAt.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** Writes into a group how long it can be sold, from its current QRs. Idempotent; every change of a QR repeats it. */
export async function announceGroupQrs(ports: Ports<GroupStore>, groupId: string): Promise<Date | null> {
  const found = await ports.store.groupWithQrs(groupId);
  if (!found) return null;
  const until = sellableUntil(found.qrs, ports.clock.now());
  if (until?.getTime() !== found.group.qrValidUntil?.getTime()) await ports.store.announceGroupQr(groupId, until);
  return until;
}
