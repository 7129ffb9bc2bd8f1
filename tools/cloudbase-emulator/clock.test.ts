import { describe, expect, it } from 'vitest';
import { beijingDigits, beijingText, parseBeijingDigits } from './clock';

const newYearInBeijingMs = Date.UTC(2026, 11, 31, 16, 0, 5);

describe('Beijing time', () => {
  it('Beijing time is eight hours ahead of UTC', () => {
    expect(beijingDigits(newYearInBeijingMs)).toBe('20270101000005');
    expect(beijingText(newYearInBeijingMs)).toBe('2027-01-01 00:00:05');
  });

  it('parseBeijingDigits reverses beijingDigits', () => {
    expect(parseBeijingDigits('20270101000005')).toBe(newYearInBeijingMs);
  });

  it.each(['20270230000000', '20271301000000', '20270101240000', '2027010100000', 'yesterday'])(
    'parseBeijingDigits rejects %s',
    (text) => {
      expect(parseBeijingDigits(text)).toBeUndefined();
    },
  );
});
