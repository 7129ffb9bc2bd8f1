import type { Browser } from 'playwright-core';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Launches a headless Chromium: an installed one if found, else the one that npm delivers. Needs `playwright-core` and
 * `@sparticuz/chromium`.
 */
export async function launchBrowser(): Promise<Browser> {
  // Loaded on call, because running the preview needs neither package.
  const [{ default: chromium }, { chromium: playwright }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ]);
  return playwright.launch({ executablePath: await chromium.executablePath(), headless: true, args });
}
