import { call, type Answer } from '../../services/call';
import type { GroupTerms, GroupText } from './draft';
import { forgetGroup, keepGroup, type NewGroup } from './newGroup';

interface Written {
  readonly text: GroupText;
  readonly terms: GroupTerms;
}

export function changeGroup(groupId: string, written: Written): Promise<Answer<'saveGroup'>> {
  return call('saveGroup', { action: 'change', groupId, ...written });
}

/** Makes the group once, however often it is tried. What a lost try had sent is brought up to date. */
export async function createGroup(group: NewGroup, written: Written): Promise<Answer<'saveGroup'>> {
  keepGroup({ ...group, sent: true });
  const answer = await call('saveGroup', { action: 'create', idempotencyKey: group.idempotencyKey, ...written });
  if (!answer.ok) {
    const arrivedPerhaps = answer.code === 'Offline' || answer.code === 'Internal' || answer.code === 'Busy';
    keepGroup({ ...group, sent: group.sent || arrivedPerhaps });
    return answer;
  }
  const changed = group.sent ? await changeGroup(answer.value.groupId, written) : answer;
  if (changed.ok) forgetGroup();
  return changed;
}
