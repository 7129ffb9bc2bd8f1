import type { ParsedInputOf } from '../../contracts/contract';
import type { applyToGroup as contract } from '../../contracts/applyToGroup';
import { applied, approvalOf, type Entry } from '../../domain/entry';
import { entryIdOf } from '../../domain/ids';
import { endApproval } from '../_shared/approvals';
import { deadlines } from '../_shared/entryViews';
import { buyingObstacle } from '../_shared/groupViews';
import { withinLimit } from '../_shared/limited';
import { answer, refuse, type Context, type Operation } from '../_shared/operation';
import type { GroupForBuyer } from '../_shared/ports';
import { sealWords } from '../_shared/words';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;
type Input = ParsedInputOf<typeof contract>;

export const applyToGroup: Operation<typeof contract> = async (context, input) => {
  const { ports, caller } = context;
  const entryId = entryIdOf(ports.hash, caller.openid, input.groupId);
  const read = (): Promise<GroupForBuyer | null> =>
    ports.store.groupForBuyer(input.groupId, entryId, ports.clock.now());
  let found = await read();
  const approved = found?.entry?.state === 'Approved' ? found.entry : null;
  if (approved && !approvalOf(approved, ports.clock.now())) {
    // Its time is over and no sweep has come by: end it, then begin anew.
    await endApproval(ports, approved);
    found = await read();
  }
  if (!found) return refuse('GroupNotFound');
  return standing(found.entry) ?? refusal(found, context) ?? apply(context, input, found, entryId);
};

/** The application as it stands; `null` where there is none. */
function standing(entry: Entry | null): Answer | null {
  if (entry?.state !== 'Applied' && entry?.state !== 'Approved') return null;
  return answer({ entryState: entry.state, ...deadlines(entry) });
}

function refusal(found: GroupForBuyer, { ports, caller }: Context): Answer | null {
  const { group, liveOrder } = found;
  // What was never listed is nobody's to know of.
  if (group.state === 'Draft' || group.state === 'PendingReview' || group.state === 'Banned')
    return refuse(group.managers.includes(caller.openid) ? 'OwnGroup' : 'GroupNotFound');
  const obstacle = buyingObstacle(found, caller.openid, ports.clock.now());
  if (obstacle !== null && obstacle !== 'ApplyFirst' && obstacle !== 'Applied') return refuse(obstacle);
  if (group.admission !== 'reviewThenPay') return refuse('NotByApplication');
  return liveOrder ? refuse('PaymentInProgress') : null;
}

async function apply(context: Context, input: Input, found: GroupForBuyer, entryId: string): Promise<Answer> {
  const { ports, caller } = context;
  const { entry, group } = found;
  if (!(await withinLimit(context, 'applyToGroup'))) return refuse('TooManyTries');
  const words = { message: input.message, contact: input.contact ?? '' };
  const verdict = await ports.content.check(caller.openid, 2, `${words.message}\n${words.contact}`.trim());
  if (verdict !== 'fine') return refuse(verdict === 'risky' ? 'TextRefused' : 'CheckUnavailable');
  const sealedWords = sealWords(ports, entryId, entry?.round ?? 1, words);
  if (sealedWords === null) {
    ports.log.warn('CONFIDENTIAL_KEYS is not set: no application can be taken', { groupId: group._id });
    return refuse('Unavailable');
  }
  const { _id: groupId, reviewHours } = group;
  const application = { entryId, groupId, openid: caller.openid, reviewHours, sealedWords };
  const after = applied(entry, application, ports.clock.now());
  const written = after && (await (entry ? ports.store.saveEntry(entry, after) : ports.store.addEntry(after)));
  // Somebody was faster: another phone of theirs, or a payment.
  return standing(written ? after : await ports.store.entry(entryId)) ?? refuse('Busy');
}
