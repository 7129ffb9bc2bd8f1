import type { GroupQr } from '../../../domain/groupQr';
import type { GroupQrStore } from '../ports';
import { add, get, save, updateWhere } from './documents';
import { needingAttention } from './lists';
import { command, database } from './sdk';

const dueGroupQrs: GroupQrStore['dueGroupQrs'] = async (now, limit) => {
  const due = database.collection('groupQrs').where({ dueAt: command.lte(now) });
  return (await due.orderBy('dueAt', 'asc').limit(limit).get()).data as GroupQr[];
};

export const groupQrStore: GroupQrStore = {
  groupQr: (qrId) => get<GroupQr>('groupQrs', qrId),
  addGroupQr: (qr) => add('groupQrs', qr),
  saveGroupQr: (before, after) => save('groupQrs', before, after),
  async countShown(qrId, membershipId) {
    await updateWhere(
      'groupQrs',
      { _id: qrId, shownTo: command.neq(membershipId) },
      { shownTo: command.push([membershipId]) },
    );
  },
  dueGroupQrs,
  groupQrsNeedingAttention: needingAttention<GroupQr>('groupQrs'),
};
