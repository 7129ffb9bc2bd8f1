import { beforeAll, describe, expect, it } from 'vitest';
import { values } from './answers';
import { openBuild } from './built';

interface Formatting {
  formatTime(ms: number, nowMs?: number): string;
}

const built = openBuild();
let formatting: Formatting;
const noon = Date.UTC(2026, 10, 22, 10, 30); // 18:30 in Beijing
beforeAll(() => {
  built.load<{ learnServerTime(nowMs: number): void }>('services/clock.js').learnServerTime(noon);
  formatting = built.load<Formatting>('services/format.js');
});

describe('dates', () => {
  it.each([
    ['of this year', Date.UTC(2026, 0, 3, 1, 5), '1月3日 09:05'],
    ['of last year', Date.UTC(2025, 10, 22, 10, 30), '2025年11月22日 18:30'],
    ['of next year', Date.UTC(2027, 0, 1, 0, 0), '2027年1月1日 08:00'],
    ['of Beijing’s new year', Date.UTC(2026, 11, 31, 16, 0), '2027年1月1日 00:00'],
    ['of Beijing’s last minute of the year', Date.UTC(2026, 11, 31, 15, 59), '12月31日 23:59'],
  ])('A date %s shows its year only if it is another one', (_what, ms, shown) => {
    expect(formatting.formatTime(ms)).toBe(shown);
    expect(formatting.formatTime(ms, noon)).toBe(shown);
  });

  it('The server’s clock decides which year is this one', () => {
    expect(formatting.formatTime(noon, Date.UTC(2027, 5, 1))).toBe('2026年11月22日 18:30');
  });

  it('An order of last year shows its year in a list', () => {
    const { orderCardView } = built.load<{ orderCardView: (order: object) => { createdAt: string } }>(
      'components/order-card/view.js',
    );
    const [order] = values.adminOrders.orders;
    expect(orderCardView({ ...order, createdAtMs: Date.UTC(2025, 0, 3, 1, 5) }).createdAt).toBe('2025年1月3日 09:05');
  });
});
