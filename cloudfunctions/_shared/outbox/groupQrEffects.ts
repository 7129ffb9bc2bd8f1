import { rescheduleDue } from '../../../domain/effect';
import { setGroupQrEffects, type GroupQr, type GroupQrEffect } from '../../../domain/groupQr';
import type { Ports, GroupStore, GroupQrStore } from '../ports';
import { announceGroupQrs } from '../workflows/groupQrs';
import { runDueEffects } from './runDueEffects';

/** Runs what is due of one QR: telling its group how long it can be sold. */
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

/** Tries later whatever is due of a QR whose announcement broke. */
export async function rescheduleGroupQr(ports: Ports<GroupQrStore>, qr: GroupQr): Promise<void> {
  await ports.store.saveGroupQr(qr, setGroupQrEffects(qr, rescheduleDue(qr.effects, ports.clock.now())));
}
