import type { refundGroup as contract } from '../../contracts/refundGroup';
import { refundAll } from '../../domain/group';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { isAdmin } from '../_shared/runtime/operatorRole';
import { holdAttempts, retryOnConflict } from '../_shared/workflows/retryOnConflict';
import type { UserStore, GroupStore } from '../_shared/ports';

export const refundGroup: Operation<typeof contract, UserStore & GroupStore> = async (context, input) => {
  const { ports, caller } = context;
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const { note, idempotencyKey } = input;
  const result = await retryOnConflict(async () => {
    const group = await ports.store.group(input.groupId);
    if (!group) return refuse('GroupNotFound');
    const decision = refundAll(group, { note, idempotencyKey, operatorOpenid: caller.openid }, ports.clock.now());
    if (decision.kind === 'refused') return refuse(decision.code);
    if (decision.kind === 'noop') return answer({ state: group.state });
    return (await ports.store.saveGroup(group, decision.next, 0)) ? answer({ state: group.state }) : 'conflict';
  }, holdAttempts);
  return result === 'conflict' ? refuse('Busy') : result;
};
