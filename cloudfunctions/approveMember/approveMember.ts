import type { approveMember as contract } from '../../contracts/approveMember';
import { approved, rejected, type Entry } from '../../domain/entry';
import type { Order } from '../../domain/order';
import { answer, refuse, type Operation } from '../_shared/operation';
import type { Ports } from '../_shared/ports';
import { giveBack } from '../_shared/refund';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

export const approveMember: Operation<typeof contract> = async ({ ports, caller }, input) => {
  const found = await ports.store.application(input.entryId);
  // An application to somebody else's group is as absent as none.
  if (!found?.group.managers.includes(caller.openid)) return refuse('ApplicationNotFound');
  const { entry, order } = found;
  if (entry.round !== input.round || entry.state !== 'UnderReview' || !order) return repeated(entry, input);
  if (entry.reviewUntil && entry.reviewUntil <= ports.clock.now()) return refuse('ReviewTimedOut');
  return input.decision === 'approve' ? approve(ports, entry, order) : reject(ports, entry, order, input.reason);
};

/** The same decision again is fine; another one comes too late. */
function repeated(entry: Entry, input: { decision: 'approve' | 'reject'; round: number }): Answer {
  const last = entry.moves.filter((move) => move.round === input.round).at(-1)?.event;
  if (input.decision === 'approve' && last === 'approved') return answer({ entryState: 'Admitted' });
  if (input.decision === 'reject' && last === 'rejected') return answer({ entryState: 'Rejected' });
  return refuse(last === 'timedOut' ? 'ReviewTimedOut' : 'AlreadyDecided');
}

async function approve(ports: Ports, entry: Entry, order: Order): Promise<Answer> {
  // Nobody holds a ticket without money behind it; whoever takes the money back must move the entry first, and then ours is not written.
  if (order.state !== 'Paid') return refuse('AlreadyDecided');
  const after = approved(entry, 'owner', ports.clock.now());
  if (!after || !(await ports.store.saveEntry(entry, after))) return refuse('AlreadyDecided');
  return answer({ entryState: 'Admitted' });
}

async function reject(ports: Ports, entry: Entry, order: Order, reason: string): Promise<Answer> {
  const after = rejected(entry, reason, 'owner', ports.clock.now());
  if (!after || !(await ports.store.saveEntry(entry, after))) return refuse('AlreadyDecided');
  await giveBack(ports, order, { reason: 'rejected', note: reason, by: 'owner' });
  return answer({ entryState: 'Rejected' });
}
