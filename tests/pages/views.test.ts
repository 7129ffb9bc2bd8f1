import { beforeAll, describe, expect, it } from 'vitest';
import { membershipStates, noValidQrAfterMs, payApprovedWithinMs } from '../../domain/membership';
import { orderStates } from '../../domain/order';
import { openBuild } from './built';

const built = openBuild();
beforeAll(() => {
  // Dates of another year would show it.
  built.load<{ learnServerTime(nowMs: number): void }>('services/clock.js').learnServerTime(noon);
});

/** Words that must not show on a phone where nothing may be sold. */
const sellingWords = /购买|付费|支付|付款|费用|扣|¥|990/;

const hour = 3_600_000;
const noon = Date.UTC(2026, 10, 22, 10, 30); // 18:30 in Beijing

const order = {
  orderId: 'a'.repeat(32),
  groupId: 'g1',
  groupName: '读书会',
  coverFileId: '',
  ownerName: '阿岩',
  admission: 'payThenReview',
  priceFen: 990,
  refundedFen: 0,
  state: 'AwaitingPayment' as string,
  membershipState: null as string | null,
  createdAtMs: noon,
  payUntilMs: noon + hour / 4,
  paidAtMs: null as number | null,
  reviewUntilMs: null as number | null,
  seatUntilMs: null as number | null,
  rejectedReason: '',
  refunds: [],
  timeline: [],
};
type Order = typeof order;

interface ResultView {
  title: string;
  text: string;
  actions: string[];
  pending: boolean;
  countdown: { leftMs: number } | null;
}
interface ResultContext {
  maySell: boolean;
  sheetSaidPaid: boolean;
  nowMs: number;
}

function resultOf(changes: Partial<Order>, context: Partial<ResultContext> = {}): ResultView {
  const { resultView } = built.load<{ resultView: (order: Order, context: ResultContext) => ResultView }>(
    'pages/result/view.js',
  );
  return resultView({ ...order, ...changes }, { maySell: true, sheetSaidPaid: false, nowMs: noon, ...context });
}

describe('the result page', () => {
  it('The result page waits for the server even after the sheet reported payment, and offers nothing that could pay twice', () => {
    const view = resultOf({}, { sheetSaidPaid: true });
    expect(view).toMatchObject({ title: '正在确认付款', actions: [], pending: true });
  });

  it('The result page says unpaid after a cancelled sheet, shows the seat’s countdown, and offers to pay or cancel', () => {
    const view = resultOf({});
    expect(view).toMatchObject({ title: '还没有付款', actions: ['pay', 'cancel'], pending: false });
    expect(view.countdown?.leftMs).toBe(hour / 4);
  });

  it('The result page keeps waiting while a paid order has given no membership yet', () => {
    expect(resultOf({ state: 'Paid' }).pending).toBe(true);
  });

  it('The result page tells an applicant the review’s deadline and that a rejection is refunded', () => {
    const view = resultOf({ state: 'Paid', membershipState: 'UnderReview', reviewUntilMs: noon + 24 * hour });
    expect(view.text).toContain('11月23日 18:30');
    expect(view.text).toContain('¥9.90 自动原路退回');
    expect(view.countdown?.leftMs).toBe(24 * hour);
  });

  it('The result page offers the ticket to an admitted member', () => {
    expect(resultOf({ state: 'Paid', membershipState: 'Admitted' }).actions).toEqual(['ticket']);
  });

  it('The result page names a refund’s amount', () => {
    expect(resultOf({ state: 'Refunding', membershipState: 'Rejected' }).text).toContain('¥9.90');
    expect(resultOf({ state: 'Refunded', refundedFen: 990, membershipState: 'Rejected' }).text).toContain(
      '¥9.90 已原路退回',
    );
  });

  it('The result page tells an approved applicant that the seat outlives the order', () => {
    const changes = { admission: 'reviewThenPay', seatUntilMs: noon + 20 * hour };
    const unpaid = resultOf(changes);
    expect(unpaid.text).toContain('名额为你保留到 11月23日 14:30');
    expect(unpaid.countdown).toMatchObject({ label: '这笔订单还剩' });
    const closed = resultOf({ ...changes, state: 'Closed' });
    expect(closed.text).toContain('名额为你保留到 11月23日 14:30');
    expect(closed.text).not.toContain('释放');
    expect(resultOf({ state: 'Closed' }).text).toContain('名额已经释放');
  });

  it('The result page has a title and a text for every pair of states', () => {
    for (const state of orderStates) {
      for (const membershipState of [null, ...membershipStates]) {
        const view = resultOf({ state, membershipState });
        expect(view.title).not.toBe('');
        expect(view.text).not.toContain('undefined');
      }
    }
  });
});

const group = {
  groupId: 'g1',
  name: '读书会',
  intro: '一周一本',
  category: 'reading',
  coverFileId: '',
  ownerName: '阿岩',
  priceFen: 990,
  admission: 'payThenReview',
  capacity: 10 as number | null,
  seatsLeft: 3 as number | null,
  open: true,
  benefits: [],
  description: '',
  ownerIntro: '',
  ownerAvatarFileId: '',
  reviewHours: 24,
  refundDays: 5,
  memberCount: 7,
  createdAtMs: noon,
};
interface Mine {
  membershipState: string;
  orderId: string | null;
  reviewUntilMs: number | null;
  payUntilMs: number | null;
  rejectedReason: string;
  timeline: { event: string; atMs: number }[];
}
type Answered = {
  group: typeof group;
  obstacle: string | null;
  waitUntilMs?: number | null;
  nextSeatMs?: number | null;
  mine: Mine | null;
};
const answered: Answered = { group, obstacle: null, mine: null };
const byApplication = { ...group, admission: 'reviewThenPay' };
const standing = (membershipState: string, changes: Partial<Mine> = {}): Mine => ({
  membershipState,
  orderId: null,
  reviewUntilMs: null,
  payUntilMs: null,
  rejectedReason: '',
  timeline: [{ event: 'applied', atMs: noon }],
  ...changes,
});
const waiting = standing('Applied', { reviewUntilMs: noon + 24 * hour });
const payable = standing('Approved', {
  payUntilMs: noon + 24 * hour,
  timeline: [
    { event: 'applied', atMs: noon },
    { event: 'approved', atMs: noon },
  ],
});
const lapsed = { ...standing('TimedOut'), timeline: payable.timeline };

interface GroupModules {
  groupView: (answered: Answered, maySell: boolean) => { rule: string; steps: string[]; promises: string[] };
  primaryActionOf: (
    answered: Answered,
    maySell: boolean,
    hasBegun?: boolean,
  ) => { label: string; kind: string; hint: string };
  groupCardView: (card: typeof group, maySell: boolean) => { seats: string };
}
const modules = (): GroupModules => ({
  ...built.load<Pick<GroupModules, 'groupView'>>('pages/group/view.js'),
  ...built.load<Pick<GroupModules, 'primaryActionOf'>>('pages/group/primaryAction.js'),
  ...built.load<Pick<GroupModules, 'groupCardView'>>('components/group-card/view.js'),
});

describe('the group page', () => {
  it.each([
    [null, '填写申请并支付 ¥9.90', 'apply'],
    ['AlreadyMember', '查看入群凭证', 'ticket'],
    ['UnderReview', '审核中 · 查看进度', 'order'],
    ['OwnGroup', '去管理这个社群', 'manage'],
    ['GroupFull', '已满员', 'none'],
    ['GroupPaused', '暂停加入', 'none'],
    ['NoValidQr', '等待群主更新群码', 'none'],
    ['OrdersLapsed', '暂不可加入', 'none'],
    ['RefundedTooOften', '暂不可加入', 'none'],
  ])('The group page with obstacle %s has the button %s', (obstacle, label, kind) => {
    expect(
      modules().primaryActionOf({ ...answered, obstacle, waitUntilMs: null, nextSeatMs: null }, true),
    ).toMatchObject({ label, kind });
  });

  it.each([
    ['ApplyFirst', null, '申请入群', 'apply', ''],
    ['Applied', waiting, '审核中 · 查看申请', 'application', '11月23日 18:30'],
    [null, payable, '支付 ¥9.90 入群', 'buy', '保留到 11月23日 18:30'],
    ['GroupPaused', payable, '已通过 · 查看申请', 'application', '保留到 11月23日 18:30'],
    ['NoValidQr', payable, '已通过 · 查看申请', 'application', '保留到 11月23日 18:30'],
    ['ApplyFirst', standing('Rejected'), '申请入群', 'apply', '上次申请未通过，可以再次申请'],
    ['ApplyFirst', standing('TimedOut'), '申请入群', 'apply', '群主超时未答复'],
    ['ApplyFirst', lapsed, '申请入群', 'apply', '付款时间已过，名额已让出'],
    ['ApplyFirst', standing('Withdrawn'), '申请入群', 'apply', '你已撤回'],
  ])(
    'The page of a group entered by application, with obstacle %s and %o, has the button %s',
    (obstacle, mine, label, kind, hint) => {
      const primaryAction = modules().primaryActionOf({ group: byApplication, obstacle, mine }, true);
      expect(primaryAction).toMatchObject({ label, kind });
      expect(primaryAction.hint).toContain(hint);
      // Nothing was paid, so nothing is refunded.
      expect(primaryAction.hint).not.toContain('退回');
    },
  );

  it('The group page goes on with a purchase that this phone has begun, without another application', () => {
    const { primaryActionOf } = modules();
    expect(primaryActionOf({ ...answered, obstacle: null }, true, true)).toMatchObject({
      kind: 'buy',
      label: '支付 ¥9.90 申请入群',
    });
    const instant = { ...answered, group: { ...group, admission: 'instant' }, obstacle: null };
    expect(primaryActionOf(instant, true)).toMatchObject({ kind: 'buy', label: '支付 ¥9.90 入群' });
  });

  it('The page of a group that is reviewed after the payment counts the refund window from the owner’s yes', () => {
    const { promises } = modules().groupView({ ...answered, group: { ...group, admission: 'payThenReview' } }, true);
    expect(promises.join()).toContain('审核期间和通过后 5 天内');
  });

  it('The page of a full group says when the next seat may come free, if any of its seats is unpaid', () => {
    const hintOf = (nextSeatMs: number | null, maySell = true): string =>
      modules().primaryActionOf({ ...answered, obstacle: 'GroupFull', nextSeatMs }, maySell).hint;
    expect(hintOf(null)).toBe('有名额释放时会重新开放。');
    expect(hintOf(Date.UTC(2027, 10, 23, 10, 30))).toMatch(
      /^名额都占着，其中有还没付款的，最早 2027年11月23日 18:30 可能空出来。$/,
    );
    expect(hintOf(Date.UTC(2020, 1, 1))).toBe('名额都占着，其中有还没付款的，随时可能空出来。');
    expect(hintOf(Date.UTC(2020, 1, 1), false)).not.toMatch(sellingWords);
  });

  it('The group page tells a person who must wait until when and why', () => {
    const hintOf = (obstacle: string): string =>
      modules().primaryActionOf({ ...answered, obstacle, waitUntilMs: Date.UTC(2027, 10, 23, 10, 30) }, true).hint;
    expect(hintOf('OrdersLapsed')).toBe('连着两笔订单没有付款，2027年11月23日 18:30 起可以再加入。');
    expect(hintOf('RefundedTooOften')).toBe('半年里已经两次退款，2027年11月23日 18:30 起可以再加入。');
  });

  it('The group page names the refund window under every admission rule', () => {
    for (const admission of ['instant', 'payThenReview', 'reviewThenPay']) {
      const { promises } = modules().groupView({ ...answered, group: { ...group, admission } }, true);
      expect(promises.join()).toContain('5 天内');
    }
  });

  it('The page of a group entered by application explains that, step by step', () => {
    const { rule, steps, promises } = modules().groupView({ ...answered, group: byApplication }, true);
    expect(rule).toBe('申请后付款');
    expect(steps).toHaveLength(4);
    expect(steps[0]).toContain('不用先付款');
    expect(promises[0]).toContain('通过之前不收钱');
    expect(modules().groupView({ ...answered, group: byApplication }, false).rule).toBe('审核后入群');
  });

  it('The group page on iOS mentions no price or payment and sells nothing at any stage of an application', () => {
    const { primaryActionOf } = modules();
    for (const obstacle of [
      'ApplyFirst',
      'Applied',
      'GroupPaused',
      'NoValidQr',
      'GroupFull',
      'OrdersLapsed',
      'RefundedTooOften',
      null,
    ]) {
      for (const mine of [null, waiting, payable, lapsed, standing('Rejected'), standing('Withdrawn')]) {
        const primaryAction = primaryActionOf({ group: byApplication, obstacle, mine }, false);
        expect(JSON.stringify(primaryAction)).not.toMatch(sellingWords);
        expect(['none', 'application']).toContain(primaryAction.kind);
      }
    }
  });

  it('The group page and card on iOS mention no price or payment and sell nothing', () => {
    for (const admission of ['instant', 'payThenReview', 'reviewThenPay']) {
      const { groupView, primaryActionOf, groupCardView } = modules();
      const plain = { ...answered, group: { ...group, admission } };
      const shown = JSON.stringify([
        groupView(plain, false),
        primaryActionOf(plain, false),
        groupCardView(plain.group, false),
      ]);
      expect(shown).not.toMatch(sellingWords);
      expect(primaryActionOf(plain, false).kind).toBe('none');
    }
  });

  it.each([
    [{ capacity: null, seatsLeft: null }, ''],
    [{}, '剩 3 席'],
    [{ seatsLeft: 0, open: false }, '已满'],
    [{ open: false }, '暂未开放'],
  ])('The card of a group with %o shows "%s" for its seats', (changes, seats) => {
    expect(modules().groupCardView({ ...group, ...changes }, true).seats).toBe(seats);
  });
});

interface ApplicationView {
  label: string;
  statusText: string;
  reason: string;
  countdown: { leftMs: number } | null;
  timeline: { title: string }[];
  actions: string[];
}

describe('the application page', () => {
  const view = (mine: Mine, obstacle: string | null, selling = true): ApplicationView =>
    built
      .load<{
        applicationView: (a: Answered, mine: Mine, context: { maySell: boolean; nowMs: number }) => ApplicationView;
      }>('pages/application/view.js')
      .applicationView({ group: byApplication, obstacle, mine }, mine, { maySell: selling, nowMs: noon });

  it.each([
    ['waits for the owner', waiting, 'Applied', '审核中', ['withdraw']],
    ['may be paid', payable, null, '已通过，待支付', ['pay', 'giveUp']],
    ['can’t be paid in a group that no longer opens', payable, 'GroupPaused', '已通过，待支付', ['giveUp']],
    ['was not paid in time', payable, 'ApplyFirst', '支付时间已过', ['again']],
    [
      'was not paid in time and the group is paused',
      { ...payable, payUntilMs: noon },
      'GroupPaused',
      '支付时间已过',
      ['group'],
    ],
    ['was rejected', standing('Rejected', { rejectedReason: '不合适' }), 'ApplyFirst', '未通过', ['again']],
    ['was rejected by a group that is full', standing('Rejected'), 'GroupFull', '未通过', ['group']],
    ['was not answered', standing('TimedOut'), 'ApplyFirst', '群主超时未答复', ['again']],
    ['was approved and not paid', lapsed, 'ApplyFirst', '支付时间已过', ['again']],
    ['was withdrawn', standing('Withdrawn'), 'ApplyFirst', '已撤回', ['again']],
    ['was admitted', standing('Admitted', { orderId: 'o' }), 'AlreadyMember', '可入群', ['ticket']],
    ['was paid and ended', standing('Revoked', { orderId: 'o' }), 'ApplyFirst', '资格已结束', ['order']],
  ])(
    'The application page says that the application %s and offers the next action',
    (_, mine, obstacle, label, actions) => {
      const shown = view(mine, obstacle);
      expect(shown).toMatchObject({ label, actions });
      expect(shown.statusText).toMatch(/。$/);
    },
  );

  it('The application page counts down to the owner’s deadline, then to the applicant’s', () => {
    expect(view(waiting, 'Applied').countdown?.leftMs).toBe(24 * hour);
    expect(view(payable, null).countdown?.leftMs).toBe(24 * hour);
    expect(view(payable, null).timeline.map(({ title }) => title)).toEqual(['提交申请', '群主已通过']);
  });

  it('The application page shows the owner’s reason only with a rejection', () => {
    expect(view(standing('Rejected', { rejectedReason: '不合适' }), 'ApplyFirst').reason).toBe('不合适');
    expect(view({ ...waiting, rejectedReason: '旧的' }, 'Applied').reason).toBe('');
  });

  it('The application page has a label and an action for every state, and mentions no money on iOS', () => {
    for (const membershipState of membershipStates) {
      for (const obstacle of [null, 'ApplyFirst', 'Applied', 'GroupPaused', 'NoValidQr', 'GroupFull']) {
        for (const orderId of [null, 'o']) {
          const mine = { ...payable, membershipState, orderId };
          expect(view(mine, obstacle).label).not.toBe('');
          expect(view(mine, obstacle).actions.length).toBeGreaterThan(0);
          const plain = view(mine, obstacle, false);
          expect(JSON.stringify(plain)).not.toMatch(sellingWords);
          expect(plain.actions).not.toContain('pay');
          expect(plain.actions).not.toContain('again');
        }
      }
    }
  });
});

describe('membership rows', () => {
  interface Row {
    groupId: string;
    label: string;
    note: string;
    destination: string;
  }
  const membership = (groupId: string, membershipState: string, changes: object = {}): object => ({
    groupId,
    groupName: '读书会',
    coverFileId: '',
    ownerName: '阿岩',
    membershipState,
    admission: 'reviewThenPay',
    orderId: null,
    paidFen: 0,
    order: null,
    priceFen: 990,
    reviewUntilMs: null,
    payUntilMs: null,
    rejectedReason: '',
    stateAtMs: noon,
    ...changes,
  });
  const rows = (memberships: object[], selling = true): Row[] =>
    built
      .load<{ membershipRows: (memberships: object[], maySell: boolean) => Row[] }>('components/membership-row/view.js')
      .membershipRows(memberships, selling);

  it('A membership row opens the page that continues it', () => {
    for (const state of membershipStates) {
      const [unpaid] = rows([membership('g', state)]);
      const [paid] = rows([membership('g', state, { orderId: 'o' })]);
      const inside = state === 'Admitted' || state === 'Joined';
      expect(unpaid?.destination).toBe(inside ? 'ticket' : 'application');
      expect(paid?.destination).toBe(inside ? 'ticket' : 'order');
    }
  });

  it('Membership rows that wait for a payment come first, then those that wait for an owner, each with its deadline', () => {
    const shown = rows([
      membership('in', 'Admitted', { orderId: 'o' }),
      membership('waits', 'Applied', { reviewUntilMs: noon + 24 * hour }),
      membership('pays', 'Approved', { payUntilMs: noon + 3 * hour }),
    ]);
    expect(shown.map(({ groupId }) => groupId)).toEqual(['pays', 'waits', 'in']);
    expect(shown.map(({ note }) => note)).toEqual([
      '11月22日 21:30 前支付 ¥9.90',
      '最晚 11月23日 18:30 答复',
      '群主 阿岩',
    ]);
  });

  it('A membership row mentions no money on iOS', () => {
    for (const state of membershipStates) {
      const [row] = rows([membership('g', state, { payUntilMs: state === 'Approved' ? noon : null })], false);
      expect(JSON.stringify(row)).not.toMatch(/支付|付款|¥/);
    }
  });
});

describe('the application card', () => {
  interface Card {
    paidLabel: string;
    payNote: string;
    message: string;
    long: boolean;
    waiting: boolean;
    outcome: string;
    name: string;
    paidFen: number;
  }
  interface Cards {
    applicationView(application: object, nowMs: number): Card;
    decisionTextsFor(card: Card): Record<string, string>;
  }
  const cards = (): Cards => built.load<Cards>('owner/application-card/view.js');
  const application = {
    membershipId: 'e',
    round: 1,
    groupId: 'g1',
    groupName: '读书会',
    nickname: '小林',
    avatarFileId: '',
    membershipState: 'Applied',
    admission: 'reviewThenPay',
    message: '想读书',
    contact: '',
    paidFen: 0,
    appliedAtMs: noon,
    reviewUntilMs: noon + hour,
    payUntilMs: null as number | null,
    rejectedReason: '',
  };
  const card = (changes: Partial<typeof application>): Card =>
    cards().applicationView({ ...application, ...changes }, noon);

  it('An application card says whether money was paid, and what approving and rejecting mean for it', () => {
    const unpaid = card({});
    expect(unpaid).toMatchObject({ paidLabel: '', payNote: '通过后 24 小时内支付', waiting: true });
    expect(cards().decisionTextsFor(unpaid)).toMatchObject({ rejectLabel: '拒绝', rejectedToast: '已拒绝' });
    expect(cards().decisionTextsFor(unpaid)['approveQuestion']).toContain('24 小时');
    const paid = card({ membershipState: 'UnderReview', admission: 'payThenReview', message: '', paidFen: 990 });
    expect(paid).toMatchObject({ paidLabel: '已付', payNote: '', waiting: true });
    expect(cards().decisionTextsFor(paid)).toMatchObject({
      rejectLabel: '拒绝并退款',
      rejectedToast: '已拒绝，款项将原路退回',
    });
    expect(cards().decisionTextsFor(paid)['rejectHint']).toContain('¥9.90');
  });

  it('An application card shows its outcome', () => {
    const outcome = (changes: Partial<typeof application>): string => card(changes).outcome;
    expect(outcome({ membershipState: 'Approved', payUntilMs: noon + hour })).toBe('待支付，名额留到 11月22日 19:30');
    expect(outcome({ membershipState: 'Admitted', paidFen: 990 })).toBe('可入群');
    expect(outcome({ membershipState: 'TimedOut' })).toBe('已超时');
    expect(outcome({ membershipState: 'Withdrawn' })).toBe('已撤回');
    expect(card({ membershipState: 'Withdrawn', message: '' }).message).toContain('删除');
    expect(card({ message: '' }).message).toContain('打不开');
  });

  it('An application card folds a long message and one of many lines', () => {
    expect(card({}).long).toBe(false);
    expect(card({ message: '想'.repeat(300) }).long).toBe(true);
    expect(card({ message: '一\n二\n三\n四\n五' }).long).toBe(true);
  });
});

it('The time limits that pages name are the domain’s', () => {
  const { payWithinHours, qrWithinHours } = built.load<{ payWithinHours: number; qrWithinHours: number }>(
    'services/timeLimits.js',
  );
  expect([payWithinHours * hour, qrWithinHours * hour]).toEqual([payApprovedWithinMs, noValidQrAfterMs]);
});
