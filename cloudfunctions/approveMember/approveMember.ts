import type { AnswerOf, ParsedInputOf } from '../../contracts/contract';
import type { approveMember as contract } from '../../contracts/approveMember';
import { newcomerObstacle, withQrs } from '../../domain/buying';
import { approveMembership, rejectMembership, type Membership } from '../../domain/membership';
import { backsMembership, type Order } from '../../domain/order';
import { secureSeat } from '../_shared/workflows/approval';
import { answer, refuse, type Context, type Operation } from '../_shared/runtime/operation';
import type { Application, Ports, GroupStore, MembershipStore } from '../_shared/ports';
import { refundRemaining } from '../_shared/workflows/refund';
import type { RefundStores } from '../_shared/workflows/refundsElsewhere';

type Answer = AnswerOf<typeof contract>;
type Input = ParsedInputOf<typeof contract>;
type Rejection = Extract<Input, { decision: 'reject' }>;

export const approveMember: Operation<typeof contract, GroupStore & RefundStores> = async (
  { ports, caller },
  input,
) => {
  const found = await ports.store.application(input.membershipId, ports.clock.now());
  // An application to somebody else's group must look nonexistent.
  if (!found?.group.managers.includes(caller.openid)) return refuse('ApplicationNotFound');
  if (input.decision === 'reject') return reject({ ports, caller }, found.membership, found.order, input);
  return approve(ports, found, input.round);
};

async function approve(
  ports: Ports<GroupStore & MembershipStore>,
  { membership, order, group, qrs }: Application,
  round: number,
): Promise<Answer> {
  if (group.state === 'Banned') return refuse('GroupBanned');
  if (group.state === 'Suspended') return refuse('GroupSuspended');
  const now = ports.clock.now();
  const limited = group.capacity !== null;
  const decision = approveMembership(membership, { round, limited }, 'owner', now);
  if (decision.kind === 'refused') return refuse(decision.code);
  if (decision.kind === 'noop') return answer({ membershipState: approvedTo(membership, round) });
  if (membership.state === 'Applied') {
    const obstacle = newcomerObstacle(withQrs(group, qrs, now), now);
    if (obstacle) return refuse(obstacle);
  } else if (!order || !backsMembership(order)) {
    // A member must not hold a ticket without a payment behind it. A refund moves the membership first, which makes
    // this write fail.
    return refuse('AlreadyDecided');
  }
  if (!(await ports.store.saveMembership(membership, decision.next))) return refuse('AlreadyDecided');
  if (membership.state !== 'Applied') return answer({ membershipState: 'Admitted' });
  // The membership moves first, then takes its seat; if the last seat is gone by then, it becomes an application again.
  const secured = await secureSeat(ports, decision.next);
  return secured.state === 'Applied' ? refuse('GroupFull') : answer({ membershipState: 'Approved' });
}

/** The state that this round's approval led to, so that repeating the decision returns the same answer. */
function approvedTo(membership: Membership, round: number): 'Admitted' | 'Approved' {
  const approvals = membership.history.filter((line) => line.round === round && line.event === 'approved');
  return approvals.at(-1)?.to === 'Approved' ? 'Approved' : 'Admitted';
}

async function reject(
  { ports, caller }: Context<RefundStores>,
  membership: Membership,
  order: Order | null,
  { round, reason }: Rejection,
): Promise<Answer> {
  const decision = rejectMembership(membership, { round, note: reason }, 'owner', ports.clock.now());
  if (decision.kind === 'refused') return refuse(decision.code);
  if (decision.kind === 'noop') return answer({ membershipState: 'Rejected' });
  const check = await ports.content.check(caller.openid, 2, reason);
  if (check !== 'fine') return refuse(check === 'risky' ? 'TextRefused' : 'CheckUnavailable');
  if (!(await ports.store.saveMembership(membership, decision.next))) return refuse('AlreadyDecided');
  if (order) await refundRemaining(ports, order, { reason: 'rejected', note: reason, actor: 'owner' });
  return answer({ membershipState: 'Rejected' });
}
