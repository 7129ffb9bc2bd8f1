import type { Entry } from '../../domain/entry';

/** Until when somebody has to act on this entry: the owner who reviews it, or its person who pays; `null` where nobody has to. */
export function deadlines(entry: Entry): { reviewUntilMs: number | null; payUntilMs: number | null } {
  const reviewed = entry.state === 'Applied' || entry.state === 'UnderReview';
  return {
    reviewUntilMs: reviewed ? (entry.reviewUntil?.getTime() ?? null) : null,
    payUntilMs: entry.state === 'Approved' ? (entry.payUntil?.getTime() ?? null) : null,
  };
}
