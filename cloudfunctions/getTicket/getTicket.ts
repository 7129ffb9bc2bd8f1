import type { AnswerOf } from '../../contracts/contract';
import type { getTicket as contract } from '../../contracts/getTicket';
import { isInside, startQrDeadline, recordShownQr, noValidQrDeadline, type Membership } from '../../domain/membership';
import { membershipIdOf } from '../../domain/ids';
import { shownGroupName, shownNickname } from '../../domain/names';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import type {
  GroupForBuyer,
  Ports,
  GroupStore,
  MembershipStore,
  SecurityEventStore,
  RateLimitStore,
} from '../_shared/ports';
import { findJoinQr, type JoinQr } from '../_shared/workflows/joinQr';

type Answer = AnswerOf<typeof contract>;

export const getTicket: Operation<
  typeof contract,
  GroupStore & MembershipStore & SecurityEventStore & RateLimitStore
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
  const joinQr = await findJoinQr(ports, found.qr);
  return joinQr ? show(ports, found, membership, joinQr) : wait(ports, found, membership);
};

async function show(
  ports: Ports<MembershipStore>,
  found: GroupForBuyer,
  membership: Membership,
  { qr, url }: JoinQr,
): Promise<Answer> {
  const shown = ticket(found, membership, { qrUrl: url, qrExpiresAtMs: qr.expiresAt.getTime(), noValidQrAtMs: null });
  if (membership.shownQrId === qr._id) return shown;
  // Recorded before it is shown, in the document that a refund would have to move first, so nobody can see a QR and
  // still get a refund.
  if (await ports.store.saveMembership(membership, recordShownQr(membership, qr._id, ports.clock.now()))) return shown;
  const current = await ports.store.membership(membership._id);
  if (!current || !isInside(current.state)) return refuse('NotAdmitted');
  return current.shownQrId === qr._id ? shown : refuse('Busy');
}

/** Without a valid QR, a member who has never been shown one is refunded unless the owner adds one in time. */
async function wait(ports: Ports<MembershipStore>, found: GroupForBuyer, membership: Membership): Promise<Answer> {
  const without = (at: Date | null): Answer =>
    ticket(found, membership, { qrUrl: null, qrExpiresAtMs: null, noValidQrAtMs: at?.getTime() ?? null });
  if (membership.state === 'Joined' || membership.shownQrId !== null) return without(null);
  const known = noValidQrDeadline(membership);
  if (known) return without(known);
  const after = startQrDeadline(membership, ports.clock.now());
  return (await ports.store.saveMembership(membership, after)) ? without(noValidQrDeadline(after)) : refuse('Busy');
}

function ticket(
  { group }: GroupForBuyer,
  membership: Membership,
  code: { qrUrl: string | null; qrExpiresAtMs: number | null; noValidQrAtMs: number | null },
): Answer {
  // An admitted or joined member has paid.
  if (membership.orderId === null) return refuse('NotAdmitted');
  const [groupName, ownerName] = [shownGroupName(group.name), shownNickname(group.ownerName)];
  const { orderId, state: membershipState, groupId } = membership;
  return answer({ groupId, groupName, ownerName, orderId, membershipState, ...code });
}
