import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '../../domain/order';
import type { Posting } from '../../domain/ledger';
import { EJSON } from 'bson';
import { TestStack, minuteMs, type Document } from '../testStack';
import { violationsAtRest } from './invariants';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());
beforeEach(async () => {
  await stack.control('POST', 'reset', { keepProcesses: true });
  await stack.control('POST', 'timers', { enabled: false });
});

/** The operator's merchant and an owner's own; `emulator.json` lists both. */
const operators = '1900000109';
const owners = '1900000208';

const beijing = (text: string): number => Date.parse(`${text}+08:00`);
const goTo = async (text: string): Promise<void> => {
  const setMs = beijing(text);
  const past = setMs < (await stack.now()).getTime();
  await (past ? stack.control('POST', 'clock', { setMs }) : stack.advance(setMs - (await stack.now()).getTime()));
};

/** Documents with their dates parsed. */
async function stored<Row>(collection: string): Promise<readonly Row[]> {
  const documents = await stack.documents(collection);
  return documents.map((document) => EJSON.deserialize(document) as Row);
}

const march = { month: '2031-03' } as const;
const april = { month: '2031-04' } as const;

/** In March two people buy from Olivia and one through her own merchant; in April one is refunded. */
async function twoMonths(): Promise<{ plain: string; own: string }> {
  await goTo('2031-03-31T23:40:00');
  const plain = await stack.group({ name: '晨读' });
  const own = await stack.group({ name: '夜跑', subMchId: owners, commissionPermyriad: 1000 });
  await stack.buyAndPay(plain, 'alice');
  const back = await stack.buyAndPay(plain, 'bob');
  await stack.buyAndPay(own, 'alice');
  await goTo('2031-04-01T09:00:00');
  await stack.callOk('requestRefund', { orderId: back }, 'bob');
  await stack.advance(10 * minuteMs);
  await stack.sweep();
  await stack.sweep();
  return { plain, own };
}

/** The sums of some days' postings, computed independently of the function under test. */
async function sumOfPostings(groupId: string | null, first: string, last: string) {
  const postings = (await stored<Posting>('ledger')).filter(
    ({ groupId: of, day }) => (groupId === null || of === groupId) && day >= first && day <= last,
  );
  const on = (kind: Posting['kind'] | null, account: string): number =>
    postings
      .filter((posting) => kind === null || posting.kind === kind)
      .flatMap(({ lines }) => lines)
      .filter((line) => line.account.startsWith(account))
      .reduce((sum, { fen }) => sum + fen, 0);
  return {
    paidFen: on('payment', 'wechatPay:'),
    refundedFen: 0 - on('refund', 'wechatPay:'),
    commissionFen: 0 - on(null, 'commission:'),
    owedFen: 0 - on(null, 'owed:'),
    payments: postings.filter(({ kind }) => kind === 'payment').length,
    refunds: postings.filter(({ kind }) => kind === 'refund').length,
  };
}

describe('getEarnings', () => {
  it('An owner’s month adds up payments, refunds, commission and earnings to the fen of the postings', async () => {
    const { plain, own } = await twoMonths();
    const inMarch = await stack.callOk('getEarnings', march, 'olivia');
    expect(inMarch.total).toEqual({
      paidFen: 2970,
      refundedFen: 0,
      commissionFen: 24 + 24 + 99,
      owedFen: 966 + 966 - 99,
      owedAfterFen: 966 + 966 - 99,
      frozenFen: 0,
      payments: 3,
      refunds: 0,
    });
    expect(inMarch.groups).toMatchObject([
      { groupId: own, name: '夜跑', owedFen: -99, commissionPermyriad: 1000, ownMerchant: true },
      { groupId: plain, name: '晨读', owedFen: 1932, commissionPermyriad: 250, ownMerchant: false },
    ]);
    const inApril = await stack.callOk('getEarnings', april, 'olivia');
    expect(inApril.total).toMatchObject({ refundedFen: 990, commissionFen: -24, owedFen: -966, owedAfterFen: 867 });
    expect(inApril.days).toMatchObject([{ day: '2031-04-01', refunds: 1, payments: 0 }]);
    for (const [statement, first, last] of [
      [inMarch, '2031-03-01', '2031-03-31'],
      [inApril, '2031-04-01', '2031-04-30'],
    ] as const) {
      expect(statement.total).toMatchObject(await sumOfPostings(null, first, last));
      for (const group of statement.groups)
        expect(group).toMatchObject(await sumOfPostings(group.groupId, first, last));
      for (const { day, ...figures } of statement.days) expect(figures).toEqual(await sumOfPostings(null, day, day));
    }
    const one = await stack.callOk('getEarnings', { ...march, groupId: plain }, 'olivia');
    expect(one.groups.map(({ groupId }) => groupId)).toEqual([plain]);
    expect(one.total).toMatchObject(await sumOfPostings(plain, '2031-03-01', '2031-03-31'));
    expect(await violationsAtRest(stack)).toEqual([]);
  });

  it('An owner’s month is the same whether its days are closed or not, and closed days never change', async () => {
    await twoMonths();
    await goTo('2031-04-02T00:20:00');
    const open = [
      await stack.callOk('getEarnings', march, 'olivia'),
      await stack.callOk('getEarnings', april, 'olivia'),
    ];
    expect(await stack.timer('closeDay')).toEqual({ days: 2, last: '2031-04-01' });
    const days = await stack.documents('days');
    expect(days).toHaveLength(3);
    expect(await stack.timer('closeDay')).toEqual({ days: 2, last: '2031-04-01' });
    expect(await stack.documents('days')).toEqual(days);
    const closed = [
      await stack.callOk('getEarnings', march, 'olivia'),
      await stack.callOk('getEarnings', april, 'olivia'),
    ];
    expect(closed).toEqual(open);
  });

  it('An owner’s month does not read earlier months once they are closed', async () => {
    await twoMonths();
    await goTo('2031-04-02T00:20:00');
    await stack.timer('closeDay');
    const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
    await stack.callOk('getEarnings', april, 'olivia');
    const { calls } = await stack.callsSince(next);
    const own = calls.filter((call) => call.target === 'database');
    expect(own).toHaveLength(2);
    const read = own.flatMap(({ accesses }) => accesses).filter(({ collection }) => collection === 'ledger');
    expect(read.reduce((sum, { documentsExamined }) => sum + documentsExamined, 0)).toBe(1);
  });

  it('getEarnings answers only the owner of the group', async () => {
    const { plain } = await twoMonths();
    const shared = await stack.group({ managers: [stack.openid('olivia'), stack.openid('otto')] });
    expect(await stack.call('getEarnings', { ...march, groupId: shared }, 'otto')).toMatchObject({
      code: 'NotAllowed',
    });
    expect(await stack.call('getEarnings', march, 'otto')).toMatchObject({ code: 'NotAllowed' });
    expect(await stack.call('getEarnings', { ...march, groupId: plain }, 'otto')).toMatchObject({
      code: 'GroupNotFound',
    });
    expect(await stack.callOk('getEarnings', march, 'bob')).toMatchObject({
      groups: [],
      days: [],
      total: { paidFen: 0 },
    });
    for (const month of ['2031-13', '2031-3', '2031-00', '', '2031-03-01', 'x'])
      expect(await stack.call('getEarnings', { month }, 'olivia')).toMatchObject({ code: 'InvalidInput' });
  });

  it('An order keeps the commission rate it was sold at', async () => {
    await goTo('2031-05-02T10:00:00');
    const groupId = await stack.group({ commissionPermyriad: 1000 });
    const orderId = await stack.buy(groupId, 'alice');
    const group = EJSON.deserialize(await stack.document('groups', groupId)) as Document;
    await stack.remove('groups', groupId);
    await stack.insert('groups', { ...group, commissionPermyriad: 2000 });
    await stack.pay(orderId);
    const { groups } = await stack.callOk('getEarnings', { month: '2031-05' }, 'olivia');
    expect(groups).toMatchObject([{ commissionFen: 99, commissionPermyriad: 2000 }]);
  });
});

describe('timers of the ledger', () => {
  it.each(['closeDay', 'reconcile'] as const)('%s refuses to run for a client', async (name) => {
    const { result } = await stack.raw(name, {}, 'mallory');
    expect(result).toEqual({ refused: true });
    expect(await stack.documents('securityEvents')).toMatchObject([{ kind: 'forgedTimer', function: name }]);
    expect(await stack.documents('reconciliations')).toEqual([]);
  });
});

const night = async (day: string): Promise<Record<string, unknown>> => {
  await goTo(`${day}T10:30:00`);
  return stack.timer('reconcile');
};

async function differences(): Promise<Record<string, unknown>[]> {
  const rows = await stack.documents('differences');
  return rows.map(({ kind, orderId, refundNo, billFen, ourFen, state }) => ({
    kind,
    orderId,
    ...(refundNo === null ? {} : { refundNo }),
    billFen,
    ourFen,
    state,
  }));
}

async function change<Row extends { _id: string }>(
  collection: string,
  id: string,
  by: (row: Row) => object,
): Promise<void> {
  const row = EJSON.deserialize(await stack.document(collection, id)) as Row;
  await stack.remove(collection, id);
  await stack.insert(collection, by(row));
}

/** Buys, pays and gets the money back; returns the order's id. */
async function givenBack(groupId: string, as: string): Promise<string> {
  const orderId = await stack.buyAndPay(groupId, as);
  await stack.callOk('requestRefund', { orderId }, as);
  await stack.advance(minuteMs);
  await stack.sweep();
  await stack.sweep();
  expect(await stack.document('orders', orderId)).toMatchObject({ state: 'Refunded', effects: [] });
  return orderId;
}

describe('WeChat Pay’s bill', () => {
  it('WeChat Pay’s bill agrees with the ledger, also across midnight and for an owner’s own merchant', async () => {
    await goTo('2031-03-31T20:00:00');
    const [plain, own] = [await stack.group(), await stack.group({ subMchId: owners })];
    await givenBack(plain, 'alice');
    await stack.buyAndPay(own, 'alice');
    // Paid in the last second of the day and recorded by us in the next.
    await goTo('2031-03-31T23:59:58');
    const late = await stack.buy(plain, 'bob');
    await stack.scriptOutcome('never');
    await stack.pay(late);
    await goTo('2031-04-01T00:00:05');
    await stack.sweep();
    expect(await stack.documents('ledger', { _id: `${late}:paid` })).toMatchObject([{ day: '2031-04-01' }]);
    // Paid on the 1st, and not recorded until the 3rd.
    const forgotten = await stack.buy(plain, 'carol');
    await stack.scriptOutcome('never');
    await stack.pay(forgotten);

    expect(await night('2031-04-01')).toEqual({ done: 2, waiting: 0, differences: 0 });
    expect(await stack.document('reconciliations', `2031-03-31:${operators}`)).toMatchObject({
      state: 'Done',
      bill: { payments: 2, paidFen: 1980, refunds: 1, refundedFen: 990 },
      ours: { payments: 1, paidFen: 990, refunds: 1, refundedFen: 990 },
    });
    await goTo('2031-04-03T12:00:00');
    await stack.sweep();
    await night('2031-04-04');
    await night('2031-04-05');
    await night('2031-04-06');
    expect(await stack.documents('ledger', { _id: `${forgotten}:paid` })).toMatchObject([{ day: '2031-04-03' }]);
    expect(await differences()).toEqual([]);
    const open = (await stack.documents('reconciliations')).filter(({ state }) => state !== 'Done');
    expect(open.map(({ day }) => day)).toEqual(['2031-04-05']);
  });

  it('A bill that is not ready or can’t be downloaded is requested again, and a missed night is made up for', async () => {
    await goTo('2031-03-29T12:00:00');
    await stack.buyAndPay(await stack.group(), 'alice');
    await goTo('2031-03-30T02:00:00');
    expect(await stack.timer('reconcile')).toMatchObject({ done: 0, waiting: 1 });
    await stack.control('POST', 'pay/refuse', { api: 'downloadBill', count: 1 });
    await goTo('2031-03-30T10:30:00');
    expect(await stack.timer('reconcile')).toMatchObject({ done: 0, waiting: 1 });
    expect(await stack.documents('reconciliations')).toMatchObject([{ state: 'Waiting', attempts: 2 }]);
    expect(await night('2031-04-02')).toMatchObject({ done: 3, waiting: 1, differences: 0 });
    const days = await stack.documents('reconciliations');
    expect(days.map(({ day, state }) => `${String(day)} ${String(state)}`).sort()).toEqual([
      '2031-03-29 Done',
      '2031-03-30 Done',
      '2031-03-31 Done',
      '2031-04-01 Waiting',
    ]);
  });

  it('Each kind of difference between the bill and the ledger is recorded once', async () => {
    await goTo('2031-03-31T12:00:00');
    const groupId = await stack.group();
    const ordinary = await stack.buyAndPay(groupId, 'alice');
    const notOurs = await stack.buyAndPay(groupId, 'b1');
    const dearer = await stack.buyAndPay(groupId, 'b2');
    const lost = await stack.buyAndPay(groupId, 'b3');
    const invented = { ...(EJSON.deserialize(await stack.document('orders', ordinary)) as Order), _id: 'f'.repeat(32) };
    const [unknownBack, otherBack, inventedBack] = [
      await givenBack(groupId, 'b4'),
      await givenBack(groupId, 'b5'),
      await givenBack(groupId, 'b6'),
    ];
    // WeChat Pay reported a different amount than it took, so we did not accept the payment.
    const lied = await stack.buy(groupId, 'b7');
    await stack.scriptOutcome('wrongAmount');
    await stack.pay(lied);

    await stack.remove('orders', notOurs);
    await stack.remove('ledger', `${notOurs}:paid`);
    await stack.remove('ledger', `${lost}:paid`);
    await change<Posting>('ledger', `${dearer}:paid`, (posting) => ({
      ...posting,
      lines: posting.lines.map((line) => ({ ...line, fen: line.fen * 2 })),
    }));
    const paid = EJSON.deserialize(await stack.document('ledger', `${ordinary}:paid`)) as Posting;
    await stack.insert('orders', { ...invented, activeKey: invented._id });
    await stack.insert('ledger', { ...paid, _id: `${invented._id}:paid`, orderId: invented._id });
    // Nothing is left that could have gone back once more, so that it is not taken for a refund made elsewhere.
    await change<Order>('orders', unknownBack, (order) => ({ ...order, refunds: [] }));
    await stack.remove('ledger', `${unknownBack}-R1`);
    await change<Order>('orders', otherBack, (order) => ({
      ...order,
      refunds: order.refunds.map((refund) => ({ ...refund, fen: 500 })),
    }));
    const back = EJSON.deserialize(await stack.document('ledger', `${inventedBack}-R1`)) as Posting;
    await stack.insert('ledger', { ...back, _id: `${inventedBack}-R2` });

    expect(await night('2031-04-01')).toMatchObject({ done: 1, differences: 8 });
    const found = await differences();
    const byNumber = (row: Record<string, unknown>): string => `${String(row['kind'])} ${String(row['orderId'])}`;
    const expected = [
      { kind: 'notOurs', orderId: notOurs, billFen: 990, ourFen: null, state: 'Open' },
      { kind: 'notInBill', orderId: invented._id, billFen: null, ourFen: 990, state: 'Open' },
      { kind: 'amountDiffers', orderId: dearer, billFen: 990, ourFen: 1980, state: 'Open' },
      { kind: 'stateDiffers', orderId: lost, billFen: 990, ourFen: 990, state: 'Open' },
      { kind: 'stateDiffers', orderId: lied, billFen: 990, ourFen: 990, state: 'Open' },
      { kind: 'refundNotOurs', orderId: unknownBack, refundNo: `${unknownBack}-R1`, billFen: 990, ourFen: null, state: 'Open' },
      { kind: 'refundAmountDiffers', orderId: otherBack, refundNo: `${otherBack}-R1`, billFen: 990, ourFen: 500, state: 'Open' },
      { kind: 'refundNotInBill', orderId: inventedBack, refundNo: `${inventedBack}-R2`, billFen: null, ourFen: 990, state: 'Open' },
    ]; // oxfmt-ignore
    expect(found.sort((a, b) => (byNumber(a) < byNumber(b) ? -1 : 1))).toEqual(
      expected.sort((a, b) => (byNumber(a) < byNumber(b) ? -1 : 1)),
    );
    // Compared again, as after a crash between recording the last difference and marking the day as done.
    await change<Document>('reconciliations', `2031-03-31:${operators}`, (row) => ({ ...row, state: 'Waiting' }));
    expect(await stack.timer('reconcile')).toMatchObject({ differences: 8 });
    expect(await stack.documents('differences')).toHaveLength(8);
  });
});
