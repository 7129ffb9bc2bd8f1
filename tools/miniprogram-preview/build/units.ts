const lengths =
  /url\([^)]*\)|"[^"]*"|'[^']*'|(?:env|constant)\(\s*safe-area-inset-(top|bottom|left|right)\s*\)|(-?(?:\d+\.?\d*|\.\d+))(rpx|vh|vw)\b/g;

const perUnit: Record<string, string> = { rpx: '--rpx', vh: '--page-vh', vw: '--page-vw' };

/**
 * Rewrites units that a browser window and a page in a phone frame measure differently: `rpx` (1/750 of the phone's
 * width), `vh` and `vw` (the page's box, not the window) and the safe area. The host sets the variables.
 */
export function toPhoneUnits(value: string): string {
  return value.replace(
    lengths,
    (all, inset: string | undefined, amount: string | undefined, unit: string | undefined) => {
      if (inset !== undefined) return `var(--safe-${inset})`;
      if (amount === undefined || unit === undefined) return all;
      return Number(amount) === 0 ? '0px' : `calc(var(${perUnit[unit] ?? ''}) * ${amount})`;
    },
  );
}
