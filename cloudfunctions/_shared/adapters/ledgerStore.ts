import type { ClosedDay, Figures, Posting } from '../../../domain/ledger';
import type { GroupWithClosedDay, BookedDay, GroupDay, LedgerStore } from '../ports';
import { add, first } from './documents';
import { beyond, both } from './lists';
import { command, database, type Fields } from './sdk';

/** CloudBase answers an aggregate with at most this many rows (docs/platform.md, Cloud database). */
const mostRows = 10_000;

/** @throws where there may be more than were answered: a sum that lacks rows is worse than none */
function whole<Row>(list: readonly unknown[], limit = mostRows): readonly Row[] {
  if (list.length >= limit) throw new Error(`an aggregate came to its limit of ${limit} rows`);
  return list as Row[];
}

const onAccount = (name: string): Fields => ({
  $eq: [{ $arrayElemAt: [{ $split: ['$lines.account', ':'] }, 0] }, name],
});
/** The line that moved the money itself: at WeChat Pay, or by hand. */
const onMoney = { $or: [onAccount('wechatPay'), onAccount('byHand')] };
const posted = (kind: 'payment' | 'refund'): Fields => ({ $and: [{ $eq: ['$kind', kind] }, onMoney] });
const sumWhere = (condition: Fields, value: unknown): Fields => ({ $sum: { $cond: [condition, value, 0] } });
const negated = { $multiply: ['$lines.fen', -1] };

/** The totals of postings whose lines are unwound. */
const figures: { readonly [Name in keyof Figures]: Fields } = {
  paidFen: sumWhere(posted('payment'), '$lines.fen'),
  refundedFen: sumWhere(posted('refund'), negated),
  commissionFen: sumWhere(onAccount('commission'), negated),
  owedFen: sumWhere(onAccount('owed'), negated),
  payments: sumWhere(posted('payment'), 1),
  refunds: sumWhere(posted('refund'), 1),
};

/** More groups than one person ever ran; each is a range of its own in `bookedDays`. */
const mostGroups = 500;

const groupsWithClosedDay: LedgerStore['groupsWithClosedDay'] = async (openid, before) => {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ managers: openid })
    .sort({ createdAt: -1 })
    .limit(mostGroups)
    .project({ state: 1, name: 1, managers: 1, subMchId: 1, commissionPermyriad: 1 })
    .lookup(lastClosedDay(before, 'closed'))
    .end();
  type Row = GroupWithClosedDay['group'] & { closed: ClosedDay[] };
  return whole<Row>(list, mostGroups).map(({ closed, ...group }) => ({ group, closed: first(closed) }));
};

const lastClosedDay = (before: string, as: string): Fields => ({
  from: 'days',
  let: { group: '$_id' },
  pipeline: [
    { $match: { $expr: { $eq: ['$groupId', '$$group'] }, day: { $lt: before } } },
    { $sort: { day: -1 } },
    { $limit: 1 },
  ],
  as,
});

const bookedDays: LedgerStore['bookedDays'] = async (spans, firstDay, lastDay) => {
  const span = ({ groupId, after }: (typeof spans)[number]): Fields =>
    command.and([{ groupId }, { day: command.gt(after) }, { day: command.lte(lastDay) }]);
  const { list } = await database
    .collection('ledger')
    .aggregate()
    .match(command.or(spans.map(span)))
    .unwind('$lines')
    .group({
      _id: { groupId: '$groupId', day: { $cond: [{ $lt: ['$day', firstDay] }, null, '$day'] } },
      ...figures,
    })
    .limit(mostRows)
    .end();
  type Row = Figures & { _id: Pick<BookedDay, 'groupId' | 'day'> };
  return whole<Row>(list).map(({ _id, ...sums }) => ({ ..._id, ...sums }));
};

export const ledgerStore: LedgerStore = {
  addPosting: (posting) => add('ledger', posting),
  async postingsById(ids) {
    const found = database.collection('ledger').where({ _id: command.in(ids) });
    return (await found.limit(ids.length).get()).data as Posting[];
  },
  async postingsOfMerchant(subMchId, from, until, after, limit) {
    const booked = command.and([{ subMchId }, { at: command.gte(from) }, { at: command.lt(until) }]);
    const { list } = await database
      .collection('ledger')
      .aggregate()
      .match(both(booked, beyond('at', after, true, true)))
      .sort({ at: 1, _id: 1 })
      .limit(limit)
      .end();
    return list as Posting[];
  },
  async merchantsBookedOn(days) {
    const { list } = await database
      .collection('ledger')
      .aggregate()
      .match({ day: command.in(days) })
      .group({ _id: '$subMchId' })
      .limit(mostRows)
      .end();
    return whole<{ _id: string }>(list).map(({ _id }) => _id);
  },
  groupsWithClosedDay,
  bookedDays,
  async latestClosedDay() {
    const { data } = await database.collection('days').orderBy('day', 'desc').limit(1).get();
    return first(data as ClosedDay[])?.day ?? null;
  },
  async nextBookedDay(from) {
    const { data } = await database
      .collection('ledger')
      .where({ day: command.gte(from) })
      .orderBy('day', 'asc')
      .limit(1)
      .get();
    return first(data as Posting[])?.day ?? null;
  },
  async groupsBookedOn(day, afterGroupId, limit) {
    const { list } = await database
      .collection('ledger')
      .aggregate()
      .match({ day, groupId: command.gt(afterGroupId) })
      .unwind('$lines')
      .group({ _id: '$groupId', ...figures })
      .sort({ _id: 1 })
      .limit(limit)
      .lookup(lastClosedDay(day, 'before'))
      .end();
    type Row = Figures & { _id: string; before: ClosedDay[] };
    return (list as Row[]).map(({ _id, before, ...sums }): GroupDay => ({
      groupId: _id,
      ...sums,
      before: first(before),
    }));
  },
  async putClosedDay({ _id, ...day }) {
    await database.collection('days').doc(_id).set({ data: day });
  },
};
