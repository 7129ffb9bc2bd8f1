import './styles/host.css';
import * as glassEasel from 'glass-easel';
import { hideApp, launchApp, showApp, tellError, tellNoSuchPage } from './app.js';
import { defineBuiltIns } from './components/registry.js';
import { runApp } from './definitions.js';
import { onCapsule } from './capsule.js';
import { listenForEvents } from './events.js';
import { listenForTouches, tapSuppressed } from './gestures.js';
import { openSeam } from './globals.js';
import { topPage } from './open-pages.js';
import { navigateBack, reLaunch, switchTab } from './page-stack.js';
import { drawPanel } from './panel/index.js';
import { drawStatusBar, measurePhone } from './phone.js';
import { goHome } from './router.js';
import { session } from './session.js';
import { showActionSheet } from './sheets/action-sheet.js';
import { sharePage } from './sheets/share-sheet.js';
import { isTab, onTabTap, tellTabTap } from './tab-bar.js';
import { entryUrl } from './wx/launch.js';

function quietenEngine(): void {
  glassEasel.addGlobalErrorListener((error) => {
    console.error(error);
    tellError(error);
    return false;
  });
  // Unknown properties are common in libraries that serve several platforms; `?verbose` tells them.
  glassEasel.addGlobalWarningListener((message) => {
    if (session.verbose) console.warn(message);
    return false;
  });
}

function menu(): void {
  void showActionSheet(['转发给朋友', '重新进入小程序']).then((index) => {
    if (index === 0) sharePage({ from: 'menu' });
    if (index === 1) location.reload();
  });
}

function start(): void {
  const url = entryUrl();
  const [path = ''] = url.split('?');
  runApp();
  launchApp();
  try {
    (isTab(path.replace(/^\//, '')) ? switchTab : reLaunch)(url);
  } catch (error) {
    console.error(error);
    tellNoSuchPage(path);
    if (topPage() === undefined) goHome();
  }
}

function reloadOnChange(): void {
  const changes = new EventSource('/_preview/changes');
  changes.addEventListener('change', () => location.reload());
}

quietenEngine();
defineBuiltIns();
measurePhone();
drawStatusBar();
window.addEventListener('resize', measurePhone);
window.setInterval(drawStatusBar, 30_000);
listenForTouches();
listenForEvents(tapSuppressed);
onCapsule({ back: () => navigateBack(1), home: goHome, menu });
onTabTap((route) => {
  tellTabTap(topPage(), route);
  if (topPage()?.route !== route) switchTab(`/${route}`);
});
document.addEventListener('visibilitychange', () => (document.hidden ? hideApp() : showApp()));
openSeam(start);
drawPanel();
if ((window as unknown as { __previewConfig?: { watch?: boolean } }).__previewConfig?.watch === true) reloadOnChange();
