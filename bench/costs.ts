import { randomUUID } from 'node:crypto';
import { beijingDay } from '../domain/time';
import { hourMs, minuteMs, type RecordedCall, type World } from '../ops/stage/world';

/** Database and pay calls that an operation may cost: DESIGN §4 and §10. */
export const budgets = {
  'login (first time)': { database: 2, pay: 0 },
  login: { database: 1, pay: 0 },
  listGroups: { database: 1, pay: 0 },
  getGroup: { database: 2, pay: 0 },
  createOrder: { database: 4, pay: 1 },
  'createOrder (resumed)': { database: 1, pay: 0 },
  'createOrder (full)': { database: 1, pay: 0 },
  payNotify: { database: 4, pay: 1 },
  'getOrder (settling)': { database: 4, pay: 1 },
  'getOrder (settled)': { database: 1, pay: 0 },
  listOrders: { database: 1, pay: 0 },
  'getTicket (first time)': { database: 2, pay: 0 },
  getTicket: { database: 1, pay: 0 },
  // One more than before: the try is withCallBudget.
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
  moderateGroup: { database: 2, pay: 0 },
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

/** What all calls of `functionName` between two points of the record cost. */
function costOf(calls: readonly RecordedCall[], functionName: string): OperationCost {
  const own = calls.filter((call) => call.function === functionName);
  return {
    database: own.filter((call) => call.target === 'database').length,
    pay: own.filter((call) => call.target === 'pay').length,
    documentsExamined: own.reduce((sum, call) => sum + call.documentsExamined, 0),
    collections: [...new Set(own.flatMap((call) => call.collections))].sort(),
  };
}

/** Each operation once, in the one correct way through a purchase, as the emulator's record counts it. */
export async function measureOperations(world: World): Promise<Map<Measured, OperationCost>> {
  const costs = new Map<Measured, OperationCost>();
  const measure = async <Result>(name: Measured, work: () => Promise<Result>): Promise<Result> => {
    const { next } = await world.callsSince(Number.MAX_SAFE_INTEGER);
    const result = await work();
    await world.idle();
    costs.set(name, costOf((await world.callsSince(next)).calls, name.split(' ')[0] ?? name));
    return result;
  };
  const fresh = (groupId: string) => ({ idempotencyKey: randomUUID(), groupId });

  const instant = await world.group({ capacity: 3, seatsLeft: 3 });
  const reviewed = await world.group({ admission: 'payThenReview', capacity: 5, seatsLeft: 5 });
  await measure('login (first time)', () => world.must('login', {}, 'alice'));
  await measure('login', () => world.must('login', {}, 'alice'));
  await measure('listGroups', () => world.must('listGroups', {}, 'alice'));
  await measure('getGroup', () => world.must('getGroup', { groupId: instant }, 'alice'));

  const { orderId } = await measure('createOrder', () => world.must('createOrder', fresh(instant), 'alice'));
  await measure('createOrder (resumed)', () => world.must('createOrder', fresh(instant), 'alice'));
  await measure('payNotify', () => world.pay(orderId));
  await measure('getOrder (settled)', () => world.must('getOrder', { orderId }, 'alice'));
  await measure('getTicket (first time)', () => world.must('getTicket', { groupId: instant }, 'alice'));
  await measure('getTicket', () => world.must('getTicket', { groupId: instant }, 'alice'));

  const silent = await world.buy(instant, 'bob');
  await world.fate('never');
  await world.pay(silent);
  await measure('getOrder (settling)', () => world.must('getOrder', { orderId: silent }, 'bob'));
  await measure('listOrders', () => world.must('listOrders', {}, 'bob'));
  const unpaid = await world.buy(instant, 'carol');
  await measure('createOrder (full)', () => world.call('createOrder', fresh(instant), 'dave'));
  await measure('cancelOrder', () => world.must('cancelOrder', { orderId: unpaid }, 'carol'));

  await world.buyAndPay(reviewed, 'alice');
  await world.buyAndPay(reviewed, 'bob');
  await measure('listMyGroups', () => world.must('listMyGroups', {}, 'olivia'));
  const { applications } = await measure('listApplications', () =>
    world.must('listApplications', { filter: 'waiting', groupId: reviewed }, 'olivia'),
  );
  const [first, second] = applications.map(({ membershipId, round }) => ({ membershipId, round }));
  if (!first || !second) throw new Error('two applications were expected');
  await measure('approveMember (approve)', () =>
    world.must('approveMember', { ...first, decision: 'approve' }, 'olivia'),
  );
  await measure('approveMember (reject)', () =>
    world.must('approveMember', { ...second, decision: 'reject', reason: '人满' }, 'olivia'),
  );

  await measureApplications(world, measure);

  const changing = await world.buyAndPay(await world.group(), 'erin');
  await measure('requestRefund', () => world.must('requestRefund', { orderId: changing }, 'erin'));
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
  const create = { action: 'create' as const, idempotencyKey: randomUUID(), text, terms };
  const { groupId } = await measure('saveGroup (create)', () => world.must('saveGroup', create, 'otto'));
  await measure('saveGroup (change)', () =>
    world.must('saveGroup', { action: 'change', groupId, text, terms }, 'otto'),
  );
  const month = beijingDay(await world.now()).slice(0, 7);
  await measure('getEarnings', () => world.must('getEarnings', { month }, 'olivia'));
  await measure('getMyGroup', () => world.must('getMyGroup', { groupId }, 'otto'));
  const fileId = await world.upload('codes/bench.png', 'otto');
  const expiresAtMs = (await world.now()).getTime() + hourMs;
  const code = { action: 'add', groupId, fileId, expiresAtMs, quota: 100 } as const;
  await measure('saveGroupQr (add)', () => world.must('saveGroupQr', code, 'otto'));
  await measure('saveProfile', () => world.must('saveProfile', { nickname: '弗兰克' }, 'alice'));
  await measureOperator(world, measure);
  return costs;
}

type Measure = <Result>(name: Measured, work: () => Promise<Result>) => Promise<Result>;

/** Apply, be approved, pay; and take another one back. */
async function measureApplications(world: World, measure: Measure): Promise<void> {
  const groupId = await world.group({ admission: 'reviewThenPay', capacity: 5, seatsLeft: 5 });
  const words = { groupId, message: '想一起读' };
  await measure('applyToGroup', () => world.must('applyToGroup', words, 'alice'));
  await world.must('applyToGroup', words, 'bob');
  const { applications } = await world.must('listApplications', { filter: 'waiting', groupId }, 'olivia');
  const approve = (index: number) => {
    const { membershipId, round } = applications[index]!;
    return world.must('approveMember', { membershipId, round, decision: 'approve' }, 'olivia');
  };
  await measure('approveMember (before payment)', () => approve(0));
  await approve(1);
  const fresh = { idempotencyKey: randomUUID(), groupId };
  await measure('createOrder (approved)', () => world.must('createOrder', fresh, 'alice'));
  await measure('listMemberships', () => world.must('listMemberships', {}, 'alice'));
  await measure('withdrawApplication', () => world.must('withdrawApplication', { groupId }, 'bob'));
}

/** What operators do, and what the sweep costs when there is nothing for it to do. Adam is named in the settings: his role costs nothing. */
async function measureOperator(world: World, measure: Measure): Promise<void> {
  const orderId = await world.buyAndPay(await world.group(), 'fred');
  await world.rest();
  const { groups } = await measure('adminGroups', () =>
    world.must('adminGroups', { by: 'state', state: 'Listed' }, 'adam'),
  );
  const { groupId, rev } = groups[0]!;
  const ban = { groupId, rev, decision: 'ban', reason: '承诺收益' } as const;
  await measure('moderateGroup', () => world.must('moderateGroup', ban, 'adam'));
  await measure('adminOrders', () => world.must('adminOrders', { by: 'number', orderId }, 'adam'));
  await measure('adminIssues', () => world.must('adminIssues', {}, 'adam'));
  const refund = (fen: number) =>
    world.must('refundOrder', { orderId, fen, note: '', idempotencyKey: randomUUID() }, 'adam');
  await measure('refundOrder (a part)', () => refund(90));
  await world.rest();
  await measure('refundOrder (all)', () => refund(900));
  await world.rest();
  await measure('sweep (nothing due)', () => world.sweep());
  await world.buyAndPay(await world.group(), 'fred');
  // A sweep that died: it holds the others off until its lease is over.
  const dies = { target: 'database', mode: 'crash', when: 'before', function: 'sweep', skip: 2 };
  await world.door('POST', 'faults', dies);
  await world.sweep();
  await measure('sweep (another at work)', () => world.sweep());
  await world.advance(2 * minuteMs);
}

/** Calls of one order from its first to rest, the sweep's share included, when `count` buyers pay in the same minute. */
export async function measureUntilRest(world: World, count: number): Promise<Cost> {
  await world.rest();
  const groupId = await world.group({ capacity: count, seatsLeft: count });
  const { next } = await world.callsSince(Number.MAX_SAFE_INTEGER);
  for (let buyer = 0; buyer < count; buyer += 1) await world.buyAndPay(groupId, `rest-${buyer}`);
  await world.sweep();
  const { calls } = await world.callsSince(next);
  const of = (target: string): number => calls.filter((call) => call.target === target).length / count;
  return { database: of('database'), pay: of('pay') };
}
