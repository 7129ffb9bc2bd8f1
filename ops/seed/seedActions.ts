import { createHash } from 'node:crypto';
import type { AnswerOf, Contracts, FunctionName, InputOf, OutputOf } from '../../contracts';
import { requestControl, type SeedEnvironment } from './environment';
import { seedGroups } from './groups';
import type { SeedAction } from './history';
import { owners, people } from './people';

/** Leaves an order waiting for its payment when the history is over. The sweep closes it a quarter of an hour later. */
export async function leaveOrderUnpaid(environment: SeedEnvironment): Promise<void> {
  await createOrder(environment, 'buyer-23', 'g-phone-photo');
}

/** Adam, the operator, returns one of the groups pending review to its owner. */
export async function returnPendingGroup(environment: SeedEnvironment): Promise<void> {
  const { groups } = await call(environment, 'adam', 'adminGroups', { lookup: 'state', state: 'PendingReview' });
  const group = groups.find(({ groupId }) => groupId === 'g-old-songs');
  if (!group) throw new Error('g-old-songs is not pending review');
  await call(environment, 'adam', 'moderateGroup', {
    groupId: group.groupId,
    rev: group.rev,
    decision: 'return',
    reason: '介绍里说“不录音外传”，群公告里也请写上；另外请说明停一周时怎么补。改好再提交就行。',
  });
}

/** Performs an action as the person would: through the functions and WeChat Pay's payment sheet. @throws when it is refused */
export async function performAction(environment: SeedEnvironment, action: SeedAction): Promise<void> {
  const { kind, person, groupId } = action;
  switch (kind) {
    case 'buy': {
      const { orderId } = await createOrder(environment, person, groupId);
      await requestControl(environment, 'POST', 'pay/confirm', { outTradeNo: orderId, as: person });
      return;
    }
    case 'look':
      await call(environment, person, 'getTicket', { groupId });
      return;
    case 'cancel': {
      const { orderId } = await createOrder(environment, person, groupId);
      await call(environment, person, 'cancelOrder', { orderId });
      return;
    }
    case 'abandon':
      await createOrder(environment, person, groupId);
      return;
    case 'apply': {
      const { message, contact } = action;
      const application = { groupId, message, ...(contact === undefined ? {} : { contact }) };
      await call(environment, person, 'applyToGroup', application);
      return;
    }
    case 'withdraw':
      await call(environment, person, 'withdrawApplication', { groupId });
      return;
    case 'approve':
      return decideApplication(environment, action, { decision: 'approve' });
    case 'reject':
      if (action.refundFails) await requestControl(environment, 'POST', 'pay/next', { outcome: 'refundFails' });
      return decideApplication(environment, action, { decision: 'reject', reason: action.reason });
  }
}

/** The reasons that buyers give to owners who decide after the payment. */
const openers = [
  '关注很久了，想和大家一起坚持下去。',
  '朋友推荐来的，时间上没问题，会按群规参加。',
  '一个人总是半途而废，想找一群人一起做。',
  '看了介绍觉得很适合现在的我，想先学起来。',
] as const;

function createOrder(
  environment: SeedEnvironment,
  person: string,
  groupId: string,
): Promise<OutputOf<Contracts['createOrder']>> {
  const idempotencyKey = deriveUuid(`request ${person} ${groupId}`);
  const reviewed = seedGroups.some(({ id, admission }) => id === groupId && admission === 'payThenReview');
  const index = createHash('sha256').update(idempotencyKey).digest().readUInt8(0) % openers.length;
  const message = reviewed ? openers[index] : undefined;
  return call(environment, person, 'createOrder', { idempotencyKey, groupId, ...(message && { message }) });
}

type OwnerDecision = { readonly decision: 'approve' } | { readonly decision: 'reject'; readonly reason: string };

/** Finds the application in the owner's list, as their page does, and decides it. */
async function decideApplication(
  environment: SeedEnvironment,
  { person, groupId }: SeedAction,
  decision: OwnerDecision,
): Promise<void> {
  const owner = owners[seedGroups.find(({ id }) => id === groupId)?.owner ?? 'olivia'].name;
  const { applications } = await call(environment, owner, 'listApplications', { filter: 'waiting', groupId });
  const nickname = people.find(({ name }) => name === person)?.nickname;
  const application = applications.find((each) => each.nickname === nickname);
  if (!application) throw new Error(`${person} has no application waiting for ${owner}`);
  const { membershipId, round } = application;
  await call(environment, owner, 'approveMember', { membershipId, round, ...decision });
}

async function call<Name extends FunctionName>(
  environment: SeedEnvironment,
  as: string,
  name: Name,
  data: InputOf<Contracts[Name]>,
): Promise<OutputOf<Contracts[Name]>> {
  const { result, error } = await requestControl<{
    readonly result?: AnswerOf<Contracts[Name]>;
    readonly error?: unknown;
  }>(environment, 'POST', 'call', { function: name, data, as });
  if (!result?.ok) throw new Error(`${name} as ${as} with ${JSON.stringify(data)}: ${JSON.stringify(result ?? error)}`);
  return result.value;
}

/** A version 4 UUID that is always the same for the same text. */
function deriveUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
