import type { Contracts, InputOf } from '../../../contracts';
import type { Category } from '../../../contracts/shapes';
import { displayName, formatTime } from '../../services/format';
import { admissionLabels, choicesOf, groupStateLabels } from '../../services/labels';
import type { AdminGroup } from '../types';

export type ShownState = Extract<InputOf<Contracts['adminGroups']>, { lookup: 'state' }>['state'];

const tabLabels: Record<ShownState, string> = {
  PendingReview: '待审核',
  Listed: groupStateLabels.Listed,
  Paused: groupStateLabels.Paused,
  Suspended: groupStateLabels.Suspended,
  Closed: groupStateLabels.Closed,
  Banned: groupStateLabels.Banned,
};
export const stateTabs = choicesOf(tabLabels);

export interface GroupRow {
  groupId: string;
  name: string;
  category: Category;
  coverFileId: string;
  owner: string;
  priceFen: number;
  rule: string;
  note: string;
}

export function groupRow(group: AdminGroup): GroupRow {
  const { groupId, name, category, coverFileId, ownerName, priceFen, admission, moderationNotes } = group;
  const submittedAtMs = group.submittedAtMs ?? group.createdAtMs;
  const returned = moderationNotes.filter(({ decision }) => decision === 'returned').length;
  const returns = returned > 0 ? `，退回过 ${returned} 次` : '';
  return {
    groupId,
    name,
    category,
    coverFileId,
    owner: `群主 ${displayName(ownerName)}`,
    priceFen,
    rule: admissionLabels[admission].selling,
    note:
      group.state === 'PendingReview'
        ? `${formatTime(submittedAtMs)} 提交${returns}`
        : `${formatTime(group.createdAtMs)} 创建`,
  };
}
