import { isEnded, type Entry, type EntryEvent } from '../../domain/entry';

/** Until when somebody has to act on this entry: the owner who reviews it, or its person who pays; `null` where nobody has to. */
export function deadlines(entry: Entry): { reviewUntilMs: number | null; payUntilMs: number | null } {
  const reviewed = entry.state === 'Applied' || entry.state === 'UnderReview';
  return {
    reviewUntilMs: reviewed ? (entry.reviewUntil?.getTime() ?? null) : null,
    payUntilMs: entry.state === 'Approved' ? (entry.payUntil?.getTime() ?? null) : null,
  };
}

/** What has happened in the current, or the last, round, oldest first. */
export function timelineOf(entry: Entry): { event: EntryEvent; atMs: number }[] {
  const round = isEnded(entry.state) ? entry.round - 1 : entry.round;
  const moves = entry.moves.filter((move) => move.round === round);
  return moves.map(({ event, at }) => ({ event, atMs: at.getTime() }));
}
