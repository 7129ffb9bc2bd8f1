import type { GroupQr } from '../../../domain/groupQr';
import type { GroupQrStore } from '../ports';
import { add, save, updateWhere } from './documents';
import { needingAttention, withDueEffects } from './lists';
import { command } from './sdk';

export const groupQrStore: GroupQrStore = {
  addGroupQr: (qr) => add('groupQrs', qr),
  saveGroupQr: (before, after) => save('groupQrs', before, after),
  async countShown(qrId, membershipId) {
    await updateWhere(
      'groupQrs',
      { _id: qrId, shownTo: command.neq(membershipId) },
      { shownTo: command.push([membershipId]) },
    );
  },
  dueGroupQrs: withDueEffects<GroupQr>('groupQrs'),
  groupQrsNeedingAttention: needingAttention<GroupQr>('groupQrs'),
};
