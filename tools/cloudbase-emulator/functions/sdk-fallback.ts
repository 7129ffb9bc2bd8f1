import packages from './sdk-fallback.json' with { type: 'json' };

/** Packages that functions load from the emulator when they bring none of their own: WeChat's SDK and the one it builds on. */
export const sdkFallbackPackages: readonly string[] = packages;
