import type { approveMember as contract } from '../../contracts/approveMember';
import { approveMembership, rejectMembership, type Membership } from '../../domain/membership';
import type { Group } from '../../domain/group';
import { backsMembership, type Order } from '../../domain/order';
import { secureSeat } from '../_shared/workflows/approval';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import type { Ports } from '../_shared/ports';
import { refundRemaining } from '../_shared/workflows/refund';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

export const approveMember: Operation<typeof contract> = async ({ ports, caller }, input) => {
  const found = await ports.store.application(input.membershipId);
  // An application to somebody else's group is as absent as none.
  if (!found?.group.managers.includes(caller.openid)) return refuse('ApplicationNotFound');
  const { membership, order, group } = found;
  const waits = membership.state === 'Applied' || (membership.state === 'UnderReview' && order);
  if (membership.round !== input.round || !waits) return repeated(membership, input);
  if (membership.reviewUntil && membership.reviewUntil <= ports.clock.now()) return refuse('ReviewTimedOut');
  if (input.decision === 'reject') return reject(ports, membership, order, input.reason);
  return order ? approve(ports, membership, order) : approveUnpaid(ports, membership, group);
};

/** The same decision again is fine; another one comes too late. */
function repeated(membership: Membership, input: { decision: 'approve' | 'reject'; round: number }): Answer {
  const history = membership.history.filter((transition) => transition.round === input.round);
  const decision = history
    .filter((transition) => transition.event === 'approved' || transition.event === 'rejected')
    .at(-1);
  if (input.decision === 'approve' && (decision?.to === 'Admitted' || decision?.to === 'Approved'))
    return answer({ membershipState: decision.to });
  if (input.decision === 'reject' && decision?.to === 'Rejected') return answer({ membershipState: decision.to });
  return refuse(!decision && history.at(-1)?.event === 'timedOut' ? 'ReviewTimedOut' : 'AlreadyDecided');
}

async function approve(ports: Ports, membership: Membership, order: Order): Promise<Answer> {
  // Nobody holds a ticket without money behind it; whoever takes the money back must move the membership first, and then ours is not written.
  if (!backsMembership(order)) return refuse('AlreadyDecided');
  const after = approveMembership(membership, 'owner', ports.clock.now(), false);
  if (!after || !(await ports.store.saveMembership(membership, after))) return refuse('AlreadyDecided');
  return answer({ membershipState: 'Admitted' });
}

/** The membership moves first, then its seat is taken; should others be faster, it is an application again. */
async function approveUnpaid(ports: Ports, membership: Membership, group: Group): Promise<Answer> {
  const now = ports.clock.now();
  if (group.state !== 'Listed') return refuse('GroupPaused');
  if (group.qrValidUntil === null || group.qrValidUntil <= now) return refuse('NoValidQr');
  if (group.seatsLeft !== null && group.seatsLeft <= 0) return refuse('GroupFull');
  const after = approveMembership(membership, 'owner', now, group.capacity !== null);
  if (!after || !(await ports.store.saveMembership(membership, after))) return refuse('AlreadyDecided');
  const secured = await secureSeat(ports, after);
  return secured.state === 'Applied' ? refuse('GroupFull') : answer({ membershipState: 'Approved' });
}

async function reject(ports: Ports, membership: Membership, order: Order | null, reason: string): Promise<Answer> {
  const after = rejectMembership(membership, reason, 'owner', ports.clock.now());
  if (!after || !(await ports.store.saveMembership(membership, after))) return refuse('AlreadyDecided');
  if (order) await refundRemaining(ports, order, { reason: 'rejected', note: reason, actor: 'owner' });
  return answer({ membershipState: 'Rejected' });
}
