import { createHash } from 'node:crypto';
import type { AnswerOf, Contracts, FunctionName, InputOf, OutputOf } from '../../contracts';
import { listings } from './groups';
import { everybody, owners } from './people';
import type { SeedAction } from './history';
import { requestControl, type SeedTarget } from './target';

/** An order that still waits for its payment when the past is over; the sweep closes it a quarter of an hour later. */
export async function beginWithoutPaying(target: SeedTarget): Promise<void> {
  await begin(target, 'buyer-23', 'g-phone-photo');
}

/** Adam looks at the groups that wait, and returns one to its owner. */
export async function returnsOne(target: SeedTarget): Promise<void> {
  const { groups } = await call(target, 'adam', 'adminGroups', { lookup: 'state', state: 'PendingReview' });
  const group = groups.find(({ groupId }) => groupId === 'g-old-songs');
  if (!group) throw new Error('g-old-songs does not wait');
  const reason = '介绍里说“不录音外传”，群公告里也请写上；另外请说明停一周时怎么补。改好再提交就行。';
  await call(target, 'adam', 'moderateGroup', { groupId: group.groupId, rev: group.rev, decision: 'return', reason });
}

/** Does what a person did, the way they would: through the functions and WeChat Pay's sheet. @throws when it is refused */
export async function act(target: SeedTarget, action: SeedAction): Promise<void> {
  const { kind, person, groupId } = action;
  switch (kind) {
    case 'buys': {
      const { orderId } = await begin(target, person, groupId);
      await requestControl(target, 'POST', 'pay/confirm', { outTradeNo: orderId, as: person });
      return;
    }
    case 'givesUp': {
      const { orderId } = await begin(target, person, groupId);
      await call(target, person, 'cancelOrder', { orderId });
      return;
    }
    case 'walksAway':
      await begin(target, person, groupId);
      return;
    case 'applies': {
      const { message, contact } = action;
      await call(target, person, 'applyToGroup', { groupId, message, ...(contact === undefined ? {} : { contact }) });
      return;
    }
    case 'withdraws':
      await call(target, person, 'withdrawApplication', { groupId });
      return;
    case 'admits':
      return decide(target, action, { decision: 'approve' });
    case 'rejects':
      if (action.refundFails) await requestControl(target, 'POST', 'pay/next', { fate: 'refundFails' });
      return decide(target, action, { decision: 'reject', reason: action.reason });
  }
}

function begin(target: SeedTarget, person: string, groupId: string): Promise<OutputOf<Contracts['createOrder']>> {
  return call(target, person, 'createOrder', { idempotencyKey: idempotencyKeyOf(`${person} ${groupId}`), groupId });
}

type Decision = { readonly decision: 'approve' } | { readonly decision: 'reject'; readonly reason: string };

/** The owner finds the applicant in the list, as on their page, and decides. */
async function decide(target: SeedTarget, { person, groupId }: SeedAction, decision: Decision): Promise<void> {
  const owner = owners[listings.find(({ id }) => id === groupId)?.owner ?? 'olivia'].name;
  const { applications } = await call(target, owner, 'listApplications', { filter: 'waiting', groupId });
  const nickname = everybody.find(({ name }) => name === person)?.nickname;
  const application = applications.find((each) => each.nickname === nickname);
  if (!application) throw new Error(`${person} does not wait for ${owner}`);
  const { membershipId, round } = application;
  await call(target, owner, 'approveMember', { membershipId, round, ...decision });
}

async function call<Name extends FunctionName>(
  target: SeedTarget,
  as: string,
  name: Name,
  data: InputOf<Contracts[Name]>,
): Promise<OutputOf<Contracts[Name]>> {
  const { result, error } = await requestControl<{
    readonly result?: AnswerOf<Contracts[Name]>;
    readonly error?: unknown;
  }>(target, 'POST', 'call', { function: name, data, as });
  if (!result?.ok) throw new Error(`${name} as ${as} with ${JSON.stringify(data)}: ${JSON.stringify(result ?? error)}`);
  return result.value;
}

/** A version 4 UUID that is always the same for the same text. */
function idempotencyKeyOf(text: string): string {
  const hex = createHash('sha256').update(`request ${text}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
