import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { membershipStates, noValidQrAfterMs, payApprovedWithinMs } from '../../domain/membership';
import { orderStates } from '../../domain/order';
import { buildForTest, type Built } from './built';

let built: Built;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

/** What a phone on which nothing may be sold must not show. */
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
  acts: string[];
  waiting: boolean;
  clock: { leftMs: number } | null;
}
interface Looking {
  selling: boolean;
  sheetSaidPaid: boolean;
  nowMs: number;
}

function resultOf(changes: Partial<Order>, looking: Partial<Looking> = {}): ResultView {
  const { resultView } = built.load<{ resultView: (order: Order, looking: Looking) => ResultView }>(
    'pages/result/view.js',
  );
  return resultView({ ...order, ...changes }, { selling: true, sheetSaidPaid: false, nowMs: noon, ...looking });
}

describe('the page after paying', () => {
  it('waits for the server though the sheet said paid, and offers nothing that could pay twice', () => {
    const view = resultOf({}, { sheetSaidPaid: true });
    expect(view).toMatchObject({ title: '正在确认付款', acts: [], waiting: true });
  });

  it('says unpaid after a cancelled sheet, with the seat’s clock, and offers to pay or cancel', () => {
    const view = resultOf({});
    expect(view).toMatchObject({ title: '还没有付款', acts: ['pay', 'cancel'], waiting: false });
    expect(view.clock?.leftMs).toBe(hour / 4);
  });

  it('keeps waiting while a paid order has not given its standing yet', () => {
    expect(resultOf({ state: 'Paid' }).waiting).toBe(true);
  });

  it('tells who waits for a review until when, and that money comes back otherwise', () => {
    const view = resultOf({ state: 'Paid', membershipState: 'UnderReview', reviewUntilMs: noon + 24 * hour });
    expect(view.text).toContain('11月23日 18:30');
    expect(view.text).toContain('¥9.90 自动原路退回');
    expect(view.clock?.leftMs).toBe(24 * hour);
  });

  it('leads the admitted to their ticket', () => {
    expect(resultOf({ state: 'Paid', membershipState: 'Admitted' }).acts).toEqual(['ticket']);
  });

  it('tells a refund’s amount', () => {
    expect(resultOf({ state: 'Refunding', membershipState: 'Rejected' }).text).toContain('¥9.90');
    expect(resultOf({ state: 'Refunded', refundedFen: 990, membershipState: 'Rejected' }).text).toContain(
      '¥9.90 已原路退回',
    );
  });

  it('keeps an approved applicant’s seat whatever becomes of the order', () => {
    const changes = { admission: 'reviewThenPay', seatUntilMs: noon + 20 * hour };
    const unpaid = resultOf(changes);
    expect(unpaid.text).toContain('名额为你保留到 11月23日 14:30');
    expect(unpaid.clock).toMatchObject({ label: '这笔订单还剩' });
    const closed = resultOf({ ...changes, state: 'Closed' });
    expect(closed.text).toContain('名额为你保留到 11月23日 14:30');
    expect(closed.text).not.toContain('释放');
    expect(resultOf({ state: 'Closed' }).text).toContain('名额已经释放');
  });

  it('has words for every pair of states', () => {
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
type Answered = { group: typeof group; obstacle: string | null; mine: Mine | null };
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
  groupView: (answered: Answered, selling: boolean) => { rule: string; steps: string[]; promises: string[] };
  doorOf: (answered: Answered, selling: boolean) => { label: string; act: string; hint: string };
  groupCardView: (card: typeof group, selling: boolean) => { seats: string };
}
const modules = (): GroupModules => ({
  ...built.load<Pick<GroupModules, 'groupView'>>('pages/group/view.js'),
  ...built.load<Pick<GroupModules, 'doorOf'>>('pages/group/door.js'),
  ...built.load<Pick<GroupModules, 'groupCardView'>>('components/group-card/view.js'),
});

describe('a group', () => {
  it.each([
    [null, '支付 ¥9.90 申请入群', 'buy'],
    ['AlreadyMember', '查看入群凭证', 'ticket'],
    ['UnderReview', '审核中 · 查看进度', 'order'],
    ['OwnGroup', '去管理这个社群', 'manage'],
    ['GroupFull', '已满员', 'none'],
    ['GroupPaused', '暂停加入', 'none'],
    ['NoValidQr', '等待群主更新群码', 'none'],
  ])('with obstacle %s has the button %s', (obstacle, label, act) => {
    expect(modules().doorOf({ ...answered, obstacle }, true)).toMatchObject({ label, act });
  });

  it.each([
    ['ApplyFirst', null, '申请入群', 'apply', ''],
    ['Applied', waiting, '审核中 · 查看申请', 'application', '11月23日 18:30'],
    [null, payable, '支付 ¥9.90 入群', 'buy', '保留到 11月23日 18:30'],
    ['GroupPaused', payable, '已通过 · 查看申请', 'application', '保留到 11月23日 18:30'],
    ['NoValidQr', payable, '已通过 · 查看申请', 'application', '保留到 11月23日 18:30'],
    ['ApplyFirst', standing('Rejected'), '申请入群', 'apply', '上次申请未通过，可以再次申请'],
    ['ApplyFirst', standing('TimedOut'), '申请入群', 'apply', '群主超时未答复'],
    ['ApplyFirst', lapsed, '申请入群', 'apply', '没有付款，名额已让出'],
    ['ApplyFirst', standing('Withdrawn'), '申请入群', 'apply', '你已撤回'],
  ])('entered by an application, with obstacle %s and %o, has the button %s', (obstacle, mine, label, act, hint) => {
    const door = modules().doorOf({ group: byApplication, obstacle, mine }, true);
    expect(door).toMatchObject({ label, act });
    expect(door.hint).toContain(hint);
    // Nothing was paid, nothing goes back.
    expect(door.hint).not.toContain('退回');
  });

  it('tells the days in which the money can be taken back, by every rule', () => {
    for (const admission of ['instant', 'payThenReview', 'reviewThenPay']) {
      const { promises } = modules().groupView({ ...answered, group: { ...group, admission } }, true);
      expect(promises.join()).toContain('5 天内');
    }
  });

  it('entered by an application says so, step by step', () => {
    const { rule, steps, promises } = modules().groupView({ ...answered, group: byApplication }, true);
    expect(rule).toBe('申请后付款');
    expect(steps).toHaveLength(4);
    expect(steps[0]).toContain('不用先付款');
    expect(promises[0]).toContain('通过之前不收钱');
    expect(modules().groupView({ ...answered, group: byApplication }, false).rule).toBe('审核后入群');
  });

  it('on iOS speaks of no price and no payment, and sells nothing, wherever an application stands', () => {
    const { doorOf } = modules();
    for (const obstacle of ['ApplyFirst', 'Applied', 'GroupPaused', 'NoValidQr', 'GroupFull', null]) {
      for (const mine of [null, waiting, payable, lapsed, standing('Rejected'), standing('Withdrawn')]) {
        const door = doorOf({ group: byApplication, obstacle, mine }, false);
        expect(JSON.stringify(door)).not.toMatch(sellingWords);
        expect(['none', 'application']).toContain(door.act);
      }
    }
  });

  it('on iOS speaks of no price and no payment, and sells nothing', () => {
    for (const admission of ['instant', 'payThenReview', 'reviewThenPay']) {
      const { groupView, doorOf, groupCardView } = modules();
      const plain = { ...answered, group: { ...group, admission } };
      const shown = JSON.stringify([groupView(plain, false), doorOf(plain, false), groupCardView(plain.group, false)]);
      expect(shown).not.toMatch(sellingWords);
      expect(doorOf(plain, false).act).toBe('none');
    }
  });

  it.each([
    [{ capacity: null, seatsLeft: null }, ''],
    [{}, '剩 3 席'],
    [{ seatsLeft: 0, open: false }, '已满'],
    [{ open: false }, '暂未开放'],
  ])('with %o says of its seats "%s"', (changes, seats) => {
    expect(modules().groupCardView({ ...group, ...changes }, true).seats).toBe(seats);
  });
});

interface ApplicationView {
  label: string;
  story: string;
  reason: string;
  clock: { leftMs: number } | null;
  timeline: { title: string }[];
  acts: string[];
}

describe('an application', () => {
  const view = (mine: Mine, obstacle: string | null, selling = true): ApplicationView =>
    built
      .load<{
        applicationView: (a: Answered, mine: Mine, looking: { selling: boolean; nowMs: number }) => ApplicationView;
      }>('pages/application/view.js')
      .applicationView({ group: byApplication, obstacle, mine }, mine, { selling, nowMs: noon });

  it.each([
    ['waits for the owner', waiting, 'Applied', '等群主答复', ['withdraw']],
    ['may be paid', payable, null, '已通过，待支付', ['pay', 'giveUp']],
    ['can not be paid while the group is paused', payable, 'GroupPaused', '已通过，待支付', ['giveUp']],
    ['was not paid in time', payable, 'ApplyFirst', '支付时间已过', ['again']],
    ['was rejected', standing('Rejected', { rejectedReason: '不合适' }), 'ApplyFirst', '未通过', ['again']],
    ['was rejected by a group that is full', standing('Rejected'), 'GroupFull', '未通过', ['group']],
    ['was not answered', standing('TimedOut'), 'ApplyFirst', '群主超时未答复', ['again']],
    ['lapsed', lapsed, 'ApplyFirst', '支付时间已过', ['again']],
    ['was withdrawn', standing('Withdrawn'), 'ApplyFirst', '已撤回', ['again']],
    ['let in', standing('Admitted', { orderId: 'o' }), 'AlreadyMember', '已取得入群资格', ['ticket']],
    ['was paid and given back', standing('Revoked', { orderId: 'o' }), 'ApplyFirst', '查看订单', ['order']],
  ])('that %s says so and can be gone on with', (_, mine, obstacle, label, acts) => {
    const shown = view(mine, obstacle);
    expect(shown).toMatchObject({ label, acts });
    expect(shown.story).toMatch(/。$/);
  });

  it('counts down to the owner’s deadline, then to the applicant’s', () => {
    expect(view(waiting, 'Applied').clock?.leftMs).toBe(24 * hour);
    expect(view(payable, null).clock?.leftMs).toBe(24 * hour);
    expect(view(payable, null).timeline.map(({ title }) => title)).toEqual(['提交申请', '群主已通过']);
  });

  it('shows the owner’s words only with a rejection', () => {
    expect(view(standing('Rejected', { rejectedReason: '不合适' }), 'ApplyFirst').reason).toBe('不合适');
    expect(view({ ...waiting, rejectedReason: '旧的' }, 'Applied').reason).toBe('');
  });

  it('has words for every state, and on iOS none of money', () => {
    for (const membershipState of membershipStates) {
      for (const obstacle of [null, 'ApplyFirst', 'Applied', 'GroupPaused', 'NoValidQr', 'GroupFull']) {
        for (const orderId of [null, 'o']) {
          const mine = { ...payable, membershipState, orderId };
          expect(view(mine, obstacle).label).not.toBe('');
          expect(view(mine, obstacle).acts.length).toBeGreaterThan(0);
          const plain = view(mine, obstacle, false);
          expect(JSON.stringify(plain)).not.toMatch(sellingWords);
          expect(plain.acts).not.toContain('pay');
          expect(plain.acts).not.toContain('again');
        }
      }
    }
  });
});

describe('where one stands', () => {
  interface Row {
    groupId: string;
    label: string;
    note: string;
    place: string;
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
    priceFen: 990,
    reviewUntilMs: null,
    payUntilMs: null,
    rejectedReason: '',
    stateAtMs: noon,
    ...changes,
  });
  const rows = (memberships: object[], selling = true): Row[] =>
    built
      .load<{ membershipRows: (memberships: object[], selling: boolean) => Row[] }>('components/membership-row/view.js')
      .membershipRows(memberships, selling);

  it('leads from each row to where it goes on', () => {
    for (const state of membershipStates) {
      const [unpaid] = rows([membership('g', state)]);
      const [paid] = rows([membership('g', state, { orderId: 'o' })]);
      const inside = state === 'Admitted' || state === 'Joined';
      expect(unpaid?.place).toBe(inside ? 'ticket' : 'application');
      expect(paid?.place).toBe(inside ? 'ticket' : 'order');
    }
  });

  it('puts first what waits for a payment, then what waits for an owner, each with its deadline', () => {
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

  it('says nothing of money on iOS', () => {
    for (const state of membershipStates) {
      const [row] = rows([membership('g', state, { payUntilMs: state === 'Approved' ? noon : null })], false);
      expect(JSON.stringify(row)).not.toMatch(/支付|付款|¥/);
    }
  });
});

describe('an application before its owner', () => {
  interface Card {
    moneyWord: string;
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
    decidingOn(card: Card): Record<'approve' | 'approved' | 'reject' | 'rejecting' | 'rejected', string>;
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

  it('says whether money was paid, and what approving and rejecting mean for it', () => {
    const unpaid = card({});
    expect(unpaid).toMatchObject({ moneyWord: '', payNote: '通过后 24 小时内支付', waiting: true });
    expect(cards().decidingOn(unpaid)).toMatchObject({ reject: '拒绝', rejected: '已拒绝' });
    expect(cards().decidingOn(unpaid).approve).toContain('24 小时');
    const paid = card({ membershipState: 'UnderReview', admission: 'payThenReview', message: '', paidFen: 990 });
    expect(paid).toMatchObject({ moneyWord: '已付', payNote: '', waiting: true });
    expect(cards().decidingOn(paid)).toMatchObject({ reject: '拒绝并退款', rejected: '已拒绝，款项原路退回' });
    expect(cards().decidingOn(paid).rejecting).toContain('¥9.90');
  });

  it('says how it was decided', () => {
    const outcome = (changes: Partial<typeof application>): string => card(changes).outcome;
    expect(outcome({ membershipState: 'Approved', payUntilMs: noon + hour })).toBe('待支付，名额留到 11月22日 19:30');
    expect(outcome({ membershipState: 'Admitted', paidFen: 990 })).toBe('已支付，可入群');
    expect(outcome({ membershipState: 'TimedOut' })).toBe('超时，没有收钱');
    expect(outcome({ membershipState: 'Withdrawn' })).toBe('已撤回');
    expect(card({ membershipState: 'Withdrawn', message: '' }).message).toContain('删除');
    expect(card({ message: '' }).message).toContain('打不开');
  });

  it('folds long words, and many short lines', () => {
    expect(card({}).long).toBe(false);
    expect(card({ message: '想'.repeat(300) }).long).toBe(true);
    expect(card({ message: '一\n二\n三\n四\n五' }).long).toBe(true);
  });
});

it('the times that sentences tell are the domain’s', () => {
  const { payWithinHours, qrWithinHours } = built.load<{ payWithinHours: number; qrWithinHours: number }>(
    'services/rules.js',
  );
  expect([payWithinHours * hour, qrWithinHours * hour]).toEqual([payApprovedWithinMs, noValidQrAfterMs]);
});
