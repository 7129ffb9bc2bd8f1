import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { icons } from '@iconify-json/tdesign';
import { chromium as playwright } from 'playwright-core';
import chromium from '@sparticuz/chromium';

/**
 * Draws the icons of the tab bar, which takes PNG only (at most 40 KB, 81 × 81 px recommended). Run `npx tsx ops/build/tabIcons.ts` after
 * changing a name or a colour here.
 */
const sizePx = 81;
/** Colours by the suffix of the file name; the same as in theme.json. */
const colors = {
  '': { idle: '#6B736F', active: '#0A7F4F' },
  '-dark': { idle: '#9AA39E', active: '#4CC38A' },
};
const tabs = { discover: 'compass', orders: 'assignment', manage: 'usergroup', me: 'user' };

const outDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../miniprogram/assets/tabs');

function renderIcon(name: string, color: string): string {
  const body = icons.icons[name]?.body;
  if (body === undefined) throw new Error(`TDesign has no icon "${name}"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${sizePx}" height="${sizePx}" viewBox="-3 -3 30 30" color="${color}">${body}</svg>`;
}

const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
await mkdir(outDir, { recursive: true });
for (const [tab, icon] of Object.entries(tabs)) {
  const drawings = Object.entries(colors).flatMap(([suffix, { idle, active }]) => [
    [`${tab}${suffix}`, renderIcon(icon, idle)] as const,
    [`${tab}-active${suffix}`, renderIcon(`${icon}-filled`, active)] as const,
  ]);
  for (const [name, drawing] of drawings) {
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing}`);
    await writeFile(path.join(outDir, `${name}.png`), await page.screenshot({ omitBackground: true }));
  }
}
await browser.close();
