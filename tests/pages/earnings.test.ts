import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { november, ok, refusal } from './answers';
import { openBuild } from './built';
import { Phone } from './phone';

interface Months {
  monthOfMs: (ms: number) => string;
  monthAfter: (month: string, count: number) => string;
  monthName: (month: string) => string;
}
interface View {
  owed: { label: string; fen: number };
  numbers: { name: string; value: string }[];
  rule: string;
  totalText: string;
  groups: { owed: string; toPay: boolean }[];
  days: { day: string; counts: string; owed: string }[];
}
type Earnings = typeof november;

const built = openBuild();

const route = 'owner/earnings/earnings';
const view = (earnings: Earnings, present = '2026-12'): View =>
  built
    .load<{ earningsView(earnings: Earnings, present: string): View }>('owner/earnings/view.js')
    .earningsView(earnings, present);
const [group] = november.groups;
if (!group) throw new Error('expected a group');

describe('months', () => {
  it('A month is Beijing’s, and the month after December is January of the next year', () => {
    const { monthOfMs, monthAfter, monthName } = built.load<Months>('owner/earnings/months.js');
    expect(monthOfMs(Date.UTC(2026, 10, 30, 15, 59, 59))).toBe('2026-11');
    expect(monthOfMs(Date.UTC(2026, 10, 30, 16))).toBe('2026-12');
    expect([monthAfter('2026-12', 1), monthAfter('2027-01', -1), monthAfter('2026-09', 1)]).toEqual(['2027-01', '2026-12', '2026-10']); // oxfmt-ignore
    expect(monthName('2026-09')).toBe('2026年9月');
  });
});

describe('earningsView', () => {
  it('A statement shows the owed amount and how it is computed', () => {
    const shown = view(november);
    expect(shown.owed).toEqual({ label: '当月应结给你', fen: 966 });
    expect(shown.numbers.map(({ value }) => value)).toEqual(['¥9.90', '¥0.00', '¥0.24']);
    expect(shown.rule).toContain('应结 = 收款 − 退款 − 服务费');
    expect(shown.rule).toContain('2.5%');
    expect(shown.totalText).toContain('到2026年11月底累计应结给你 ¥19.32');
    expect(view(november, '2026-11').totalText).toContain('到现在累计');
    expect(shown.days).toMatchObject([{ day: '11月22日', counts: '收款 1 笔 ¥9.90', owed: '¥9.66' }]);
  });

  it('A statement names the owner as the debtor when refunds exceed payments', () => {
    const back = { paidFen: 0, refundedFen: 990, commissionFen: -24, owedFen: -966, payments: 0, refunds: 1 };
    const shown = view({
      ...november,
      total: { ...back, owedAfterFen: -5, frozenFen: 0 },
      groups: [{ ...group, ...back }],
      days: [{ day: '2026-11-01', ...back }],
    });
    expect(shown.owed).toEqual({ label: '当月应付平台', fen: 966 });
    expect(shown.numbers.map(({ value }) => value)).toEqual(['¥0.00', '¥9.90', '−¥0.24']);
    expect(shown.totalText).toContain('累计应付平台 ¥0.05');
    expect(shown.groups).toMatchObject([{ owed: '−¥9.66', toPay: true }]);
    expect(shown.days).toMatchObject([{ counts: '退款 1 笔 ¥9.90', owed: '−¥9.66' }]);
  });

  it('A statement of an owner with their own merchant account speaks of the commission alone', () => {
    const { rule } = view({ ...november, groups: [{ ...group, ownMerchant: true }] });
    expect(rule).toContain('收款直接进入你的商户号');
    expect(rule).not.toContain('应结 =');
    const mixed = view({ ...november, groups: [group, { ...group, ownMerchant: true, commissionPermyriad: 33 }] });
    expect(mixed.rule).toMatch(/应结 =.*2\.5%、0\.33%.*有自己商户号的社群/);
  });
});

describe('the earnings page', () => {
  let phone: Phone;
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 22), toFake: ['Date'] });
    vi.spyOn(console, 'warn').mockReturnValue();
    phone = new Phone(built);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const asked = (): unknown[] => phone.calls.map(({ data }) => data['month']);

  it('The earnings page opens at the present month, goes back to the first, and never into the future', async () => {
    phone.answers.set('getEarnings', [ok(november)]);
    const page = await phone.open(route);
    expect(page.data).toMatchObject({ phase: 'ready', monthName: '2026年11月' });
    await phone.trigger(page, 'later');
    await phone.trigger(page, 'earlier');
    await phone.trigger(page, 'choose', { detail: { value: '2026-09' } });
    expect(asked()).toEqual(['2026-11', '2026-10', '2026-09']);
    for (let back = 0; back < 12; back += 1) await phone.trigger(page, 'earlier');
    expect(asked().at(-1)).toBe('2026-01');
  });

  it('The earnings page shows a month of one group when it is opened for one', async () => {
    phone.answers.set('getEarnings', [ok(november)]);
    const page = await phone.open(route, { groupId: 'g1', month: '2026-10' });
    expect(phone.calls.at(-1)?.data).toEqual({ groupId: 'g1', month: '2026-10' });
    expect(page.data).toMatchObject({ groupName: '读书会' });
    const all = await phone.open(route);
    await phone.trigger(all, 'openGroup', { currentTarget: { dataset: { groupId: 'g1' } } });
    expect(phone.opened.at(-1)).toBe('/owner/earnings/earnings?groupId=g1&month=2026-11');
  });

  it('The earnings page shows the month that was chosen last, whichever answer arrives last', async () => {
    const answers: ((answer: object) => void)[] = [];
    const callFunction = (): Promise<object> =>
      new Promise((resolve) => answers.push((answer) => resolve({ result: answer })));
    vi.stubGlobal('wx', { ...(globalThis as unknown as { wx: object }).wx, cloud: { callFunction } });
    const page = await phone.open(route);
    await phone.trigger(page, 'earlier');
    expect(page.data).toMatchObject({ phase: 'loading' });
    answers[1]?.(ok({ ...november, month: '2026-10', total: { ...november.total, owedFen: 1 } }));
    answers[0]?.(ok(november));
    await phone.trigger(page, 'nothing');
    expect(page.data).toMatchObject({ phase: 'ready', month: '2026-10', statement: { owed: { fen: 1 } } });
  });

  it('The earnings page says that the owner has no group, and keeps its content when a refresh fails', async () => {
    phone.answers.set('getEarnings', [ok({ ...november, groups: [], days: [] })]);
    expect((await phone.open(route)).data).toMatchObject({ phase: 'empty' });
    phone.answers.set('getEarnings', [ok(november), refusal('Offline')]);
    const page = await phone.open(route);
    await phone.trigger(page, 'onPullDownRefresh');
    expect(page.data).toMatchObject({ phase: 'ready' });
    expect(phone.toasts).toEqual(['网络没有连上']);
  });
});
