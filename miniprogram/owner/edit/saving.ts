import { call, mayHaveArrived, type Answer } from '../../services/call';
import type { GroupTerms, GroupText } from './draft';
import { clearNewGroup, saveNewGroup, type NewGroup } from './newGroup';

interface GroupContent {
  readonly text: GroupText;
  readonly terms: GroupTerms;
}

export function changeGroup(groupId: string, content: GroupContent): Promise<Answer<'saveGroup'>> {
  return call('saveGroup', { action: 'change', groupId, ...content });
}

/** Creates the group once, even over several attempts. A version sent by an earlier attempt is brought up to date. */
export async function createGroup(group: NewGroup, content: GroupContent): Promise<Answer<'saveGroup'>> {
  saveNewGroup({ ...group, sent: true });
  const answer = await call('saveGroup', { action: 'create', idempotencyKey: group.idempotencyKey, ...content });
  if (!answer.ok) {
    saveNewGroup({ ...group, sent: group.sent || mayHaveArrived(answer) });
    return answer;
  }
  const changed = group.sent ? await changeGroup(answer.value.groupId, content) : answer;
  if (changed.ok) clearNewGroup();
  return changed;
}
