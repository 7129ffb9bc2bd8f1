import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qrLimits } from '../../contracts/saveGroupQr';
import {
  GroupTerms,
  GroupText,
  mostSeats,
  priceLimits,
  reviewHoursLimits,
  refundDaysLimits,
} from '../../contracts/saveGroup';
import { saveProfile } from '../../contracts/saveProfile';
import { underReview } from './answers';
import { buildForTest, type Built } from './built';

interface Draft {
  [field: string]: unknown;
}
interface DraftModule {
  emptyDraft: Draft;
  nothingTaken: Taken;
  wrongsOf(draft: Draft, taken: Taken): Record<string, string>;
  writtenIn(draft: Draft, taken: Taken): { text: unknown; terms: unknown } | null;
}
interface Taken {
  seats: number;
  limitFixed: boolean;
}
interface Limits {
  priceLimits: unknown;
  mostSeats: unknown;
  reviewHoursLimits: unknown;
  qrLimits: unknown;
  longest: Record<'name' | 'intro' | 'description' | 'benefit' | 'ownerIntro', number>;
  mostBenefits: number;
}
interface Numbers {
  fenFrom(typed: string): number | null;
  typedYuan(fen: number): string;
}

let built: Built;
let drafts: DraftModule;
let limits: Limits;
let numbers: Numbers;
beforeAll(async () => {
  built = await buildForTest();
  drafts = built.load<DraftModule>('owner/edit/draft.js');
  limits = built.load<Limits>('owner/limits.js');
  numbers = built.load<Numbers>('services/numbers.js');
});
afterAll(() => built.remove());

const full = (): Draft => ({
  ...drafts.emptyDraft,
  name: ' 三行诗 ',
  intro: '每晚一首',
  description: '读和写',
  benefits: ['一首诗', '  '],
  ownerIntro: '写了十年',
  category: 'reading',
  priceYuan: '6.6',
});
const wrong = (changes: Draft, taken = drafts.nothingTaken): string[] =>
  Object.keys(drafts.wrongsOf({ ...full(), ...changes }, taken));

describe('the form of a group', () => {
  it('sends what the contract takes, trimmed and without empty lines', () => {
    const written = drafts.writtenIn(full(), drafts.nothingTaken);
    expect(v.parse(GroupText, written?.text)).toMatchObject({ name: '三行诗', benefits: ['一首诗'] });
    expect(v.parse(GroupTerms, written?.terms)).toMatchObject({ priceFen: 660, reviewHours: 24, capacity: 50 });
    const applied = drafts.writtenIn({ ...full(), admission: 'reviewThenPay', refundDays: '14' }, drafts.nothingTaken);
    expect(v.parse(GroupTerms, applied?.terms)).toMatchObject({ reviewHours: 24, refundDays: 14 });
    const free = drafts.writtenIn({ ...full(), admission: 'instant', limited: false }, drafts.nothingTaken);
    expect(v.parse(GroupTerms, free?.terms)).toMatchObject({ reviewHours: 0, capacity: null });
  });

  it('names every field of an empty draft that is missing, and sends nothing', () => {
    const missing = ['benefits', 'category', 'description', 'intro', 'name', 'ownerIntro', 'priceYuan'];
    expect(Object.keys(drafts.wrongsOf(drafts.emptyDraft, drafts.nothingTaken)).sort()).toEqual(missing);
    expect(drafts.writtenIn(drafts.emptyDraft, drafts.nothingTaken)).toBeNull();
  });

  it.each([
    [{ priceYuan: '0.99' }, ['priceYuan']],
    [{ priceYuan: '1' }, []],
    [{ priceYuan: '500' }, []],
    [{ priceYuan: '500.01' }, ['priceYuan']],
    [{ priceYuan: '9.999' }, ['priceYuan']],
    [{ reviewHours: '0' }, ['reviewHours']],
    [{ reviewHours: '168' }, []],
    [{ reviewHours: '169' }, ['reviewHours']],
    [{ reviewHours: '', admission: 'instant' }, []],
    [{ reviewHours: '', admission: 'reviewThenPay' }, ['reviewHours']],
    [{ refundDays: '0' }, ['refundDays']],
    [{ refundDays: '1' }, []],
    [{ refundDays: '30' }, []],
    [{ refundDays: '31' }, ['refundDays']],
    [{ refundDays: '3.5' }, ['refundDays']],
    [{ capacity: '500' }, []],
    [{ capacity: '501' }, ['capacity']],
    [{ capacity: '', limited: false }, []],
    [{ benefits: ['', ' '] }, ['benefits']],
    [{ name: '名'.repeat(31) }, ['name']],
  ])('finds in %o wrong: %j', (changes, fields) => {
    expect(wrong(changes)).toEqual(fields);
  });

  it('takes no seat away from those who hold one', () => {
    expect(wrong({ capacity: '8' }, { seats: 9, limitFixed: true })).toEqual(['capacity']);
    expect(wrong({ capacity: '9' }, { seats: 9, limitFixed: true })).toEqual([]);
  });
});

describe('the mini-program’s limits', () => {
  it('are the contracts’ numbers', () => {
    expect(limits).toMatchObject({ priceLimits, mostSeats, reviewHoursLimits, refundDaysLimits, qrLimits });
  });

  it.each(['name', 'intro', 'description', 'ownerIntro'] as const)('%s is as long as saveGroup takes it', (field) => {
    const text = { ...v.parse(GroupText, drafts.writtenIn(full(), drafts.nothingTaken)?.text) };
    const takes = (length: number): boolean => v.is(GroupText, { ...text, [field]: '字'.repeat(length) });
    expect([takes(limits.longest[field]), takes(limits.longest[field] + 1)]).toEqual([true, false]);
  });

  it('benefits are as many and as long as saveGroup takes them', () => {
    const { benefits } = GroupText.entries;
    const takes = (lines: number, length: number): boolean =>
      v.is(
        benefits,
        Array.from({ length: lines }, () => '字'.repeat(length)),
      );
    const { mostBenefits, longest } = limits;
    expect(takes(mostBenefits, longest.benefit)).toBe(true);
    expect(takes(mostBenefits + 1, 1) || takes(1, longest.benefit + 1)).toBe(false);
  });

  it('a nickname is as long as saveProfile takes it', () => {
    const takes = (length: number): boolean => v.is(saveProfile.input, { nickname: '字'.repeat(length) });
    expect([takes(20), takes(21)]).toEqual([true, false]);
  });
});

it.each([
  ['9.9', 990],
  [' 9.90 ', 990],
  ['12', 1200],
  ['0.05', 5],
  ['1.005', null],
  ['.5', null],
  ['-1', null],
  ['1e3', null],
  ['', null],
])('the price "%s" is %s fen', (typed, fen) => {
  expect(numbers.fenFrom(typed)).toBe(fen);
  if (fen !== null) expect(numbers.fenFrom(numbers.typedYuan(fen))).toBe(fen);
});

describe('a code', () => {
  const noon = Date.UTC(2026, 10, 22, 17, 30); // 01:30 on the 23rd in Beijing
  interface QrsView {
    endDays(nowMs: number): { label: string; atMs: number }[];
    noticeOf(codes: object[], nowMs: number): { tone: string; title: string };
  }

  it('may end on each of the next seven days in Beijing, the last one first', () => {
    const days = built.load<QrsView>('owner/qrs/view.js').endDays(noon);
    expect(days.map(({ label }) => label)).toEqual(['11月30日前', '11月29日前', '11月28日前', '11月27日前', '11月26日前', '11月25日前', '11月24日前']); // prettier-ignore
    for (const { atMs } of days) {
      expect(atMs).toBeGreaterThan(noon);
      expect(atMs - noon).toBeLessThanOrEqual(qrLimits.lastsDays * 86_400_000);
    }
  });

  it.each([
    [[], 'alert'],
    [[{ state: 'Expired', expiresAtMs: noon - 1, quota: 1, shownCount: 0 }], 'alert'],
    [[{ state: 'Live', expiresAtMs: noon + 3_600_000, quota: 9, shownCount: 0 }], 'waiting'],
    [[{ state: 'Live', expiresAtMs: noon + 90_000_000, quota: 9, shownCount: 0 }], 'good'],
  ])('%j makes the notice %s', (codes, tone) => {
    expect(built.load<QrsView>('owner/qrs/view.js').noticeOf(codes, noon).tone).toBe(tone);
  });
});

describe('taking the money back', () => {
  interface Rule {
    possible: boolean;
    note: string;
  }
  const paidAtMs = underReview.paidAtMs ?? 0;
  const untilMs = underReview.refundUntilMs ?? 0;
  const rule = (membershipState: string, circumstances: { nowMs: number; seen: boolean }): Rule =>
    built
      .load<{ refundRuleOf(order: object, circumstances: object): Rule }>('pages/order/refundRule.js')
      .refundRuleOf({ ...underReview, membershipState }, circumstances);

  it.each([
    ['UnderReview', paidAtMs, false, true],
    ['UnderReview', untilMs + 1, false, true],
    ['Admitted', paidAtMs, false, true],
    ['Admitted', untilMs + 1, false, false],
    ['Admitted', paidAtMs, true, false],
    ['Joined', paidAtMs, false, false],
    ['Rejected', paidAtMs, false, false],
  ])('%s at %i, code seen: %s, is offered: %s', (membershipState, nowMs, seen, possible) => {
    const { possible: offered, note } = rule(membershipState, { nowMs, seen });
    expect(offered).toBe(possible);
    if (membershipState === 'Admitted' || membershipState === 'UnderReview') expect(note).toMatch(/。$/);
  });
});
