import { rm } from 'node:fs/promises';
import { temporaryState } from 'cloudbase-emulator';
import { buildAll } from '../../ops/build';
import { renderQrCard } from '../../ops/seed/qr';
import { startDevStack } from '../../ops/devStack';
import { launchBrowser } from 'miniprogram-preview';
import { admin } from './screens/admin';
import { applications, applicationsLater } from './screens/applications';
import { discover, groups } from './screens/buyer';
import { holds } from './screens/holds';
import { me } from './screens/mine';
import { later, orderLists, orders, paying, tickets } from './screens/orders';
import { qrs, dashboards, earnings, manage, newGroup, reviews } from './screens/owner';
import { openStudio, screensDir, type Studio } from './screens/studio';
import { ScreenStack } from './screens/screenStack';

/**
 * Takes a screenshot of every page in every state from the running preview into docs/screens/, and checks the size and name of everything
 * that can be tapped. Chapters share one stack and run in order: later ones show orders of earlier ones. `docs:screens discover groups`
 * runs the named chapters alone.
 */
const picture = renderQrCard('g-essay-circle', 'https://weixin.qq.com/g/DEMOscreens');
const chapters: Readonly<Record<string, (studio: Studio, stack: ScreenStack) => Promise<void>>> = {
  discover,
  groups,
  earnings,
  applications,
  // Must run before the chapters that leave work for operators.
  admin,
  manage: (studio) => manage(studio),
  reviews: (studio) => reviews(studio),
  newGroup: (studio) => newGroup(studio, picture),
  paying,
  orders,
  orderLists: (studio) => orderLists(studio),
  me,
  tickets,
  dashboards,
  qrs: (studio, stack) => qrs(studio, stack, picture),
  applicationsLater,
  holds,
  later,
};

const wanted = process.argv.slice(2).filter((each) => !each.startsWith('--'));
if (!process.argv.includes('--built')) console.log(`Built: ${await buildAll()}`);
if (wanted.length === 0) await rm(screensDir, { recursive: true, force: true });
const [devStack, browser] = await Promise.all([
  startDevStack({ port: 0, stateDir: temporaryState, preview: true, seeded: true, timers: false }),
  launchBrowser(),
]);
const studio = await openStudio(devStack, browser);
const failures: string[] = [];
for (const [name, chapter] of Object.entries(chapters)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await chapter(studio, new ScreenStack(devStack)).catch((error: unknown) => {
    failures.push(`${name}, after ${studio.taken.at(-1) ?? 'nothing'}: ${String(error)}`);
  });
}
await studio.end();
await browser.close();
await devStack.stop();

console.log(`${studio.taken.length} screens in docs/screens`);
for (const [title, lines] of Object.entries({
  'Chapters that failed': failures,
  'Errors on the console': studio.consoleErrors,
  'Targets under 44 px, or without a name': [...new Set(studio.targets.map((each) => each.replace(/^[^:]+: /, '')))],
})) {
  if (lines.length === 0) continue;
  console.error(`\n${title}:\n${lines.join('\n')}`);
  process.exitCode = 1;
}
