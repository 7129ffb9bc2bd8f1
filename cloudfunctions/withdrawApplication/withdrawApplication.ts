import type { AnswerOf } from '../../contracts/contract';
import type { withdrawApplication as contract } from '../../contracts/withdrawApplication';
import { withdraw, type Membership } from '../../domain/membership';
import { membershipIdOf } from '../../domain/ids';
import { activeKeyOf } from '../../domain/order';
import { freeSeatOf } from '../_shared/workflows/approval';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply, type OrderEffectStores } from '../_shared/outbox/orderEffects';
import type { Ports } from '../_shared/ports';
import { retryOnConflict } from '../_shared/workflows/retryOnConflict';
import { closeUnpaid } from '../_shared/workflows/syncPayment';

type Answer = AnswerOf<typeof contract>;

export const withdrawApplication: Operation<typeof contract, OrderEffectStores> = async (
  { ports, caller },
  { groupId },
) => {
  const membershipId = membershipIdOf(ports.hash, caller.openid, groupId);
  const result = await retryOnConflict<Answer>(async () => {
    const membership = await ports.store.membership(membershipId);
    if (!membership) return refuse('ApplicationNotFound');
    const decision = withdraw(membership, ports.clock.now());
    if (decision.kind === 'refused') return refuse(decision.code);
    if (decision.kind === 'noop') return answer({ membershipState: 'Withdrawn' });
    const refusal = await closeOrderOf(ports, membership);
    if (refusal) return refusal;
    if (!(await ports.store.saveMembership(membership, decision.next))) return 'conflict';
    await freeSeatOf(ports, membership);
    return answer({ membershipState: 'Withdrawn' });
  });
  return result === 'conflict' ? refuse('Busy') : result;
};

/** Closes the unpaid order of an approval before the membership ends; `null` if that succeeded or there is none. */
async function closeOrderOf(ports: Ports<OrderEffectStores>, membership: Membership): Promise<Answer | null> {
  if (membership.state !== 'Approved') return null;
  const order = await ports.store.orderByActiveKey(activeKeyOf(membership._id, membership.round));
  if (!order) return null;
  const closing = order.state === 'AwaitingPayment' ? await closeUnpaid(ports, order) : 'AlreadyPaid';
  if (closing === 'closed') return null;
  if (closing === 'AlreadyPaid') await syncPaymentAndApply(ports, { order, membership });
  return refuse(closing);
}
