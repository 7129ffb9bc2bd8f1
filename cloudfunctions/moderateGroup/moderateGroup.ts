import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import type { moderateGroup as contract } from '../../contracts/moderateGroup';
import { decideHold, reviewSubmission, type Group } from '../../domain/group';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { isAdmin } from '../_shared/runtime/operatorRole';
import { holdAttempts, retryOnConflict } from '../_shared/workflows/retryOnConflict';
import type { UserStore, GroupStore } from '../_shared/ports';

type Answer = AnswerOf<typeof contract>;
type Input = ParsedInputOf<typeof contract>;

export const moderateGroup: Operation<typeof contract, UserStore & GroupStore> = async (context, input) => {
  const { ports, caller } = context;
  if (!(await isAdmin(context))) return refuse('NotAllowed');
  const result = await retryOnConflict<Answer>(async () => {
    const group = await ports.store.group(input.groupId);
    if (!group) return refuse('GroupNotFound');
    const decision = decide(group, input, caller.openid, ports.clock.now());
    if (decision.kind === 'refused') return refuse(decision.code);
    if (decision.kind === 'noop') return answer({ state: group.state });
    const { next } = decision;
    if (await ports.store.saveGroup(group, next, 0)) return answer({ state: next.state });
    // The text that was read may have changed; a hold is not about a text.
    return 'rev' in input ? refuse('GroupChanged') : 'conflict';
  }, holdAttempts);
  return result === 'conflict' ? refuse('Busy') : result;
};

function decide(group: Group, input: Input, operatorOpenid: string, now: Date) {
  switch (input.decision) {
    case 'list':
      return reviewSubmission(group, { action: 'list', rev: input.rev, note: '', operatorOpenid }, now);
    case 'return':
      return reviewSubmission(group, { action: 'return', rev: input.rev, note: input.reason, operatorOpenid }, now);
    case 'suspend':
    case 'ban':
    case 'restore':
      return decideHold(group, { action: input.decision, note: input.reason, operatorOpenid }, now);
  }
}
