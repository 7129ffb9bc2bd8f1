import type { getEarnings as contract } from '../../contracts/getEarnings';
import { holdOf, isOwnedBy } from '../../domain/group';
import { noFigures, sumOf, type Figures } from '../../domain/ledger';
import { moneyTermsOf } from '../../domain/money';
import { shownLine } from '../../domain/text';
import { daysOfMonth } from '../../domain/time';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import type { BookedDay, GroupWithClosedDay, Settings, LedgerStore } from '../_shared/ports';

export const getEarnings: Operation<typeof contract, LedgerStore> = async ({ ports, caller }, { month, groupId }) => {
  const { first, last } = daysOfMonth(month);
  const managed = await ports.store.groupsWithClosedDay(caller.openid, first);
  const asked = groupId === undefined ? managed : managed.filter(({ group }) => group._id === groupId);
  if (groupId !== undefined && asked.length === 0) return refuse('GroupNotFound');
  const own = asked.filter(({ group }) => isOwnedBy(group, caller.openid));
  if (asked.length > 0 && own.length === 0) return refuse('NotAllowed', 'What a group earns is for its owner to see.');
  const spans = own.map(({ group, closed }) => ({ groupId: group._id, after: closed?.day ?? '' }));
  const booked = spans.length === 0 ? [] : await ports.store.bookedDays(spans, first, last);
  const groups = own.map((each) => groupStatement(each, booked, ports.settings));
  const owedBy = (rows: readonly { owedAfterFen: number }[]): number =>
    rows.reduce((sum, { owedAfterFen }) => sum + owedAfterFen, 0);
  // An amount that the owner owes is not frozen.
  const frozen = groups.filter(({ groupHold, owedAfterFen }) => groupHold !== null && owedAfterFen > 0);
  const total = { ...sumOf(groups), owedAfterFen: owedBy(groups), frozenFen: owedBy(frozen) };
  return answer({ month, total, groups, days: daysOf(booked) });
};

/** The amount owed is that of the last closed day before the month plus all postings since. */
function groupStatement({ group, closed }: GroupWithClosedDay, booked: readonly BookedDay[], settings: Settings) {
  const { commissionPermyriad, ownMerchant } = moneyTermsOf(group, settings);
  const own = booked.filter((row) => row.groupId === group._id);
  const figures = sumOf(own.filter(({ day }) => day !== null));
  const sinceClosed = sumOf(own).owedFen;
  return {
    groupId: group._id,
    name: shownLine(group.name),
    ...figures,
    owedAfterFen: (closed?.owedAfterFen ?? 0) + sinceClosed,
    groupHold: holdOf(group),
    commissionPermyriad,
    ownMerchant,
  };
}

function daysOf(booked: readonly BookedDay[]): ({ day: string } & Figures)[] {
  const days = new Map<string, Figures>();
  for (const { day, groupId: _group, ...figures } of booked) {
    if (day !== null) days.set(day, sumOf([days.get(day) ?? noFigures, figures]));
  }
  return [...days].map(([day, figures]) => ({ day, ...figures })).sort((a, b) => (a.day < b.day ? 1 : -1));
}
