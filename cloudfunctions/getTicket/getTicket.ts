import type { AnswerOf } from '../../contracts/contract';
import type { getTicket as contract } from '../../contracts/getTicket';
import { isInside, recordShownQr, noValidQrDeadline, type Membership } from '../../domain/membership';
import { clockStops, type Group } from '../../domain/group';
import { qrsForMember, retireGroupQr, type PoolQr } from '../../domain/groupQr';
import { nextOf } from '../../domain/transition';
import { membershipIdOf } from '../../domain/ids';
import { shownGroupName, shownNickname } from '../../domain/names';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import type {
  GroupForBuyer,
  Ports,
  GroupQrStore,
  GroupStore,
  MembershipStore,
  SecurityEventStore,
  RateLimitStore,
} from '../_shared/ports';
import { announceGroupQrs } from '../_shared/workflows/groupQrs';
import { findJoinQr, type JoinQr } from '../_shared/workflows/joinQr';

type Answer = AnswerOf<typeof contract>;

export const getTicket: Operation<
  typeof contract,
  GroupStore & GroupQrStore & MembershipStore & SecurityEventStore & RateLimitStore
> = async (context, { groupId }) => {
  const { ports, caller } = context;
  const now = ports.clock.now();
  const found = await ports.store.groupForBuyer(groupId, membershipIdOf(ports.hash, caller.openid, groupId), now);
  const membership = found?.membership;
  // No page leads a stranger here, so repeated attempts are probing.
  if (!found || !membership)
    return refuse((await withinRateLimit(context, 'getTicket')) ? 'NotAdmitted' : 'TooManyAttempts');
  if (membership.state === 'UnderReview') return refuse('UnderReview');
  if (!isInside(membership.state)) return refuse('NotAdmitted');
  if (found.group.state === 'Banned') return refuse('GroupBanned');
  // Members who were shown a QR keep it.
  if (found.group.state === 'Suspended' && membership.shownQrId === null) return refuse('GroupSuspended');
  const candidates = qrsForMember(found.qrs, membership.shownQrId, now);
  const joinQr = await findJoinQr(ports, candidates);
  if (joinQr) return show(ports, found, membership, joinQr);
  const group = candidates.length === 0 ? found.group : await retireImageless(ports, found.group, candidates);
  return wait(group, membership, now);
};

async function show(
  ports: Ports<MembershipStore>,
  found: GroupForBuyer,
  membership: Membership,
  { qr, url }: JoinQr,
): Promise<Answer> {
  const shown = ticket(found.group, membership, {
    qrUrl: url,
    qrExpiresAtMs: qr.expiresAt.getTime(),
    noValidQrAtMs: null,
  });
  if (membership.shownQrId === qr._id) return shown;
  // Recorded before it is shown, in the document that a refund would have to move first, so nobody can see a QR and
  // still get a refund.
  if (await ports.store.saveMembership(membership, recordShownQr(membership, qr, ports.clock.now()))) return shown;
  const current = await ports.store.membership(membership._id);
  if (!current || !isInside(current.state)) return refuse('NotAdmitted');
  return current.shownQrId === qr._id ? shown : refuse('Busy');
}

/** Nobody can be shown a QR whose image is gone, so that it must not count as one. Returns the group afterwards. */
async function retireImageless(
  ports: Ports<GroupStore & GroupQrStore>,
  group: Group,
  qrs: readonly PoolQr[],
): Promise<Group> {
  for (const { _id } of qrs) {
    const qr = await ports.store.groupQr(_id);
    const retired = qr && nextOf(retireGroupQr(qr, ports.clock.now()));
    if (retired) await ports.store.saveGroupQr(qr, retired);
  }
  await announceGroupQrs(ports, group._id);
  return (await ports.store.group(group._id)) ?? group;
}

/** A member who has never been shown a QR is refunded after a day without one. */
function wait(group: Group, membership: Membership, now: Date): Answer {
  const refundAt = noValidQrDeadline(membership, clockStops(group, now), now);
  return ticket(group, membership, { qrUrl: null, qrExpiresAtMs: null, noValidQrAtMs: refundAt?.getTime() ?? null });
}

function ticket(
  group: Group,
  membership: Membership,
  qr: { qrUrl: string | null; qrExpiresAtMs: number | null; noValidQrAtMs: number | null },
): Answer {
  // An admitted or joined member has paid.
  if (membership.orderId === null) return refuse('NotAdmitted');
  const [groupName, ownerName] = [shownGroupName(group.name), shownNickname(group.ownerName)];
  const { orderId, state: membershipState, groupId } = membership;
  return answer({ groupId, groupName, ownerName, orderId, membershipState, ...qr });
}
