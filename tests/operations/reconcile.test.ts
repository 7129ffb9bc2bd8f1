import { describe, expect, it } from 'vitest';
import { reconcile } from '../../cloudfunctions/reconcile/reconcile';
import type { Posting } from '../../domain/ledger';
import type { Order } from '../../domain/order';
import type { Difference, Reconciliation } from '../../domain/reconciliation';
import {
  closedOrder,
  merchant,
  now,
  order,
  orderId,
  paidOrder,
  paymentPosting,
  refund,
  refundPosting,
} from './documents';
import { listedRefund, OperationStack, refundList, trade, unknown } from './operationStack';

const beijing = (text: string): Date => new Date(`${text}+08:00`);
const reconciling = (stack: OperationStack) => stack.run(reconcile);
/** Yesterday, when `now` is a quarter past six in the evening of the 22nd. */
const day = '2026-11-21';
const soldAt = beijing('2026-11-21T12:00:00');

const waiting = (over: Partial<Reconciliation> = {}): Reconciliation => ({
  _id: `${over.day ?? day}:${over.subMchId ?? merchant}`,
  rev: 0,
  state: 'Waiting',
  day,
  subMchId: merchant,
  attempts: 0,
  why: '',
  bill: null,
  ours: null,
  differences: 0,
  openedAt: now,
  finishedAt: null,
  ...over,
});
const nothing = { payments: 0, paidFen: 0, refunds: 0, refundedFen: 0 };
const done = (over: Partial<Reconciliation> = {}): Reconciliation =>
  waiting({ rev: 1, state: 'Done', attempts: 1, bill: nothing, ours: nothing, finishedAt: now, ...over });
const deferred = (why: string, over: Partial<Reconciliation> = {}): Reconciliation =>
  waiting({ rev: 1, attempts: 1, why, ...over });

interface BillRow {
  readonly id: string;
  readonly fen: number;
  readonly state?: string;
  readonly refundNo?: string;
  readonly refundId?: string;
}
const yuan = (fen: number): string => (fen / 100).toFixed(2);

/** A bill in WeChat Pay's format, with the columns that are read. */
function billOf(rows: readonly BillRow[]) {
  const header = '商户订单号,交易状态,订单金额,微信退款单号,商户退款单号,申请退款金额,退款状态';
  const line = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');
  const lines = rows.map(({ id, fen, state = 'SUCCESS', refundNo, refundId = '5030000001' }) =>
    refundNo === undefined
      ? line([id, state, yuan(fen), '', '', '0.00', ''])
      : line([id, 'REFUND', '0.00', refundId, refundNo, yuan(fen), state]),
  );
  const sum = (isRefund: boolean): string =>
    yuan(rows.filter((row) => (row.refundNo !== undefined) === isRefund).reduce((total, row) => total + row.fen, 0));
  const sums = line([String(rows.length), sum(false), sum(true)]);
  return { kind: 'bill', text: [header, ...lines, '总交易单数,订单总金额,申请退款总金额', sums].join('\r\n') } as const;
}

const soldOrder = (over: Partial<Order> = {}): Order => paidOrder({ createdAt: soldAt, paidAt: soldAt, ...over });
const payment = (over: Partial<Posting> = {}): Posting => paymentPosting({ at: soldAt, day, ...over });
const backOf = (number: 1 | 2, fen: number): Posting =>
  refundPosting({
    _id: `${orderId}-R${number}`,
    at: soldAt,
    day,
    lines: [{ account: `wechatPay:${merchant}`, fen: -fen }],
  });
const inBill: BillRow = { id: orderId, fen: 990 };
/** A stack that compares only yesterday, with this bill. */
const withBill = (rows: readonly BillRow[], given: Parameters<OperationStack['given']>[0] = {}): OperationStack => {
  const stack = new OperationStack().given({ reconciliations: [waiting()], ...given });
  stack.bills.set(`${merchant} ${day}`, billOf(rows));
  return stack;
};
const calls = ['latestReconciledDay', 'merchantsBookedOn', 'addReconciliation', 'waitingReconciliations'];
const compared = [...calls, `downloadBill(${merchant}, ${day})`, 'postingsOfMerchant'];

describe('reconcile', () => {
  it('reconcile opens yesterday for the installation’s merchant and waits for its bill', async () => {
    const stack = new OperationStack();
    expect(await reconciling(stack)).toEqual({ done: 0, waiting: 1, differences: 0 });
    const opening = ['latestReconciledDay', 'nextBookedDay', ...calls.slice(1)];
    expect(stack.calls).toEqual([...opening, `downloadBill(${merchant}, ${day})`, 'saveReconciliation']);
    const why = 'WeChat Pay has no bill yet';
    expect(stack.changes).toEqual({ reconciliations: [deferred(why)] });
    expect(stack.logged).toEqual([{ what: 'not reconciled', details: { day, subMchId: merchant, why } }]);
  });

  it.each([
    ['waits a millisecond before midnight', -1, deferred('WeChat Pay has no bill yet')],
    ['counts as empty from midnight on', 0, done()],
  ])('A day without a bill %s, two days after it began', async (_what, ms, expected) => {
    const stack = new OperationStack().given({ reconciliations: [waiting()] });
    stack.nowMs = beijing('2026-11-23T00:00:00').getTime() + ms;
    await reconciling(stack);
    const finishedAt = expected.finishedAt && new Date(stack.nowMs);
    expect(stack.documents.reconciliations.get(`${day}:${merchant}`)).toEqual({ ...expected, finishedAt });
  });

  it.each([
    ['WeChat Pay does not answer', unknown, 'no answer'],
    ['the bill was cut off', { kind: 'bill', text: 'half a' } as const, 'unreadable: no totals at its end'],
  ])('reconcile retries when %s', async (_when, answer, why) => {
    const stack = new OperationStack().given({ reconciliations: [waiting({ rev: 4, attempts: 4, why: 'before' })] });
    stack.pay.downloadBill = answer;
    expect(await reconciling(stack)).toEqual({ done: 0, waiting: 1, differences: 0 });
    expect(stack.changes).toEqual({ reconciliations: [deferred(why, { rev: 5, attempts: 5 })] });
  });

  it.each([
    ['still waits a millisecond before', -1, 'Waiting'],
    ['is missed from', 0, 'Missed'],
  ] as const)('A day without an answer from WeChat Pay %s the end of its eighty-eight days', async (_what, ms, state) => {
    const stack = new OperationStack().given({ reconciliations: [waiting({ attempts: 80 }), done({ day: '2027-02-16' })] });
    stack.pay.downloadBill = unknown;
    stack.nowMs = beijing('2027-02-17T00:00:00').getTime() + ms;
    await reconciling(stack);
    expect(stack.documents.reconciliations.get(`${day}:${merchant}`)).toMatchObject({ state, attempts: 81 });
  }); // oxfmt-ignore

  it('reconcile finds no difference between the ledger and the bill', async () => {
    const stack = withBill([inBill], { orders: [soldOrder()], ledger: [payment()] });
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
    expect(stack.calls).toEqual([...compared, 'ordersById', 'postingsById', 'saveReconciliation']);
    const one = { ...nothing, payments: 1, paidFen: 990 };
    expect(stack.changes).toEqual({ reconciliations: [done({ bill: one, ours: one })] });
    expect(stack.logged).toEqual([]);
  });

  const difference = (kind: Difference['kind'], over: Partial<Difference> = {}): Difference => ({
    _id: `${merchant}:${kind}:${over.refundNo ?? over.orderId ?? orderId}`,
    rev: 0,
    state: 'Open',
    subMchId: merchant,
    day,
    foundAt: now,
    kind,
    orderId,
    refundNo: null,
    billFen: 990,
    ourFen: 990,
    billState: 'SUCCESS',
    ourState: 'Paid',
    ...over,
  });
  const partial = refund({ fen: 400, state: 'Succeeded', requestedAt: soldAt, endedAt: soldAt });
  const refunded = soldOrder({ refundedFen: 400, refunds: [partial] });
  const no = `${orderId}-R1`;
  const back: BillRow = { id: orderId, fen: 400, refundNo: no };
  const aboutRefund = { refundNo: no, billFen: 400, ourFen: 400, ourState: 'Succeeded' } as const;
  const paid = [payment()];
  const both = [payment(), backOf(1, 400)];
  const failedRefund = soldOrder({ refunds: [{ ...partial, state: 'Failed' }] });
  const ours = (billState: string | null, ourState: string | null) => ({ billState, ourState });
  const another = soldOrder({ paymentRequest: { ...soldOrder().paymentRequest, subMchId: '1900000200' } });

  it.each([
    ['a payment that is not ours', [{ id: 'x', fen: 5 }], null, [], difference('notOurs', { orderId: 'x', billFen: 5, ourFen: null, ourState: null })],
    ['a payment of another merchant’s order', [inBill], another, [], difference('notOurs', { ourFen: null })],
    ['a payment of a fen less', [{ ...inBill, fen: 989 }], soldOrder(), paid, difference('amountDiffers', { billFen: 989 })],
    ['a payment of a fen more, unpaid here', [{ ...inBill, fen: 991 }], order(), [], difference('amountDiffers', { billFen: 991, ourState: 'AwaitingPayment' })],
    ['a payment that the bill lists twice', [inBill, inBill], soldOrder(), paid, difference('amountDiffers', { billFen: 1980 })],
    ['a payment that is unpaid here', [inBill], closedOrder(), [], difference('stateDiffers', ours('SUCCESS', 'Closed'))],
    ['a payment that was revoked at WeChat Pay', [{ ...inBill, state: 'REVOKED' }], soldOrder(), paid, difference('stateDiffers', ours('REVOKED', 'Paid'))],
    ['a payment that is in no bill', [], soldOrder(), paid, difference('notInBill', { billFen: null, ...ours(null, 'Paid') })],
    ['a payment without an order that is in no bill', [], null, paid, difference('notInBill', { billFen: null, ...ours(null, null) })],
    ['a refund under another order', [inBill, { ...back, id: 'x' }], refunded, both, difference('refundNotOurs', { ...aboutRefund, orderId: 'x', ourFen: null, ourState: null })],
    ['a refund of a fen more', [inBill, { ...back, fen: 401 }], refunded, both, difference('refundAmountDiffers', { ...aboutRefund, billFen: 401 })],
    ['a refund that stands there twice', [inBill, back, back], refunded, both, difference('refundAmountDiffers', { ...aboutRefund, billFen: 800 })],
    ['a refund that was never booked', [inBill, back], refunded, paid, difference('stateDiffers', aboutRefund)],
    ['a refund that failed there only', [inBill, { ...back, state: 'CHANGE' }], refunded, both, difference('stateDiffers', { ...aboutRefund, billState: 'CHANGE' })],
    ['a refund that stands in no bill', [inBill], refunded, both, difference('refundNotInBill', { ...aboutRefund, billFen: null, billState: null })],
  ] as const)('reconcile reports %s with the values of both sides', async (_what, rows, order, ledger, expected) => {
    const stack = withBill(rows, { orders: order ? [order] : [], ledger: [...ledger] });
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 1 });
    expect(stack.changes['differences']).toEqual([expected]);
    expect(stack.documents.reconciliations.get(`${day}:${merchant}`)).toMatchObject({ state: 'Done', differences: 1 });
  }); // oxfmt-ignore

  const desk: BillRow = { ...back, refundNo: 'desk-1' };
  const bookedElsewhere = { _id: `${orderId}-D5030000001`, kind: 'refund', orderId };

  it.each([
    ['WeChat Pay lists it', refundList(listedRefund({ fen: 400 }))],
    ['only the bill tells of it', { kind: 'absent' } as const],
  ])('reconcile books a refund that the merchant made elsewhere, and finds no difference: %s', async (_what, list) => {
    const stack = withBill([inBill, desk], { orders: [soldOrder()], ledger: paid });
    stack.pay.queryRefunds = list;
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
    expect(stack.changes['differences']).toBeUndefined();
    expect(stack.changes['ledger']).toMatchObject([bookedElsewhere]);
    expect(stack.changes['securityEvents']).toMatchObject([{ kind: 'refundNotOurs', orderId }]);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Paid', refundedFen: 400 });
  });

  it('reconcile takes from the bill only what has arrived, and of no other order', async () => {
    const underWay: BillRow = { ...desk, refundNo: 'desk-2', refundId: '5030000002', fen: 100, state: 'PROCESSING' };
    const others: BillRow = { ...desk, id: 'b'.repeat(32), refundNo: 'desk-3', refundId: '5030000003', fen: 200 };
    const stack = withBill([inBill, desk, underWay, others], { orders: [soldOrder()], ledger: paid });
    stack.pay.queryRefunds = { kind: 'absent' };
    await reconciling(stack);
    expect(stack.documents.orders.get(orderId)).toMatchObject({ refundedFen: 400, refunds: [{ fen: 400 }] });
  });

  it('reconcile learns from the bill that one of our failed refunds was finished elsewhere', async () => {
    const stack = withBill([inBill, back], { orders: [failedRefund], ledger: paid });
    stack.pay.queryRefunds = { kind: 'absent' };
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
    expect(stack.documents.orders.get(orderId)).toMatchObject({ refundedFen: 400, refunds: [{ state: 'Succeeded' }] });
    expect(stack.changes['securityEvents']).toBeUndefined();
  });

  it('reconcile brings a closed order in line whose payment the merchant had partly refunded elsewhere', async () => {
    const stack = withBill([inBill, desk], { orders: [closedOrder({ createdAt: soldAt, effects: [], dueAt: null })] });
    stack.pay.queryOrder = trade({ state: 'REFUND' });
    stack.pay.queryRefunds = refundList(listedRefund({ fen: 400 }));
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
    expect(stack.calls).toContain('refund(order, order-R1, 590)');
    expect(stack.documents.orders.get(orderId)).toMatchObject({ state: 'Refunding', refundedFen: 400 });
  });

  it('reconcile finds a refund made elsewhere in the bill of an earlier day when it was noticed late', async () => {
    const before = soldOrder({ createdAt: beijing('2026-11-10T12:00:00') });
    const elsewhere = { refundId: '5030000001', outRefundNo: 'desk-1', withoutMembership: false };
    const row = refund({ no: bookedElsewhere._id, fen: 400, state: 'Succeeded', elsewhere });
    const late = { ...backOf(1, 400), _id: bookedElsewhere._id };
    const stack = withBill([inBill], { orders: [{ ...before, refunds: [row], refundedFen: 400 }], ledger: [...paid, late] });
    stack.bills.set(`${merchant} 2026-11-10`, billOf([desk]));
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
  }); // oxfmt-ignore

  it.each([
    ['under way on both sides', { ...back, state: 'PROCESSING' }, soldOrder({ refunds: [{ ...partial, state: 'Processing' }] }), paid],
    ['under way when the bill was written', { ...back, state: 'PROCESSING' }, refunded, both],
    ['failed on both sides', { ...back, state: 'CHANGE' }, failedRefund, paid],
  ])('reconcile finds no difference in a refund that is %s', async (_what, row, order, ledger) => {
    const stack = withBill([inBill, row], { orders: [order], ledger });
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
  }); // oxfmt-ignore

  it('reconcile tells two refunds of one order apart', async () => {
    const refunds = [partial, { ...partial, no: `${orderId}-R2`, fen: 590 }];
    const order = soldOrder({ state: 'Refunded', refundedFen: 990, refunds });
    const ledger = [payment(), backOf(1, 400), backOf(2, 590)];
    const second = { id: orderId, fen: 590, refundNo: `${orderId}-R2` };
    const alike = withBill([inBill, back, second], { orders: [order], ledger });
    expect(await reconciling(alike)).toEqual({ done: 1, waiting: 0, differences: 0 });
    const all = { payments: 1, paidFen: 990, refunds: 2, refundedFen: 990 };
    expect(alike.changes).toEqual({ reconciliations: [done({ bill: all, ours: all })] });

    const exchanged = withBill([inBill, { ...back, fen: 590 }, { ...second, fen: 400 }], { orders: [order], ledger });
    expect(await reconciling(exchanged)).toEqual({ done: 1, waiting: 0, differences: 2 });
    const about = (number: 1 | 2, billFen: number, ourFen: number) =>
      difference('refundAmountDiffers', { ...aboutRefund, refundNo: `${orderId}-R${number}`, billFen, ourFen });
    expect(exchanged.changes['differences']).toEqual([about(1, 590, 400), about(2, 400, 590)]);

    const one = withBill([inBill, back], { orders: [order], ledger });
    expect(await reconciling(one)).toEqual({ done: 1, waiting: 0, differences: 1 });
    const gone = { ...aboutRefund, refundNo: `${orderId}-R2`, ourFen: 590, billFen: null, billState: null };
    expect(one.changes['differences']).toEqual([difference('refundNotInBill', gone)]);
  });

  it('reconcile records a difference once, but counts it each time', async () => {
    const earlier = difference('notInBill', { billFen: null, billState: null, day: '2026-11-20', state: 'Resolved' });
    const stack = withBill([], { orders: [soldOrder()], ledger: [payment()], differences: [earlier] });
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 1 });
    expect(stack.documents.differences.get(earlier._id)).toEqual(earlier);
  });

  it('reconcile compares postings from ten minutes before one midnight to ten minutes before the next', async () => {
    const at = (text: string) => payment({ _id: text, orderId: text, at: beijing(text) });
    const inside = ['2026-11-20T23:50:00', '2026-11-21T23:49:59.999'];
    const outside = ['2026-11-20T23:49:59.999', '2026-11-21T23:50:00'];
    const stack = withBill([], { ledger: [...inside, ...outside].map(at) });
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 2 });
    expect(stack.changes['differences']).toMatchObject(inside.map((text) => ({ orderId: text })));
  });

  it('reconcile finds a payment that was booked late in the bill of the day it was made', async () => {
    const late = soldOrder({ createdAt: beijing('2026-11-20T23:00:00') });
    const stack = withBill([], { orders: [late], ledger: [payment()] });
    stack.bills.set(`${merchant} 2026-11-20`, billOf([inBill]));
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
    expect(stack.calls).toContain(`downloadBill(${merchant}, 2026-11-20)`);
  });

  it('reconcile finds a refund in the bill of the day it was requested, and downloads each bill once', async () => {
    const asked = { ...partial, requestedAt: beijing('2026-11-19T12:00:00') };
    const second = { ...asked, no: `${orderId}-R2`, fen: 590 };
    const order = soldOrder({ state: 'Refunded', refundedFen: 990, refunds: [asked, second] });
    const stack = withBill([], { orders: [order], ledger: [backOf(1, 400), backOf(2, 590)] });
    stack.bills.set(`${merchant} 2026-11-20`, billOf([{ id: 'x', fen: 1 }]));
    stack.bills.set(`${merchant} 2026-11-19`, billOf([back, { ...back, refundNo: second.no, fen: 590 }]));
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
    const downloads = stack.calls.filter((call) => call.startsWith('downloadBill'));
    expect(downloads).toEqual([day, '2026-11-20', '2026-11-19'].map((each) => `downloadBill(${merchant}, ${each})`));
  });

  it('reconcile waits when the bill of another day is unavailable', async () => {
    const late = soldOrder({ createdAt: beijing('2026-11-20T23:00:00') });
    const stack = withBill([], { orders: [late], ledger: [payment()] });
    stack.bills.set(`${merchant} 2026-11-20`, unknown);
    expect(await reconciling(stack)).toEqual({ done: 0, waiting: 1, differences: 0 });
    expect(stack.changes).toEqual({ reconciliations: [deferred('no answer')] });
  });

  it.each([100, 101, 200])('reconcile reads %i postings and billed payments in batches of a hundred', async (count) => {
    const names = Array.from({ length: count }, (_, index) => `order-${index + 1000}`);
    const rows = names.map((id) => ({ id, fen: 990 }));
    const stack = withBill(rows, {
      orders: names.map((name) => soldOrder({ _id: name, activeKey: name })),
      ledger: names.map((name) => payment({ _id: `${name}:paid`, orderId: name })),
    });
    expect(await reconciling(stack)).toEqual({ done: 1, waiting: 0, differences: 0 });
    const made = (name: string): number => stack.calls.filter((call) => call === name).length;
    expect(made('postingsOfMerchant')).toBe(Math.floor(count / 100) + 1);
    expect([made('ordersById'), made('postingsById')]).toEqual([Math.ceil(count / 100), Math.ceil(count / 100)]);
    const all = { ...nothing, payments: count, paidFen: 990 * count };
    expect(stack.changes).toEqual({ reconciliations: [done({ bill: all, ours: all })] });
  });

  it('reconcile opens all uncompared days, for each merchant with postings on that day or the day before', async () => {
    const stack = new OperationStack().given({
      reconciliations: [done({ day: '2026-11-19' })],
      ledger: [payment({ _id: 'x', subMchId: '1900000200', day: '2026-11-20', at: beijing('2026-11-20T12:00:00') })],
    });
    stack.pay.downloadBill = unknown;
    expect(await reconciling(stack)).toEqual({ done: 0, waiting: 4, differences: 0 });
    const opened = (stack.changes['reconciliations'] as Reconciliation[]).map(({ _id }) => _id);
    expect(opened.sort()).toEqual(
      [
        `2026-11-20:${merchant}`,
        '2026-11-20:1900000200',
        `2026-11-21:${merchant}`,
        '2026-11-21:1900000200',
      ].sort(),
    );
  }); // oxfmt-ignore

  it('reconcile begins with the first day that has a posting', async () => {
    const stack = new OperationStack().given({ ledger: [payment({ day: '2026-11-20' }), payment({ _id: 'y' })] });
    await reconciling(stack);
    const opened = [...stack.documents.reconciliations.rows.keys()];
    expect(opened).toEqual([`2026-11-20:${merchant}`, `2026-11-21:${merchant}`]);
  });

  it('reconcile looks thirty days back and no further', async () => {
    const stack = new OperationStack().given({ ledger: [payment({ day: '2026-01-01' })] });
    stack.pay.downloadBill = unknown;
    await reconciling(stack);
    const days = [...stack.documents.reconciliations.rows.values()].map((row) => row.day).sort();
    expect([days.length, days[0], days.at(-1)]).toEqual([30, '2026-10-23', '2026-11-21']);
  });

  it('reconcile opens nothing without a merchant and without postings', async () => {
    const stack = new OperationStack();
    stack.settings = { ...stack.settings, subMchId: '' };
    expect(await reconciling(stack)).toEqual({ done: 0, waiting: 0, differences: 0 });
    expect(stack.changes).toEqual({});
  });

  const many = Array.from({ length: 21 }, (_, index) =>
    waiting({ subMchId: `m${index + 10}`, attempts: index === 0 ? 1 : 0 }),
  );

  it('reconcile compares twenty days at a time, those with the fewest attempts first', async () => {
    const stack = new OperationStack().given({ reconciliations: many });
    stack.pay.downloadBill = unknown;
    stack.settings = { ...stack.settings, subMchId: '' };
    expect(await reconciling(stack)).toEqual({ done: 0, waiting: 20, differences: 0 });
    expect(stack.documents.reconciliations.get(`${day}:m10`)?.attempts).toBe(1);
  });

  it.each([
    [24_999, 2],
    [25_000, 1],
  ])('A reconcile run that has lasted %i ms leaves %i waiting', async (ms, waits) => {
    const stack = new OperationStack().given({ reconciliations: many.slice(0, 2) });
    stack.pay.downloadBill = unknown;
    stack.settings = { ...stack.settings, subMchId: '' };
    stack.meanwhile('downloadBill', () => (stack.nowMs += ms));
    expect(await reconciling(stack)).toEqual({ done: 0, waiting: waits, differences: 0 });
  });
});
