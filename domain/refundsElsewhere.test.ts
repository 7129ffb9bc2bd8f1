import { describe, expect, it } from 'vitest';
import { contradictionsOf, confirmRefundedPayment, findRefundsElsewhere, recordRefunds } from './refundsElsewhere';
import { refundableFen, startRefund, type Order } from './order';
import type { ListedRefund, Refund } from './refund';
import { nextOf } from './transition';
import { hourMs } from './time';

const now = new Date('2026-11-22T10:00:00Z');
const earlier = new Date(now.getTime() - hourMs);
const live = 'm1#1';

const order = (over: Partial<Order> = {}): Order =>
  ({
    _id: 'o1',
    rev: 5,
    membershipId: 'm1',
    round: 1,
    state: 'Paid',
    priceFen: 990,
    refundedFen: 0,
    activeKey: live,
    seatId: 'o1',
    terms: { commissionPermyriad: 333 },
    paidAt: earlier,
    createdAt: earlier,
    refunds: [],
    history: [],
    effects: [],
    ...over,
  }) as unknown as Order;
const row = (over: Partial<Refund> = {}): Refund => ({
  no: 'o1-R1',
  fen: 990,
  commissionFen: 0,
  state: 'Failed',
  reason: 'byBuyer',
  note: '',
  idempotencyKey: null,
  requestedAt: earlier,
  endedAt: null,
  ...over,
});
const listed = (over: Partial<ListedRefund> = {}): ListedRefund => ({
  outRefundNo: 'desk-1',
  refundId: '501',
  status: 'SUCCESS',
  fen: 990,
  succeededAt: earlier,
  ...over,
});
const ours = (over: Partial<ListedRefund> = {}): ListedRefund =>
  listed({ outRefundNo: 'o1-R1', refundId: '500', ...over });
const record = (before: Order, ...list: readonly ListedRefund[]): Order => nextOf(recordRefunds(before, list, now))!;
const kinds = ({ effects }: Order): string[] => effects.map(({ kind }) => kind).sort();
const short = ({ refunds }: Order) => refunds.map(({ no, fen, state }) => `${no} ${fen} ${state}`);
const events = ({ history }: Order) => history.map(({ event }) => event);

describe('findRefundsElsewhere', () => {
  it('A listed refund under a number of ours is not one made elsewhere', () => {
    expect(findRefundsElsewhere(order({ refunds: [row()] }), [ours()])).toEqual([]);
  });

  it('A listed refund that was recorded before is not found again, whatever its number', () => {
    const known = record(order(), listed({ fen: 300 }));
    expect(findRefundsElsewhere(known, [listed({ fen: 300, outRefundNo: 'another' })])).toEqual([]);
  });

  it('A refund that WeChat Pay closed moved no money and is not recorded', () => {
    expect(findRefundsElsewhere(order(), [listed({ status: 'REFUNDCLOSE' })])).toEqual([]);
  });

  it('A refund that is listed twice is found once', () => {
    expect(findRefundsElsewhere(order(), [listed(), listed()])).toEqual([listed()]);
  });
});

describe('recordRefunds', () => {
  it('A part refunded elsewhere leaves the order Paid with its membership, in one write', () => {
    const next = record(order(), listed({ fen: 300 }));
    expect(next).toMatchObject({ state: 'Paid', refundedFen: 300, activeKey: live, rev: 6 });
    expect(events(next)).toEqual(['refundFound', 'partialRefundConfirmed']);
    expect(next.refunds).toEqual([
      row({
        no: 'o1-D501',
        fen: 300,
        commissionFen: 10,
        state: 'Succeeded',
        reason: 'byMerchant',
        endedAt: earlier,
        elsewhere: { refundId: '501', outRefundNo: 'desk-1', withoutMembership: false },
      }),
    ]);
    expect(kinds(next)).toEqual(['postRefund']);
    expect(refundableFen(next)).toBe(690);
  });

  it('The rest of a payment can be refunded after a part went back elsewhere', () => {
    const next = nextOf(startRefund(record(order(), listed({ fen: 300 })), { reason: 'byOperator', note: '', actor: 'operator' }, now));
    expect(next).toMatchObject({ state: 'Refunding', activeKey: 'o1', refunds: [{ fen: 300 }, { fen: 690 }] });
  }); // oxfmt-ignore

  it('The whole refunded elsewhere ends what the order backs and frees its seat', () => {
    const next = record(order({ effects: [{ kind: 'admit', at: now, attempts: 0 }] }), listed());
    expect(next).toMatchObject({ state: 'Refunded', refundedFen: 990, activeKey: 'o1' });
    expect(next.refunds).toMatchObject([{ elsewhere: { withoutMembership: false } }]);
    expect(kinds(next)).toEqual(['freeSeat', 'postRefund']);
  });

  it('Several parts refunded elsewhere count as the whole once nothing is left', () => {
    const part = listed({ outRefundNo: 'desk-2', refundId: '502', fen: 690 });
    expect(record(record(order(), listed({ fen: 300 })), listed({ fen: 300 }), part)).toMatchObject({
      state: 'Refunded',
      refundedFen: 990,
      activeKey: 'o1',
    });
  });

  it('Recording the same list again changes nothing', () => {
    const list = [listed({ fen: 300 })];
    expect(recordRefunds(record(order(), ...list), list, now)).toEqual({ kind: 'noop' });
  });

  it('A refund of ours that ended at the desk is ours and counts once', () => {
    const before = order({ state: 'RefundFailed', activeKey: 'o1', refunds: [row()] });
    const next = record(before, ours());
    expect(next).toMatchObject({ state: 'Refunded', refundedFen: 990 });
    expect(short(next)).toEqual(['o1-R1 990 Succeeded']);
    expect(recordRefunds(next, [ours()], now)).toEqual({ kind: 'noop' });
  });

  it('A refund elsewhere that is under way is followed to its end', () => {
    const next = record(order(), listed({ fen: 300, status: 'PROCESSING', succeededAt: null }));
    expect(next).toMatchObject({ state: 'Refunding', refundedFen: 0, activeKey: live });
    expect(kinds(next)).toEqual(['confirmRefund']);
    expect(record(next, listed({ fen: 300 }))).toMatchObject({ state: 'Paid', refundedFen: 300 });
  });

  it('A refund elsewhere that failed is before an operator, and its money is not refundable again', () => {
    const next = record(order(), listed({ fen: 300, status: 'CHANGE', succeededAt: null }));
    expect(next).toMatchObject({ state: 'RefundFailed', refundedFen: 0, activeKey: live });
    expect(refundableFen(next)).toBe(690);
  });

  it.each(['Requested', 'Failed', 'GivenUp'] as const)(
    'A whole refund of ours that WeChat Pay never took gives way to one made elsewhere, and its rest is kept: %s',
    (state) => {
      const before = order({ state: 'Refunding', activeKey: 'o1', refunds: [row({ state })] });
      expect(short(record(before, listed({ fen: 300 })))).toEqual([
        'o1-R1 990 Superseded',
        'o1-D501 300 Succeeded',
        `o1-R3 690 ${state}`,
      ]);
    },
  );

  it('A refused refund gives way wholly when the merchant gave everything back elsewhere', () => {
    const before = order({ state: 'RefundFailed', activeKey: 'o1', refunds: [row()] });
    const next = record(before, listed());
    expect(short(next)).toEqual(['o1-R1 990 Superseded', 'o1-D501 990 Succeeded']);
    expect(next).toMatchObject({ state: 'Refunded', refundedFen: 990 });
  });

  it('A refused part beside a membership gives way without a rest: an operator decides again', () => {
    const before = order({ state: 'RefundFailed', refunds: [row({ fen: 800 })] });
    const next = record(before, listed({ fen: 300 }));
    expect(short(next)).toEqual(['o1-R1 800 Superseded', 'o1-D501 300 Succeeded']);
    expect(next).toMatchObject({ state: 'Paid', activeKey: live });
    expect(refundableFen(next)).toBe(690);
  });

  it('A refused part that still fits stays before the operator', () => {
    const before = order({ state: 'RefundFailed', refunds: [row({ fen: 300 })] });
    const next = record(before, listed({ fen: 300 }));
    expect(short(next)).toEqual(['o1-R1 300 Failed', 'o1-D501 300 Succeeded']);
    expect(next).toMatchObject({ state: 'RefundFailed', refundedFen: 300, activeKey: live });
  });

  it('A refund of ours that WeChat Pay has closed gives way', () => {
    const before = order({ state: 'RefundFailed', activeKey: 'o1', refunds: [row()] });
    const next = record(before, ours({ status: 'REFUNDCLOSE' }), listed());
    expect(short(next)).toEqual(['o1-R1 990 Superseded', 'o1-D501 990 Succeeded']);
  });

  it('The newest of several refunds gives way first', () => {
    const refunds = [row({ fen: 300, state: 'Requested' }), row({ no: 'o1-R2', fen: 690, state: 'Requested' })];
    const next = record(order({ state: 'Refunding', activeKey: 'o1', refunds }), listed({ fen: 690 }));
    expect(short(next)).toEqual(['o1-R1 300 Requested', 'o1-R2 690 Superseded', 'o1-D501 690 Succeeded']);
  });

  it('A refund that WeChat Pay has taken never gives way', () => {
    const before = order({ state: 'Refunding', activeKey: 'o1', refunds: [row({ fen: 690, state: 'Processing' })] });
    const next = record(before, ours({ fen: 690, status: 'PROCESSING' }), listed({ fen: 300 }));
    expect(short(next)).toEqual(['o1-R1 690 Processing', 'o1-D501 300 Succeeded']);
    expect(next).toMatchObject({ state: 'Refunding', refundedFen: 300 });
  });

  it.each([
    ['is unpaid', order({ state: 'AwaitingPayment' }), 'NotPaid'],
    ['is closed', order({ state: 'Closed' }), 'NotPaid'],
    ['is refunded', order({ state: 'Refunded', refundedFen: 990 }), 'NothingLeft'],
    ['has less left', order({ refundedFen: 1 }), 'RefundTooLarge'],
  ])('recordRefunds refuses a refund elsewhere of an order that %s', (_what, before, code) => {
    expect(recordRefunds(before, [listed()], now)).toEqual({ kind: 'refused', code });
  });
});

describe('confirmRefundedPayment', () => {
  const unpaid = (over: Partial<Order> = {}): Order => order({ state: 'AwaitingPayment', paidAt: null, ...over });
  const confirm = (before: Order, ...list: readonly ListedRefund[]): Order =>
    nextOf(confirmRefundedPayment(before, 't1', list, now))!;

  it('A payment of which a part was back before we knew is paid and gives its membership', () => {
    const next = confirm(unpaid(), listed({ fen: 300 }));
    expect(next).toMatchObject({ state: 'Paid', refundedFen: 300, activeKey: live, transactionId: 't1', rev: 6 });
    expect(next.refunds).toMatchObject([{ elsewhere: { withoutMembership: false } }]);
    expect(kinds(next)).toEqual(['admit', 'postPayment', 'postRefund']);
  });

  it('A payment that was wholly back before we knew gives no membership and frees the seat', () => {
    const next = confirm(unpaid(), listed());
    expect(next).toMatchObject({ state: 'Refunded', refundedFen: 990, activeKey: 'o1', rev: 6 });
    expect(next.refunds).toMatchObject([{ elsewhere: { withoutMembership: true } }]);
    expect(kinds(next)).toEqual(['freeSeat', 'postPayment', 'postRefund']);
  });

  it('The seat of an approval stays with the membership whose payment was back before we knew', () => {
    expect(kinds(confirm(unpaid({ seatId: 'm1#1-0' }), listed()))).toEqual(['postPayment', 'postRefund']);
  });

  it('Only the rest of a late payment goes back when a part is back already', () => {
    const next = confirm(unpaid({ state: 'Closed', activeKey: 'o1' }), listed({ fen: 300 }));
    expect(short(next)).toEqual(['o1-R1 690 Requested', 'o1-D501 300 Succeeded']);
    expect(next).toMatchObject({ state: 'Refunding', refundedFen: 300 });
  });

  it('Nothing of a late payment goes back when all of it is back already', () => {
    const next = confirm(unpaid({ state: 'Closed', activeKey: 'o1' }), listed());
    expect(next).toMatchObject({ state: 'Refunded', refundedFen: 990 });
    expect(kinds(next)).not.toContain('submitRefund');
  });

  it('A payment whose only listed refund was closed is simply paid', () => {
    expect(confirm(unpaid(), listed({ status: 'REFUNDCLOSE' }))).toMatchObject({ state: 'Paid', refunds: [] });
  });

  it('A payment that is known already is left to recordRefunds', () => {
    expect(confirmRefundedPayment(order(), 't1', [listed()], now)).toEqual({ kind: 'noop' });
  });
});

describe('contradictionsOf', () => {
  it.each([
    ['arrived in another amount', ours({ fen: 989 }), row(), ['o1-R1: WeChat Pay says 989 fen, ours is 990']],
    ['arrived after it was paid by hand', ours(), row({ state: 'PaidByHand' }), ['o1-R1: arrived at WeChat Pay after it was paid by hand']],
    ['arrived as asked for', ours(), row(), []],
    ['has not arrived', ours({ status: 'CHANGE', fen: 1 }), row(), []],
  ])('contradictionsOf tells of a refund that %s', (_what, there, here, expected) => {
    expect(contradictionsOf(order({ refunds: [here] }), [there])).toEqual(expected);
  }); // oxfmt-ignore
});
