import { isEnded, type Membership, type MembershipEvent } from '../../../domain/membership';

/** The deadlines for the owner to decide and for the applicant to pay; `null` for one that does not apply. */
export function deadlines(membership: Membership): { reviewUntilMs: number | null; payUntilMs: number | null } {
  const reviewed = membership.state === 'Applied' || membership.state === 'UnderReview';
  return {
    reviewUntilMs: reviewed ? (membership.reviewUntil?.getTime() ?? null) : null,
    payUntilMs: membership.state === 'Approved' ? (membership.payUntil?.getTime() ?? null) : null,
  };
}

/** Events of the current or, once it has ended, the last round, oldest first. */
export function timelineOf(membership: Membership): { event: MembershipEvent; atMs: number }[] {
  const round = isEnded(membership.state) ? membership.round - 1 : membership.round;
  const history = membership.history.filter((transition) => transition.round === round);
  return history.map(({ event, at }) => ({ event, atMs: at.getTime() }));
}
