import type { withdrawApplication as contract } from '../../contracts/withdrawApplication';
import { withdrawn, type Entry } from '../../domain/entry';
import { entryIdOf } from '../../domain/ids';
import { slotOf } from '../../domain/order';
import { freeSeatOf } from '../_shared/approvals';
import { answer, refuse, type Operation } from '../_shared/operation';
import { settleAndFollow } from '../_shared/orderTodos';
import type { Ports } from '../_shared/ports';
import { closeUnpaid } from '../_shared/settle';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

/** How often the entry may be moved under our hands (a decision taken, a seat made sure of) before we give up. */
const attempts = 3;

export const withdrawApplication: Operation<typeof contract> = async ({ ports, caller }, { groupId }) => {
  const entryId = entryIdOf(ports.hash, caller.openid, groupId);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const entry = await ports.store.entry(entryId);
    const over = entry ? standing(entry) : refuse('ApplicationNotFound');
    if (over || !entry) return over ?? refuse('ApplicationNotFound');
    const refusal = await closeItsOrder(ports, entry);
    if (refusal) return refusal;
    const after = withdrawn(entry, ports.clock.now());
    if (after && (await ports.store.saveEntry(entry, after))) {
      await freeSeatOf(ports, entry);
      return answer({ entryState: 'Withdrawn' });
    }
  }
  return refuse('Busy');
};

/** `null`: it waits, and can be withdrawn. */
function standing(entry: Entry): Answer | null {
  switch (entry.state) {
    case 'Applied':
    case 'Approved':
      return null;
    case 'Withdrawn':
      return answer({ entryState: 'Withdrawn' });
    case 'UnderReview':
    case 'Admitted':
    case 'Joined':
      return refuse('AlreadyPaid');
    default:
      return refuse('ApplicationNotFound');
  }
}

/** The unpaid order of an approval is closed before the entry ends; `null` where that is done, or there is none. */
async function closeItsOrder(ports: Ports, entry: Entry): Promise<Answer | null> {
  if (entry.state !== 'Approved') return null;
  const order = await ports.store.orderInSlot(slotOf(entry._id, entry.round));
  if (!order) return null;
  const closing = order.state === 'AwaitingPayment' ? await closeUnpaid(ports, order) : 'paid';
  switch (closing) {
    case 'closed':
      return null;
    case 'paid':
      await settleAndFollow(ports, { order, entry });
      return refuse('AlreadyPaid');
    case 'paying':
      return refuse('PaymentInProgress');
    case 'unknown':
      return refuse('PaymentUnavailable');
    case 'busy':
      return refuse('Busy');
  }
}
