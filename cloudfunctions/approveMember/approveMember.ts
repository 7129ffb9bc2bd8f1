import type { approveMember as contract } from '../../contracts/approveMember';
import { approved, rejected, type Entry } from '../../domain/entry';
import type { Group } from '../../domain/group';
import { backsEntry, type Order } from '../../domain/order';
import { secureSeat } from '../_shared/approvals';
import { answer, refuse, type Operation } from '../_shared/operation';
import type { Ports } from '../_shared/ports';
import { giveBack } from '../_shared/refund';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

export const approveMember: Operation<typeof contract> = async ({ ports, caller }, input) => {
  const found = await ports.store.application(input.entryId);
  // An application to somebody else's group is as absent as none.
  if (!found?.group.managers.includes(caller.openid)) return refuse('ApplicationNotFound');
  const { entry, order, group } = found;
  const waits = entry.state === 'Applied' || (entry.state === 'UnderReview' && order);
  if (entry.round !== input.round || !waits) return repeated(entry, input);
  if (entry.reviewUntil && entry.reviewUntil <= ports.clock.now()) return refuse('ReviewTimedOut');
  if (input.decision === 'reject') return reject(ports, entry, order, input.reason);
  return order ? approve(ports, entry, order) : approveUnpaid(ports, entry, group);
};

/** The same decision again is fine; another one comes too late. */
function repeated(entry: Entry, input: { decision: 'approve' | 'reject'; round: number }): Answer {
  const moves = entry.moves.filter((move) => move.round === input.round);
  const decision = moves.filter((move) => move.event === 'approved' || move.event === 'rejected').at(-1);
  if (input.decision === 'approve' && (decision?.to === 'Admitted' || decision?.to === 'Approved'))
    return answer({ entryState: decision.to });
  if (input.decision === 'reject' && decision?.to === 'Rejected') return answer({ entryState: decision.to });
  return refuse(!decision && moves.at(-1)?.event === 'timedOut' ? 'ReviewTimedOut' : 'AlreadyDecided');
}

async function approve(ports: Ports, entry: Entry, order: Order): Promise<Answer> {
  // Nobody holds a ticket without money behind it; whoever takes the money back must move the entry first, and then ours is not written.
  if (!backsEntry(order)) return refuse('AlreadyDecided');
  const after = approved(entry, 'owner', ports.clock.now(), false);
  if (!after || !(await ports.store.saveEntry(entry, after))) return refuse('AlreadyDecided');
  return answer({ entryState: 'Admitted' });
}

/** The entry moves first, then its seat is taken; should others be faster, it is an application again. */
async function approveUnpaid(ports: Ports, entry: Entry, group: Group): Promise<Answer> {
  const now = ports.clock.now();
  if (group.state !== 'Listed') return refuse('GroupPaused');
  if (group.codeUntil === null || group.codeUntil <= now) return refuse('NoLiveCode');
  if (group.seatsLeft !== null && group.seatsLeft <= 0) return refuse('GroupFull');
  const after = approved(entry, 'owner', now, group.capacity !== null);
  if (!after || !(await ports.store.saveEntry(entry, after))) return refuse('AlreadyDecided');
  const secured = await secureSeat(ports, after);
  return secured.state === 'Applied' ? refuse('GroupFull') : answer({ entryState: 'Approved' });
}

async function reject(ports: Ports, entry: Entry, order: Order | null, reason: string): Promise<Answer> {
  const after = rejected(entry, reason, 'owner', ports.clock.now());
  if (!after || !(await ports.store.saveEntry(entry, after))) return refuse('AlreadyDecided');
  if (order) await giveBack(ports, order, { reason: 'rejected', note: reason, by: 'owner' });
  return answer({ entryState: 'Rejected' });
}
