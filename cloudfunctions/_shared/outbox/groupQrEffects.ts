import { rescheduleDue } from '../../../domain/effect';
import { setGroupQrEffects, type GroupQr, type GroupQrEffect } from '../../../domain/groupQr';
import type { Ports, GroupStore, GroupQrStore } from '../ports';
import { announceGroupQrs } from '../workflows/groupQrs';
import { runDueEffects } from './runDueEffects';

/** Runs the due effects of one QR: announcing to its group how long it can be sold. */
export function runGroupQrEffects(ports: Ports<GroupStore & GroupQrStore>, found: GroupQr): Promise<boolean> {
  return runDueEffects<GroupQr, GroupQrEffect>(found, {
    now: () => ports.clock.now(),
    effectsOf: (qr) => qr.effects,
    keyOf: ({ kind }) => kind,
    async perform(qr) {
      await announceGroupQrs(ports, qr.groupId);
      return { result: 'done', subject: qr };
    },
    save: (qr, effects) => ports.store.saveGroupQr(qr, setGroupQrEffects(qr, effects)),
  });
}

/** Reschedules the due effects of a QR after its announcement failed. */
export async function rescheduleGroupQr(ports: Ports<GroupQrStore>, qr: GroupQr): Promise<void> {
  await ports.store.saveGroupQr(qr, setGroupQrEffects(qr, rescheduleDue(qr.effects, ports.clock.now())));
}
