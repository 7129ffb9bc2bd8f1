import type { ClosedDay, Figures } from '../../../domain/ledger';
import type { BookedDay, GroupWithClosedDay, Store } from '../ports';
import { first } from './documents';
import { command, database, type Fields } from './sdk';

/** CloudBase answers an aggregate with at most this many rows (PROTOCOL §3). */
const mostRows = 10_000;

/** @throws where there may be more than were answered: a sum that lacks rows is worse than none */
function whole<Row>(list: readonly unknown[]): readonly Row[] {
  if (list.length >= mostRows) throw new Error(`an aggregate came to its limit of ${mostRows} rows`);
  return list as Row[];
}

const onAccount = (name: string): Fields => ({
  $eq: [{ $arrayElemAt: [{ $split: ['$lines.account', ':'] }, 0] }, name],
});
const posted = (kind: 'payment' | 'refund'): Fields => ({ $and: [{ $eq: ['$kind', kind] }, onAccount('wechatPay')] });
const sumWhere = (condition: Fields, value: unknown): Fields => ({ $sum: { $cond: [condition, value, 0] } });
const negated = { $multiply: ['$lines.fen', -1] };

/** What postings come to, once their lines are unwound. */
const figures: { readonly [Name in keyof Figures]: Fields } = {
  paidFen: sumWhere(posted('payment'), '$lines.fen'),
  refundedFen: sumWhere(posted('refund'), negated),
  commissionFen: sumWhere(onAccount('commission'), negated),
  owedFen: sumWhere(onAccount('owed'), negated),
  payments: sumWhere(posted('payment'), 1),
  refunds: sumWhere(posted('refund'), 1),
};

/** More groups than one person runs. */
const mostGroups = 200;

export const groupsWithClosedDay: Store['groupsWithClosedDay'] = async (openid, before) => {
  const { list } = await database
    .collection('groups')
    .aggregate()
    .match({ managers: openid })
    .sort({ createdAt: -1 })
    .limit(mostGroups)
    .project({ name: 1, managers: 1, subMchId: 1, commissionPermyriad: 1 })
    .lookup(lastClosedDay(before))
    .end();
  type Row = GroupWithClosedDay['group'] & { closed: ClosedDay[] };
  return (list as Row[]).map(({ closed, ...group }) => ({ group, closed: first(closed) }));
};

const lastClosedDay = (before: string): Fields => ({
  from: 'days',
  let: { group: '$_id' },
  pipeline: [
    { $match: { $expr: { $eq: ['$groupId', '$$group'] }, day: { $lt: before } } },
    { $sort: { day: -1 } },
    { $limit: 1 },
  ],
  as: 'closed',
});

export const bookedDays: Store['bookedDays'] = async (spans, firstDay, lastDay) => {
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
