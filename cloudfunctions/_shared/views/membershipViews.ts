import { isEnded, type Membership, type MembershipEvent } from '../../../domain/membership';

/** The deadlines of this membership: the owner's to review it, and its person's to begin paying; `null` where nobody has to act. */
export function deadlines(membership: Membership): { reviewUntilMs: number | null; payUntilMs: number | null } {
  const reviewed = membership.state === 'Applied' || membership.state === 'UnderReview';
  return {
    reviewUntilMs: reviewed ? (membership.reviewUntil?.getTime() ?? null) : null,
    payUntilMs: membership.state === 'Approved' ? (membership.payUntil?.getTime() ?? null) : null,
  };
}

/** The history of the current or last round, oldest first. */
export function timelineOf(membership: Membership): { event: MembershipEvent; atMs: number }[] {
  const round = isEnded(membership.state) ? membership.round - 1 : membership.round;
  const history = membership.history.filter((transition) => transition.round === round);
  return history.map(({ event, at }) => ({ event, atMs: at.getTime() }));
}
