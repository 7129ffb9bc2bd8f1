import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryStates } from '../../domain/entry';
import { orderStates } from '../../domain/order';
import { buildForTest, type Built } from './built';

let built: Built;
beforeAll(async () => {
  built = await buildForTest();
});
afterAll(() => built.remove());

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
  entryState: null as string | null,
  createdAtMs: noon,
  payUntilMs: noon + hour / 4,
  paidAtMs: null as number | null,
  reviewUntilMs: null as number | null,
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
    const view = resultOf({ state: 'Paid', entryState: 'UnderReview', reviewUntilMs: noon + 24 * hour });
    expect(view.text).toContain('11月23日 18:30');
    expect(view.text).toContain('¥9.90 自动原路退回');
    expect(view.clock?.leftMs).toBe(24 * hour);
  });

  it('leads the admitted to their ticket', () => {
    expect(resultOf({ state: 'Paid', entryState: 'Admitted' }).acts).toEqual(['ticket']);
  });

  it('tells a refund’s amount', () => {
    expect(resultOf({ state: 'Refunding', entryState: 'Rejected' }).text).toContain('¥9.90');
    expect(resultOf({ state: 'Refunded', refundedFen: 990, entryState: 'Rejected' }).text).toContain(
      '¥9.90 已原路退回',
    );
  });

  it('has words for every pair of states', () => {
    for (const state of orderStates) {
      for (const entryState of [null, ...entryStates]) {
        const view = resultOf({ state, entryState });
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
  memberCount: 7,
  createdAtMs: noon,
};
type Answered = { group: typeof group; obstacle: string | null; mine: { entryState: string; orderId: string } | null };
const answered: Answered = { group, obstacle: null, mine: null };

interface GroupModules {
  groupView: (answered: Answered, selling: boolean) => object;
  doorOf: (answered: Answered, selling: boolean) => { label: string; act: string };
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
    ['NoLiveCode', '等待群主更新群码', 'none'],
  ])('with obstacle %s has the button %s', (obstacle, label, act) => {
    expect(modules().doorOf({ ...answered, obstacle }, true)).toMatchObject({ label, act });
  });

  it('on iOS speaks of no price and no payment, and sells nothing', () => {
    for (const admission of ['instant', 'payThenReview']) {
      const { groupView, doorOf, groupCardView } = modules();
      const plain = { ...answered, group: { ...group, admission } };
      const shown = JSON.stringify([groupView(plain, false), doorOf(plain, false), groupCardView(plain.group, false)]);
      expect(shown).not.toMatch(/购买|付费|支付|付款|¥|990/);
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
