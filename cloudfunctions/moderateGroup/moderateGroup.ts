import type { moderateGroup as contract } from '../../contracts/moderateGroup';
import { moderate } from '../../domain/group';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { isAdmin } from '../_shared/runtime/operatorRole';
import type { UserStore, GroupStore } from '../_shared/ports';

export const moderateGroup: Operation<typeof contract, UserStore & GroupStore> = async (context, input) => {
  const { ports, caller } = context;
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const group = await ports.store.group(input.groupId);
  if (!group) return refuse('GroupNotFound');
  const note = input.decision === 'list' ? '' : input.reason;
  const moderation = { action: input.decision, rev: input.rev, note, operatorOpenid: caller.openid };
  const decision = moderate(group, moderation, ports.clock.now());
  if (decision.kind === 'refused') return refuse(decision.code);
  if (decision.kind === 'noop') return answer({ state: group.state });
  const { next } = decision;
  return (await ports.store.saveGroup(group, next, 0)) ? answer({ state: next.state }) : refuse('GroupChanged');
};
