import { describe, expect, it } from 'vitest';
import { beijingDigits, beijingText, readBeijingDigits } from './clock';

const newYearInBeijingMs = Date.UTC(2026, 11, 31, 16, 0, 5);

describe('times in Beijing', () => {
  it('are eight hours ahead', () => {
    expect(beijingDigits(newYearInBeijingMs)).toBe('20270101000005');
    expect(beijingText(newYearInBeijingMs)).toBe('2027-01-01 00:00:05');
  });

  it('are read back', () => {
    expect(readBeijingDigits('20270101000005')).toBe(newYearInBeijingMs);
  });

  it.each(['20270230000000', '20271301000000', '20270101240000', '2027010100000', 'yesterday'])(
    'are not %s',
    (text) => {
      expect(readBeijingDigits(text)).toBeUndefined();
    },
  );
});
