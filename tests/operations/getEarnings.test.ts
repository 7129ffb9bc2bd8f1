import { describe, expect, it } from 'vitest';
import type { ClosedDay, Posting } from '../../domain/ledger';
import { group, merchant, paymentPosting, refundPosting } from './documents';
import { OperationStack } from './operationStack';
import { describeRefusals } from './refusals';

const november = { month: '2026-11' };
const owned = (stack: OperationStack): OperationStack =>
  stack.given({ groups: [group(), group({ _id: 'g2', managers: ['oBen', 'oOlivia'] })] });

describeRefusals('getEarnings', { as: 'oOlivia', input: november }, {
  GroupNotFound: [
    {
      when: 'the caller does not run the group asked about',
      arrange: (stack) => void owned(stack),
      input: { ...november, groupId: 'g3' },
      calls: ['groupsWithClosedDay'],
    },
  ],
  NotAllowed: [
    {
      when: 'a co-admin asks about the group',
      arrange: (stack) => void owned(stack),
      input: { ...november, groupId: 'g2' },
      calls: ['groupsWithClosedDay'],
      message: 'What a group earns is for its owner to see.',
    },
    {
      when: 'the caller is nothing but a co-admin',
      arrange: (stack) => void owned(stack),
      as: 'oCora',
      calls: ['groupsWithClosedDay'],
      message: 'What a group earns is for its owner to see.',
    },
  ],
}); // oxfmt-ignore

const none = { paidFen: 0, refundedFen: 0, commissionFen: 0, owedFen: 0, payments: 0, refunds: 0 };
const sale = { paidFen: 990, refundedFen: 0, commissionFen: 32, owedFen: 958, payments: 1, refunds: 0 };
const back = { paidFen: 0, refundedFen: 990, commissionFen: -32, owedFen: -958, payments: 0, refunds: 1 };
const soldOn = (day: string, groupId = 'g1'): Posting =>
  paymentPosting({
    _id: `${groupId} ${day}`,
    groupId,
    day,
    lines: [
      { account: `wechatPay:${merchant}`, fen: 990 },
      { account: `owed:${groupId}`, fen: -958 },
      { account: `commission:${groupId}`, fen: -32 },
    ],
  });
const closed = (day: string, owedAfterFen: number): ClosedDay => ({
  ...none,
  _id: `g1:${day}`,
  groupId: 'g1',
  day,
  owedAfterFen,
});
const statement = (over: object = {}) => ({
  groupId: 'g1',
  name: '晨读',
  ...none,
  owedAfterFen: 0,
  groupHold: null,
  commissionPermyriad: 333,
  ownMerchant: false,
  ...over,
});

describe('getEarnings', () => {
  it('getEarnings returns nothing to a person without groups, in one call', async () => {
    const stack = owned(new OperationStack());
    const total = { ...none, owedAfterFen: 0, frozenFen: 0 };
    const value = { month: '2026-11', total, groups: [], days: [] };
    expect(await stack.call('getEarnings', 'oAnn', november)).toEqual({ ok: true, value });
    expect([stack.calls, stack.changes]).toEqual([['groupsWithClosedDay'], {}]);
  });

  it('getEarnings sums up a month day by day, with the amount owed before', async () => {
    const stack = owned(new OperationStack()).given({
      days: [closed('2026-10-30', 100), closed('2026-10-20', 7), closed('2026-11-01', 5000)],
      ledger: [
        soldOn('2026-10-29'),
        soldOn('2026-10-31'),
        soldOn('2026-11-01'),
        soldOn('2026-11-30'),
        refundPosting({ day: '2026-11-30' }),
        soldOn('2026-12-01'),
        soldOn('2026-11-02', 'g2'),
      ],
    });
    const month = { paidFen: 1980, refundedFen: 990, commissionFen: 32, owedFen: 958, payments: 2, refunds: 1 };
    // 30 October was closed with 100; the postings of the 31st and November follow.
    const owedAfterFen = 100 + 958 + 958;
    expect(await stack.call('getEarnings', 'oOlivia', november)).toEqual({
      ok: true,
      value: {
        month: '2026-11',
        total: { ...month, owedAfterFen, frozenFen: 0 },
        groups: [statement({ ...month, owedAfterFen })],
        days: [
          { day: '2026-11-30', ...none, paidFen: 990, refundedFen: 990, payments: 1, refunds: 1 },
          { day: '2026-11-01', ...sale },
        ],
      },
    });
    expect(stack.calls).toEqual(['groupsWithClosedDay', 'bookedDays']);
  });

  it('getEarnings sums up all of an owner’s groups, or one of them', async () => {
    const second = group({ _id: 'g0', name: '夜读', createdAt: new Date(0), subMchId: '1900000200', commissionPermyriad: 0 });
    const stack = new OperationStack().given({
      groups: [group(), second],
      ledger: [soldOn('2026-11-02'), soldOn('2026-11-02', 'g0'), soldOn('2026-11-03', 'g0')],
    });
    const two = { paidFen: 1980, refundedFen: 0, commissionFen: 64, owedFen: 1916, payments: 2, refunds: 0 };
    const own = { commissionPermyriad: 0, ownMerchant: true };
    const other = statement({ groupId: 'g0', name: '夜读', ...two, owedAfterFen: 1916, ...own });
    const all = { paidFen: 2970, refundedFen: 0, commissionFen: 96, owedFen: 2874, payments: 3, refunds: 0 };
    expect(await stack.call('getEarnings', 'oOlivia', november)).toEqual({
      ok: true,
      value: {
        month: '2026-11',
        total: { ...all, owedAfterFen: 2874, frozenFen: 0 },
        groups: [statement({ ...sale, owedAfterFen: 958 }), other],
        days: [
          { day: '2026-11-03', ...sale },
          { day: '2026-11-02', ...two },
        ],
      },
    });
    const one = await stack.call('getEarnings', 'oOlivia', { ...november, groupId: 'g0' });
    expect(one).toMatchObject({ value: { groups: [other], total: { ...two, owedAfterFen: 1916 } } });
    expect(one.ok && one.value.days.map(({ day }) => day)).toEqual(['2026-11-03', '2026-11-02']);
  }); // oxfmt-ignore

  it('getEarnings shows a month that refunded more than it sold', async () => {
    const stack = owned(new OperationStack()).given({
      days: [closed('2026-10-31', 958)],
      ledger: [refundPosting({ day: '2026-11-05' })],
    });
    expect(await stack.call('getEarnings', 'oOlivia', november)).toMatchObject({
      value: { total: { ...back, owedAfterFen: 0 }, days: [{ day: '2026-11-05', ...back }] },
    });
  });

  it.each(['Suspended', 'Banned'] as const)(
    'getEarnings shows what is owed for a group that is %s as frozen, and not what its owner owes',
    async (state) => {
      const held = group({ _id: 'g2', state });
      const inDebt = group({ _id: 'g3', state });
      const stack = new OperationStack().given({
        groups: [group(), held, inDebt],
        ledger: [soldOn('2026-11-02'), soldOn('2026-11-02', 'g2'), refundPosting({ groupId: 'g3', day: '2026-11-05' })],
      });
      expect(await stack.call('getEarnings', 'oOlivia', november)).toMatchObject({
        value: { total: { owedAfterFen: 958, frozenFen: 958 } },
      });
      const one = await stack.call('getEarnings', 'oOlivia', { ...november, groupId: 'g2' });
      expect(one).toMatchObject({
        value: { groups: [{ groupHold: state, owedAfterFen: 958 }], total: { frozenFen: 958 } },
      });
    },
  );
});
