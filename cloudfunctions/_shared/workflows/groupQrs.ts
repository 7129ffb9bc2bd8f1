import { poolEndsAt } from '../../../domain/groupQr';
import { recordAvailability } from '../../../domain/qrAvailability';
import type { Ports, GroupStore } from '../ports';

/**
 * Writes into a group until when newcomers can be shown one of its QRs, and from when they could not. Idempotent; every change of a QR, and
 * the last places of a quota, repeat it.
 */
export async function announceGroupQrs(ports: Ports<GroupStore>, groupId: string): Promise<Date | null> {
  const now = ports.clock.now();
  const found = await ports.store.groupWithQrs(groupId, now);
  if (!found) return null;
  const { group, qrs } = found;
  const until = poolEndsAt(qrs, now);
  if (until?.getTime() !== group.qrValidUntil?.getTime())
    await ports.store.announceGroupQr(groupId, until, recordAvailability(group.qrPeriods, until, now));
  return until;
}
