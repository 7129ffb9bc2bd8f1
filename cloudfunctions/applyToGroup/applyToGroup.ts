import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import type { applyToGroup as contract } from '../../contracts/applyToGroup';
import { applyForMembership, currentApproval, type Membership } from '../../domain/membership';
import { isHidden } from '../../domain/group';
import { nextOf } from '../../domain/transition';
import { membershipIdOf } from '../../domain/ids';
import { endApproval } from '../_shared/workflows/approval';
import { deadlines } from '../_shared/views/membershipViews';
import { buyingObstacle, waitUntil } from '../../domain/buying';
import { answer, refuse, refuseUntil, type Context, type Operation } from '../_shared/runtime/operation';
import type { GroupForBuyer, RateLimitStore, MembershipStore, SecurityEventStore } from '../_shared/ports';
import { checkAndEncrypt } from '../_shared/workflows/applicationMessage';
import type { OrderEffectStores } from '../_shared/outbox/orderEffects';

type Answer = AnswerOf<typeof contract>;
type Input = ParsedInputOf<typeof contract>;

export const applyToGroup: Operation<typeof contract, OrderEffectStores & RateLimitStore> = async (context, input) => {
  const { ports, caller } = context;
  const membershipId = membershipIdOf(ports.hash, caller.openid, input.groupId);
  const read = (): Promise<GroupForBuyer | null> =>
    ports.store.groupForBuyer(input.groupId, membershipId, ports.clock.now());
  let found = await read();
  const approved = found?.membership?.state === 'Approved' ? found.membership : null;
  if (approved && !currentApproval(approved, ports.clock.now())) {
    // The approval has timed out and no sweep has ended it yet.
    await endApproval(ports, approved);
    found = await read();
  }
  if (!found) return refuse('GroupNotFound');
  return describe(found.membership) ?? refusal(found, context) ?? apply(context, input, found, membershipId);
};

/** The pending application; `null` if there is none. */
function describe(membership: Membership | null): Answer | null {
  if (membership?.state !== 'Applied' && membership?.state !== 'Approved') return null;
  return answer({ membershipState: membership.state, ...deadlines(membership) });
}

function refusal(found: GroupForBuyer, { ports, caller }: Context): Answer | null {
  const { group, liveOrder, membership } = found;
  if (isHidden(group)) {
    if (group.managers.includes(caller.openid)) return refuse('OwnGroup');
    return refuse(group.state === 'Banned' && (membership || liveOrder) ? 'GroupBanned' : 'GroupNotFound');
  }
  const now = ports.clock.now();
  const obstacle = buyingObstacle(found, caller.openid, now);
  const until = waitUntil(found, obstacle, now);
  if (obstacle === 'RefundedTooOften' && until) return refuseUntil(obstacle, until);
  switch (obstacle) {
    case null:
    case 'ApplyFirst':
    case 'Applied':
    // Orders lapse only where no application is asked for, which is what is answered below.
    case 'OrdersLapsed':
      break;
    default:
      return refuse(obstacle);
  }
  if (group.admission !== 'reviewThenPay') return refuse('NotByApplication');
  return liveOrder ? refuse('PaymentInProgress') : null;
}

async function apply(
  context: Context<MembershipStore & SecurityEventStore & RateLimitStore>,
  input: Input,
  found: GroupForBuyer,
  membershipId: string,
): Promise<Answer> {
  const { ports, caller } = context;
  const { membership, group } = found;
  const text = { message: input.message, contact: input.contact ?? '' };
  const encryptedMessage = await checkAndEncrypt(context, membershipId, membership?.round ?? 1, text);
  if (typeof encryptedMessage !== 'string') return encryptedMessage;
  const { _id: groupId, reviewHours } = group;
  const application = { membershipId, groupId, openid: caller.openid, reviewHours, encryptedMessage };
  const decision = applyForMembership(membership, application, ports.clock.now());
  if (decision.kind === 'refused') return refuse(decision.code);
  const { store } = ports;
  const after = nextOf(decision);
  const written = after && (await (membership ? store.saveMembership(membership, after) : store.addMembership(after)));
  // A failed write means the membership changed meanwhile: the same person on another phone, or a payment.
  return describe(written ? after : await store.membership(membershipId)) ?? refuse('Busy');
}
