import { randomUUID } from 'node:crypto';
import { beijingDay } from '../domain/time';
import { hourMs, minuteMs, type RecordedCall, type TestStack } from '../tests/testStack';

/** The database and pay calls that an operation may cost (docs/architecture.md). */
export const budgets = {
  'login (first time)': { database: 2, pay: 0 },
  login: { database: 1, pay: 0 },
  listGroups: { database: 1, pay: 0 },
  getGroup: { database: 2, pay: 0 },
  createOrder: { database: 4, pay: 1 },
  'createOrder (resumed)': { database: 1, pay: 0 },
  // Beside the usual calls, one counts the attempt: each calls WeChat's content check.
  'createOrder (with an application)': { database: 5, pay: 1 },
  'createOrder (full)': { database: 1, pay: 0 },
  payNotify: { database: 4, pay: 1 },
  'getOrder (syncs the payment)': { database: 4, pay: 1 },
  'getOrder (payment known)': { database: 1, pay: 0 },
  listOrders: { database: 1, pay: 0 },
  'getTicket (first time)': { database: 2, pay: 0 },
  getTicket: { database: 1, pay: 0 },
  // One call counts the attempt.
  cancelOrder: { database: 4, pay: 1 },
  listMyGroups: { database: 1, pay: 0 },
  listApplications: { database: 2, pay: 0 },
  'approveMember (approve)': { database: 2, pay: 0 },
  'approveMember (reject)': { database: 4, pay: 1 },
  applyToGroup: { database: 3, pay: 0 },
  'approveMember (before payment)': { database: 4, pay: 0 },
  'createOrder (approved)': { database: 3, pay: 1 },
  listMemberships: { database: 1, pay: 0 },
  withdrawApplication: { database: 4, pay: 0 },
  requestRefund: { database: 4, pay: 1 },
  'saveGroup (create)': { database: 4, pay: 0 },
  'saveGroup (change)': { database: 3, pay: 0 },
  getEarnings: { database: 2, pay: 0 },
  getMyGroup: { database: 1, pay: 0 },
  'saveGroupQr (add)': { database: 5, pay: 0 },
  saveProfile: { database: 4, pay: 0 },
  adminGroups: { database: 1, pay: 0 },
  // Two of them sum up the group's orders and their refunds.
  'adminGroups (one)': { database: 3, pay: 0 },
  moderateGroup: { database: 2, pay: 0 },
  refundGroup: { database: 2, pay: 0 },
  adminOrders: { database: 1, pay: 0 },
  adminIssues: { database: 5, pay: 0 },
  'refundOrder (a part)': { database: 3, pay: 1 },
  'refundOrder (all)': { database: 4, pay: 1 },
  'sweep (nothing due)': { database: 1, pay: 0 },
  'sweep (another at work)': { database: 1, pay: 0 },
} as const satisfies Record<string, Cost>;

export type Measured = keyof typeof budgets;

export interface Cost {
  readonly database: number;
  readonly pay: number;
}

export interface OperationCost extends Cost {
  readonly documentsExamined: number;
  readonly collections: readonly string[];
}

/** Sums the cost of the calls that one function made. */
function sumCosts(calls: readonly RecordedCall[], functionName: string): OperationCost {
  const own = calls.filter((call) => call.function === functionName);
  return {
    database: own.filter((call) => call.target === 'database').length,
    pay: own.filter((call) => call.target === 'pay').length,
    documentsExamined: own.reduce((sum, call) => sum + call.documentsExamined, 0),
    collections: [...new Set(own.flatMap((call) => call.collections))].sort(),
  };
}

type Measure = <Result>(name: Measured, work: () => Promise<Result>) => Promise<Result>;

/** Runs each operation once in the course of correct purchases, and counts its calls by the emulator's call log. */
export async function measureOperations(stack: TestStack): Promise<Map<Measured, OperationCost>> {
  const costs = new Map<Measured, OperationCost>();
  const measure: Measure = async (name, work) => {
    const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
    const result = await work();
    await stack.idle();
    costs.set(name, sumCosts((await stack.callsSince(next)).calls, name.split(' ')[0] ?? name));
    return result;
  };
  await measurePurchases(stack, measure);
  await measureReviews(stack, measure);
  await measureApplications(stack, measure);
  await measureOwner(stack, measure);
  await measureOperator(stack, measure);
  return costs;
}

const newOrder = (groupId: string) => ({ idempotencyKey: randomUUID(), groupId });

async function measurePurchases(stack: TestStack, measure: Measure): Promise<void> {
  const groupId = await stack.group({ capacity: 3, seatsLeft: 3 });
  await measure('login (first time)', () => stack.callOk('login', {}, 'alice'));
  await measure('login', () => stack.callOk('login', {}, 'alice'));
  await measure('listGroups', () => stack.callOk('listGroups', {}, 'alice'));
  await measure('getGroup', () => stack.callOk('getGroup', { groupId }, 'alice'));

  const { orderId } = await measure('createOrder', () => stack.callOk('createOrder', newOrder(groupId), 'alice'));
  await measure('createOrder (resumed)', () => stack.callOk('createOrder', newOrder(groupId), 'alice'));
  await measure('payNotify', () => stack.pay(orderId));
  await measure('getOrder (payment known)', () => stack.callOk('getOrder', { orderId }, 'alice'));
  await measure('getTicket (first time)', () => stack.callOk('getTicket', { groupId }, 'alice'));
  await measure('getTicket', () => stack.callOk('getTicket', { groupId }, 'alice'));

  const unnotified = await stack.buy(groupId, 'bob');
  await stack.scriptOutcome('never');
  await stack.pay(unnotified);
  await measure('getOrder (syncs the payment)', () => stack.callOk('getOrder', { orderId: unnotified }, 'bob'));
  await measure('listOrders', () => stack.callOk('listOrders', {}, 'bob'));
  const unpaid = await stack.buy(groupId, 'carol');
  await measure('createOrder (full)', () => stack.call('createOrder', newOrder(groupId), 'dave'));
  await measure('cancelOrder', () => stack.callOk('cancelOrder', { orderId: unpaid }, 'carol'));
  await measure('saveProfile', () => stack.callOk('saveProfile', { nickname: '弗兰克' }, 'alice'));

  const refunded = await stack.buyAndPay(await stack.group(), 'erin');
  await measure('requestRefund', () => stack.callOk('requestRefund', { orderId: refunded }, 'erin'));
}

/** Measures a group that reviews after payment. */
async function measureReviews(stack: TestStack, measure: Measure): Promise<void> {
  const groupId = await stack.group({ admission: 'payThenReview', capacity: 5, seatsLeft: 5 });
  // Others than those who apply below: the first attempt in an hour costs one call, each later one two.
  const words = { message: '想学', ...newOrder(groupId) };
  const { orderId } = await measure('createOrder (with an application)', () =>
    stack.callOk('createOrder', words, 'uma'),
  );
  await stack.pay(orderId);
  await stack.buyAndPay(groupId, 'vera');
  await measure('listMyGroups', () => stack.callOk('listMyGroups', {}, 'olivia'));
  const { applications } = await measure('listApplications', () =>
    stack.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia'),
  );
  const [first, second] = applications.map(({ membershipId, round }) => ({ membershipId, round }));
  if (!first || !second) throw new Error('expected two applications');
  await measure('approveMember (approve)', () =>
    stack.callOk('approveMember', { ...first, decision: 'approve' }, 'olivia'),
  );
  await measure('approveMember (reject)', () =>
    stack.callOk('approveMember', { ...second, decision: 'reject', reason: '人满' }, 'olivia'),
  );
}

async function measureOwner(stack: TestStack, measure: Measure): Promise<void> {
  const text = {
    name: '周末写作',
    intro: '每周八百字',
    description: '周五发题，周日交稿。',
    benefits: ['逐段批注'],
    ownerIntro: '写了十年专栏',
    category: 'study' as const,
    coverFileId: '',
  };
  const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: 10 } as const;
  const created = { action: 'create' as const, idempotencyKey: randomUUID(), text, terms };
  const { groupId } = await measure('saveGroup (create)', () => stack.callOk('saveGroup', created, 'otto'));
  const changed = { action: 'change' as const, groupId, text, terms };
  await measure('saveGroup (change)', () => stack.callOk('saveGroup', changed, 'otto'));
  const month = beijingDay(await stack.now()).slice(0, 7);
  await measure('getEarnings', () => stack.callOk('getEarnings', { month }, 'olivia'));
  await measure('getMyGroup', () => stack.callOk('getMyGroup', { groupId }, 'otto'));
  const fileId = await stack.upload('groupQrs/bench.png', 'otto');
  const expiresAtMs = (await stack.now()).getTime() + hourMs;
  const added = { action: 'add', groupId, fileId, expiresAtMs, quota: 100 } as const;
  await measure('saveGroupQr (add)', () => stack.callOk('saveGroupQr', added, 'otto'));
}

/** Measures a group that reviews before payment: one applicant is approved and orders, another is approved and withdraws. */
async function measureApplications(stack: TestStack, measure: Measure): Promise<void> {
  const groupId = await stack.group({ admission: 'reviewThenPay', capacity: 5, seatsLeft: 5 });
  const application = { groupId, message: '想一起读' };
  await measure('applyToGroup', () => stack.callOk('applyToGroup', application, 'alice'));
  await stack.callOk('applyToGroup', application, 'bob');
  const { applications } = await stack.callOk('listApplications', { filter: 'waiting', groupId }, 'olivia');
  const approve = (index: number) => {
    const { membershipId, round } = applications[index]!;
    return stack.callOk('approveMember', { membershipId, round, decision: 'approve' }, 'olivia');
  };
  await measure('approveMember (before payment)', () => approve(0));
  await approve(1);
  await measure('createOrder (approved)', () => stack.callOk('createOrder', newOrder(groupId), 'alice'));
  await measure('listMemberships', () => stack.callOk('listMemberships', {}, 'alice'));
  await measure('withdrawApplication', () => stack.callOk('withdrawApplication', { groupId }, 'bob'));
}

/** Measures operators' functions, and a sweep with nothing to do. Adam is named in the settings, so his role costs nothing. */
async function measureOperator(stack: TestStack, measure: Measure): Promise<void> {
  const orderId = await stack.buyAndPay(await stack.group(), 'fred');
  await stack.drain();
  const { groups } = await measure('adminGroups', () =>
    stack.callOk('adminGroups', { lookup: 'state', state: 'Listed' }, 'adam'),
  );
  if (groups.length === 0) throw new Error('expected a listed group');
  // A group of its own: a ban refunds those who were shown no QR.
  const groupId = await stack.group();
  await measure('adminGroups (one)', () => stack.callOk('adminGroups', { lookup: 'group', groupId }, 'adam'));
  const ban = { groupId, decision: 'ban', reason: '承诺收益' } as const;
  await measure('moderateGroup', () => stack.callOk('moderateGroup', ban, 'adam'));
  const everything = { groupId, note: '', idempotencyKey: randomUUID() };
  await measure('refundGroup', () => stack.callOk('refundGroup', everything, 'adam'));
  await measure('adminOrders', () => stack.callOk('adminOrders', { lookup: 'order', orderId }, 'adam'));
  await measure('adminIssues', () => stack.callOk('adminIssues', {}, 'adam'));
  const refund = (fen: number) =>
    stack.callOk('refundOrder', { orderId, fen, note: '', idempotencyKey: randomUUID() }, 'adam');
  await measure('refundOrder (a part)', () => refund(90));
  await stack.drain();
  await measure('refundOrder (all)', () => refund(900));
  await stack.drain();
  await measure('sweep (nothing due)', () => stack.sweep());
  await stack.buyAndPay(await stack.group(), 'fred');
  // A sweep that dies keeps its lease, which blocks other sweeps until it ends.
  const crash = { target: 'database', mode: 'crash', when: 'before', function: 'sweep', skip: 2 };
  await stack.control('POST', 'faults', crash);
  await stack.sweep();
  await measure('sweep (another at work)', () => stack.sweep());
  await stack.advance(2 * minuteMs);
}

/** Counts the calls of one order until no effects are left, including its share of the sweep, when `count` buyers pay in the same minute. */
export async function measureUntilRest(stack: TestStack, count: number): Promise<Cost> {
  await stack.drain();
  const groupId = await stack.group({ capacity: count, seatsLeft: count });
  const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
  for (let buyer = 0; buyer < count; buyer += 1) await stack.buyAndPay(groupId, `rest-${buyer}`);
  await stack.sweep();
  const { calls } = await stack.callsSince(next);
  const of = (target: string): number => calls.filter((call) => call.target === target).length / count;
  return { database: of('database'), pay: of('pay') };
}
