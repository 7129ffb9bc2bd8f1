import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
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
import { openBuild } from './built';

interface Draft {
  [field: string]: unknown;
}
interface DraftModule {
  emptyDraft: Draft;
  nothingInUse: InUse;
  validateDraft(draft: Draft, inUse: InUse): Record<string, string>;
  parseDraft(draft: Draft, inUse: InUse): { text: unknown; terms: unknown } | null;
}
interface InUse {
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
interface Parsing {
  parseFen(typed: string): number | null;
}
interface Formatting {
  formatYuanInput(fen: number): string;
}

const built = openBuild();
let drafts: DraftModule;
let limits: Limits;
let parsing: Parsing;
let formatting: Formatting;
beforeAll(() => {
  // Dates of another year would show it.
  const clock = built.load<{ learnServerTime(nowMs: number): void }>('services/clock.js');
  clock.learnServerTime(Date.UTC(2026, 10, 22));
  drafts = built.load<DraftModule>('owner/edit/draft.js');
  limits = built.load<Limits>('owner/limits.js');
  parsing = built.load<Parsing>('services/parse.js');
  formatting = built.load<Formatting>('services/format.js');
});

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
const errorFields = (changes: Draft, inUse = drafts.nothingInUse): string[] =>
  Object.keys(drafts.validateDraft({ ...full(), ...changes }, inUse));

describe('the form of a group', () => {
  it('The group form sends trimmed input that the contract accepts, without empty lines', () => {
    const written = drafts.parseDraft(full(), drafts.nothingInUse);
    expect(v.parse(GroupText, written?.text)).toMatchObject({ name: '三行诗', benefits: ['一首诗'] });
    expect(v.parse(GroupTerms, written?.terms)).toMatchObject({ priceFen: 660, reviewHours: 24, capacity: 50 });
    const applied = drafts.parseDraft({ ...full(), admission: 'reviewThenPay', refundDays: '14' }, drafts.nothingInUse);
    expect(v.parse(GroupTerms, applied?.terms)).toMatchObject({ reviewHours: 24, refundDays: 14 });
    const free = drafts.parseDraft({ ...full(), admission: 'instant', limited: false }, drafts.nothingInUse);
    expect(v.parse(GroupTerms, free?.terms)).toMatchObject({ reviewHours: 0, capacity: null });
  });

  it('The group form reports every missing field of an empty draft and sends nothing', () => {
    const missing = ['benefits', 'category', 'description', 'intro', 'name', 'ownerIntro', 'priceYuan'];
    expect(Object.keys(drafts.validateDraft(drafts.emptyDraft, drafts.nothingInUse)).sort()).toEqual(missing);
    expect(drafts.parseDraft(drafts.emptyDraft, drafts.nothingInUse)).toBeNull();
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
  ])('The group form with %o reports errors in %j', (changes, fields) => {
    expect(errorFields(changes)).toEqual(fields);
  });

  it('The group form refuses a capacity below the seats in use', () => {
    expect(errorFields({ capacity: '8' }, { seats: 9, limitFixed: true })).toEqual(['capacity']);
    expect(errorFields({ capacity: '9' }, { seats: 9, limitFixed: true })).toEqual([]);
  });
});

describe('the limits of forms', () => {
  it('The limits of forms are the contracts’ numbers', () => {
    expect(limits).toMatchObject({ priceLimits, mostSeats, reviewHoursLimits, refundDaysLimits, qrLimits });
  });

  it.each(['name', 'intro', 'description', 'ownerIntro'] as const)(
    'The form accepts a %s exactly as long as saveGroup does',
    (field) => {
      const text = { ...v.parse(GroupText, drafts.parseDraft(full(), drafts.nothingInUse)?.text) };
      const takes = (length: number): boolean => v.is(GroupText, { ...text, [field]: '字'.repeat(length) });
      expect([takes(limits.longest[field]), takes(limits.longest[field] + 1)]).toEqual([true, false]);
    },
  );

  it('The form accepts exactly as many and as long benefits as saveGroup does', () => {
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

  it('saveProfile accepts a nickname of 20 characters but not of 21', () => {
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
])('parseFen reads "%s" as %s fen', (typed, fen) => {
  expect(parsing.parseFen(typed)).toBe(fen);
  if (fen !== null) expect(parsing.parseFen(formatting.formatYuanInput(fen))).toBe(fen);
});

describe('group QRs', () => {
  const noon = Date.UTC(2026, 10, 22, 17, 30); // 01:30 on the 23rd in Beijing
  interface QrsView {
    expiryDays(nowMs: number): { label: string; atMs: number }[];
    noticeOf(qrs: object[], nowMs: number): { tone: string; title: string };
  }

  it('A QR may expire on each of the next seven days in Beijing, the last one first', () => {
    const days = built.load<QrsView>('owner/qrs/view.js').expiryDays(noon).slice(0, 7);
    expect(days.map(({ label }) => label)).toEqual(['11月30日前', '11月29日前', '11月28日前', '11月27日前', '11月26日前', '11月25日前', '11月24日前']); // oxfmt-ignore
    for (const { atMs } of days) {
      expect(atMs).toBeGreaterThan(noon);
      expect(atMs - noon).toBeLessThanOrEqual(qrLimits.lastsDays * 86_400_000);
    }
  });

  it('A WeCom group’s QR may also expire in a month, a quarter or a year', () => {
    const days = built.load<QrsView>('owner/qrs/view.js').expiryDays(noon).slice(7);
    const midnight = Date.UTC(2026, 10, 22, 16);
    expect(days).toEqual([
      { label: '30 天内（企业微信群码）', atMs: midnight + 30 * 86_400_000 },
      { label: '90 天内（企业微信群码）', atMs: midnight + 90 * 86_400_000 },
      { label: '365 天内（企业微信群码）', atMs: midnight + 365 * 86_400_000 },
    ]);
  });

  it.each([
    [[], 'alert'],
    [[{ state: 'Expired', expiresAtMs: noon - 1, quota: 1, shownCount: 0 }], 'alert'],
    [[{ state: 'Live', expiresAtMs: noon + 3_600_000, quota: 9, shownCount: 0 }], 'waiting'],
    [[{ state: 'Live', expiresAtMs: noon + 90_000_000, quota: 9, shownCount: 0 }], 'good'],
  ])('The notice about the QRs %j has the tone %s', (qrs, tone) => {
    expect(built.load<QrsView>('owner/qrs/view.js').noticeOf(qrs, noon).tone).toBe(tone);
  });
});
