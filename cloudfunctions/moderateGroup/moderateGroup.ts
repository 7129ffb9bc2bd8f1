import type { moderateGroup as contract } from '../../contracts/moderateGroup';
import { moderationEvents, moderate } from '../../domain/group';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { isAdmin } from '../_shared/runtime/operatorRole';

export const moderateGroup: Operation<typeof contract> = async (context, input) => {
  const { ports, caller } = context;
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const { groupId, rev, decision } = input;
  const group = await ports.store.group(groupId);
  if (!group) return refuse('GroupNotFound');
  // The same decision again is fine: its answer was lost.
  if (group.rev > rev && group.history.at(-1)?.event === moderationEvents[decision])
    return answer({ state: group.state });
  if (group.rev !== rev) return refuse('GroupChanged');
  const note = input.decision === 'list' ? '' : input.reason;
  const after = moderate(group, decision, note, caller.openid, ports.clock.now());
  if (!after) return refuse('GroupStateRefuses');
  return (await ports.store.saveGroup(group, after, 0)) ? answer({ state: after.state }) : refuse('GroupChanged');
};
