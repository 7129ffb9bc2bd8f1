import lent from './lent.json' with { type: 'json' };

/** Packages that functions get from here when they have none of their own: WeChat's SDK and the one below it, nothing else. */
export const lentPackages: readonly string[] = lent;
