import { aliveQrStates, type GroupQr, type PoolQr } from '../../../domain/groupQr';
import type { GroupQrStore } from '../ports';
import { add, get, save, updateWhere } from './documents';
import { needingAttention, withDueEffects } from './lists';
import { command, type Fields } from './sdk';

/** `PoolQr`, as a stage of an aggregation. */
export const poolQr = {
  $project: {
    fileId: 1,
    state: 1,
    position: 1,
    expiresAt: 1,
    quota: 1,
    createdAt: 1,
    shownCount: { $size: '$shownTo' },
  } satisfies Record<Exclude<keyof PoolQr, '_id'>, unknown>,
};

/** Joins, as `qrs`, the QRs of a group that somebody may still be shown; `groupId` is an expression. */
export const aliveQrsOf = (groupId: `$${string}`, now: Date): Fields => ({
  from: 'groupQrs',
  let: { group: groupId },
  pipeline: [
    { $match: { $expr: { $eq: ['$groupId', '$$group'] }, state: { $in: aliveQrStates }, expiresAt: { $gt: now } } },
    { $sort: { position: 1, createdAt: 1, _id: 1 } },
    poolQr,
  ],
  as: 'qrs',
});

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
  dueGroupQrs: withDueEffects<GroupQr>('groupQrs'),
  groupQrsNeedingAttention: needingAttention<GroupQr>('groupQrs'),
};
