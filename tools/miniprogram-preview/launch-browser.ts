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

/** A headless Chromium that needs nothing installed: the one that comes from npm, or the machine's own when it has one. */
export async function launchBrowser(): Promise<Browser> {
  // Loaded on call: whoever only runs the preview needs no browser of ours.
  const [{ default: chromium }, { chromium: playwright }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ]);
  return playwright.launch({ executablePath: await chromium.executablePath(), headless: true, args });
}
