import './styles/host.css';
import * as glassEasel from 'glass-easel';
import { hideApp, launchApp, showApp, tellError, tellNoSuchPage } from './app';
import { defineBuiltIns } from './components/registry';
import { runApp } from './definitions';
import { onCapsule } from './capsule';
import { listenForEvents } from './events';
import { listenForTouches, tapSuppressed } from './gestures';
import { openSeam } from './globals';
import { topPage } from './open-pages';
import { navigateBack, reLaunch, switchTab } from './page-stack';
import { drawPanel } from './panel/index';
import { drawStatusBar, measurePhone } from './phone';
import { resizePage } from './page';
import { goHome } from './router';
import { session } from './session';
import { showActionSheet } from './sheets/action-sheet';
import { sharePage, shareTimeline } from './sheets/share-sheet';
import { isTab, onTabTap, tellTabTap } from './tab-bar';
import { entryUrl } from './wx/launch';
import { tell } from './wx/listeners';
import { system } from './wx/system';

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
  const act: Record<string, () => void> = { 转发给朋友: () => sharePage({ from: 'menu' }) };
  if (typeof topPage()?.instance['onShareTimeline'] === 'function') act['分享到朋友圈'] = shareTimeline;
  act['重新进入小程序'] = () => location.reload();
  void showActionSheet(Object.keys(act)).then((index) => Object.values(act)[index ?? -1]?.());
}

function start(): void {
  const url = entryUrl();
  const [path = ''] = url.split('?');
  measurePhone();
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

function tellSize(): void {
  const { windowWidth, windowHeight, screenWidth, screenHeight } = system.getWindowInfo();
  const size = { windowWidth, windowHeight, screenWidth, screenHeight };
  const page = topPage();
  if (page !== undefined) resizePage(page, { size, deviceOrientation: 'portrait' });
  tell('WindowResize', { size });
}

function reloadOnChange(): void {
  const changes = new EventSource('/_preview/changes');
  changes.addEventListener('change', () => location.reload());
}

quietenEngine();
defineBuiltIns();
measurePhone();
drawStatusBar();
window.addEventListener('resize', () => {
  measurePhone();
  tellSize();
});
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
