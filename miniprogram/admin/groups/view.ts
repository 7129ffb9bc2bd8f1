import type { Contracts, InputOf } from '../../../contracts';
import { admissionNames, groupStateNames } from '../../services/words';
import { moment } from '../../services/written';
import type { GroupFile } from '../kinds';

export type ShownState = Extract<InputOf<Contracts['adminGroups']>, { lookup: 'state' }>['state'];

const shownStates: Record<ShownState, string> = {
  PendingReview: '待审核',
  Listed: groupStateNames.Listed,
  Paused: groupStateNames.Paused,
  Closed: groupStateNames.Closed,
  Banned: groupStateNames.Banned,
};
export const stateTabs = Object.entries(shownStates).map(([value, label]) => ({ value, label }));

export interface GroupRow {
  groupId: string;
  name: string;
  category: string;
  coverFileId: string;
  owner: string;
  priceFen: number;
  rule: string;
  note: string;
}

export function groupRow(group: GroupFile): GroupRow {
  const { groupId, name, category, coverFileId, ownerName, priceFen, admission, words } = group;
  const since = group.submittedAtMs ?? group.createdAtMs;
  const before = words.length > 0 ? `，退回过 ${words.length} 次` : '';
  return {
    groupId,
    name,
    category,
    coverFileId,
    owner: `群主 ${ownerName.trim() === '' ? '微信用户' : ownerName}`,
    priceFen,
    rule: admissionNames[admission].selling,
    note: group.state === 'PendingReview' ? `${moment(since)} 提交${before}` : `${moment(group.createdAtMs)} 创建`,
  };
}
