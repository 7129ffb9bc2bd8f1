import { describe, expect, it } from 'vitest';
import { toPhoneUnits } from './units';

describe('toPhoneUnits', () => {
  it.each([
    ['750rpx', 'calc(var(--rpx) * 750)'],
    ['-.5rpx auto', 'calc(var(--rpx) * -.5) auto'],
    ['calc(100vh - 20rpx)', 'calc(calc(var(--page-vh) * 100) - calc(var(--rpx) * 20))'],
    ['50vw', 'calc(var(--page-vw) * 50)'],
    ['0rpx', '0px'],
    ['env(safe-area-inset-bottom)', 'var(--safe-bottom)'],
    ['constant( safe-area-inset-top )', 'var(--safe-top)'],
  ])('toPhoneUnits translates %s', (written, meant) => {
    expect(toPhoneUnits(written)).toBe(meant);
  });

  it('toPhoneUnits leaves URLs and quoted text unchanged', () => {
    const value = 'url(data:image/png;base64,10vh) "20rpx"';
    expect(toPhoneUnits(value)).toBe(value);
  });
});
