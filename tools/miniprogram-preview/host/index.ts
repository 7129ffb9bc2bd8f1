import './styles/host.css';
import * as glassEasel from 'glass-easel';
import { hideApp, launchApp, showApp, notifyError, notifyPageNotFound } from './app';
import { defineBuiltIns } from './components/registry';
import { runApp } from './definitions';
import { setCapsuleHandlers } from './capsule';
import { listenForEvents } from './events';
import { listenForTouches, isTapSuppressed } from './gestures';
import { installGlobals } from './globals';
import { getTopPage } from './open-pages';
import { navigateBack, reLaunch, switchTab } from './page-stack';
import { drawPanel } from './panel/index';
import { drawStatusBar, measurePhone } from './phone';
import { resizePage } from './page';
import { goHome } from './router';
import { session } from './session';
import { showActionSheet } from './sheets/action-sheet';
import { sharePage, shareTimeline } from './sheets/share-sheet';
import { isTab, onTabTap, notifyTabTap } from './tab-bar';
import { getEntryUrl } from './wx/launch';
import { notifyListeners } from './wx/listeners';
import { system } from './wx/system';

function reportEngineProblems(): void {
  glassEasel.addGlobalErrorListener((error) => {
    console.error(error);
    notifyError(error);
    return false;
  });
  // Libraries that serve several platforms often set unknown properties; `?verbose` shows these warnings.
  glassEasel.addGlobalWarningListener((message) => {
    if (session.verbose) console.warn(message);
    return false;
  });
}

function openMenu(): void {
  const act: Record<string, () => void> = { 转发给朋友: () => sharePage({ from: 'menu' }) };
  if (typeof getTopPage()?.instance['onShareTimeline'] === 'function') act['分享到朋友圈'] = shareTimeline;
  act['重新进入小程序'] = () => location.reload();
  void showActionSheet(Object.keys(act)).then((index) => Object.values(act)[index ?? -1]?.());
}

function start(): void {
  const url = getEntryUrl();
  const [path = ''] = url.split('?');
  measurePhone();
  runApp();
  launchApp();
  try {
    (isTab(path.replace(/^\//, '')) ? switchTab : reLaunch)(url);
  } catch (error) {
    console.error(error);
    notifyPageNotFound(path);
    if (getTopPage() === undefined) goHome();
  }
}

function notifyResize(): void {
  const { windowWidth, windowHeight, screenWidth, screenHeight } = system.getWindowInfo();
  const size = { windowWidth, windowHeight, screenWidth, screenHeight };
  const page = getTopPage();
  if (page !== undefined) resizePage(page, { size, deviceOrientation: 'portrait' });
  notifyListeners('WindowResize', { size });
}

reportEngineProblems();
defineBuiltIns();
measurePhone();
drawStatusBar();
window.addEventListener('resize', () => {
  measurePhone();
  notifyResize();
});
window.setInterval(drawStatusBar, 30_000);
listenForTouches();
listenForEvents(isTapSuppressed);
setCapsuleHandlers({ back: () => navigateBack(1), home: goHome, menu: openMenu });
onTabTap((route) => {
  notifyTabTap(getTopPage(), route);
  if (getTopPage()?.route !== route) switchTab(`/${route}`);
});
document.addEventListener('visibilitychange', () => (document.hidden ? hideApp() : showApp()));
installGlobals(start);
drawPanel();
