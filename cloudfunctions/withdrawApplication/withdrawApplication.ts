import type { withdrawApplication as contract } from '../../contracts/withdrawApplication';
import { withdraw, type Membership } from '../../domain/membership';
import { membershipIdOf } from '../../domain/ids';
import { activeKeyOf } from '../../domain/order';
import { freeSeatOf } from '../_shared/workflows/approval';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { syncPaymentAndApply } from '../_shared/outbox/orderEffects';
import type { Ports } from '../_shared/ports';
import { closeUnpaid } from '../_shared/workflows/syncPayment';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

/** How often the membership may be moved under our hands (a decision taken, a seat made sure of) before we give up. */
const attempts = 3;

export const withdrawApplication: Operation<typeof contract> = async ({ ports, caller }, { groupId }) => {
  const membershipId = membershipIdOf(ports.hash, caller.openid, groupId);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const membership = await ports.store.membership(membershipId);
    const over = membership ? standing(membership) : refuse('ApplicationNotFound');
    if (over || !membership) return over ?? refuse('ApplicationNotFound');
    const refusal = await closeItsOrder(ports, membership);
    if (refusal) return refusal;
    const after = withdraw(membership, ports.clock.now());
    if (after && (await ports.store.saveMembership(membership, after))) {
      await freeSeatOf(ports, membership);
      return answer({ membershipState: 'Withdrawn' });
    }
  }
  return refuse('Busy');
};

/** `null`: it waits, and can be withdrawn. */
function standing(membership: Membership): Answer | null {
  switch (membership.state) {
    case 'Applied':
    case 'Approved':
      return null;
    case 'Withdrawn':
      return answer({ membershipState: 'Withdrawn' });
    case 'UnderReview':
    case 'Admitted':
    case 'Joined':
      return refuse('AlreadyPaid');
    default:
      return refuse('ApplicationNotFound');
  }
}

/** The unpaid order of an approval is closed before the membership ends; `null` where that is done, or there is none. */
async function closeItsOrder(ports: Ports, membership: Membership): Promise<Answer | null> {
  if (membership.state !== 'Approved') return null;
  const order = await ports.store.orderByActiveKey(activeKeyOf(membership._id, membership.round));
  if (!order) return null;
  const closing = order.state === 'AwaitingPayment' ? await closeUnpaid(ports, order) : 'paid';
  switch (closing) {
    case 'closed':
      return null;
    case 'paid':
      await syncPaymentAndApply(ports, { order, membership });
      return refuse('AlreadyPaid');
    case 'paying':
      return refuse('PaymentInProgress');
    case 'unknown':
      return refuse('PaymentUnavailable');
    case 'busy':
      return refuse('Busy');
  }
}
