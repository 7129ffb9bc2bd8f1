import { sharePage } from '../sheets/share-sheet';
import { showToast } from '../sheets/toast';
import { asyncApi } from './async-api';

let clipboard = '';

/** Settings and signals without a visible effect here, and a few small APIs. */
export const misc = {
  getRandomValues: asyncApi<{ length: number }>('getRandomValues', ({ length }) => ({
    randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer,
  })),
  login: asyncApi('login', () => ({ code: `code-${Math.random().toString(36).slice(2)}` })),
  checkSession: asyncApi('checkSession', () => undefined),
  setClipboardData: asyncApi<{ data: string }>('setClipboardData', ({ data }) => {
    clipboard = data;
    // A browser may deny clipboard access to an unfocused page. The phone's own clipboard is enough for the
    // mini-program.
    navigator.clipboard?.writeText(data).catch(() => undefined);
    showToast({ title: '内容已复制' });
  }),
  getClipboardData: asyncApi('getClipboardData', () => ({ data: clipboard })),
  vibrateShort: asyncApi('vibrateShort', () => undefined),
  vibrateLong: asyncApi('vibrateLong', () => undefined),
  makePhoneCall: asyncApi<{ phoneNumber: string }>('makePhoneCall', ({ phoneNumber }) =>
    showToast({ title: `拨打 ${phoneNumber}`, icon: 'none' }),
  ),
  showShareMenu: asyncApi('showShareMenu', () => undefined),
  hideShareMenu: asyncApi('hideShareMenu', () => undefined),
  updateShareMenu: asyncApi('updateShareMenu', () => undefined),
  shareAppMessage: (): void => sharePage({ from: 'button' }),
  getBatteryInfo: asyncApi('getBatteryInfo', getBattery),
  getBatteryInfoSync: getBattery,
  setEnableDebug: asyncApi('setEnableDebug', () => undefined),
  setVisualEffectOnCapture: asyncApi('setVisualEffectOnCapture', () => undefined),
  showShareImageMenu: asyncApi('showShareImageMenu', () => undefined),
  setKeepScreenOn: asyncApi('setKeepScreenOn', () => undefined),
  setInnerAudioOption: asyncApi('setInnerAudioOption', () => undefined),
  openCustomerServiceChat: asyncApi('openCustomerServiceChat', () =>
    showToast({ title: '已打开客服会话', icon: 'none' }),
  ),
  navigateToMiniProgram: asyncApi<{ appId: string }>('navigateToMiniProgram', ({ appId }) =>
    showToast({ title: `打开小程序 ${appId}`, icon: 'none' }),
  ),
  exitMiniProgram: asyncApi('exitMiniProgram', () => undefined),
  preloadSubpackage: asyncApi('preloadSubpackage', () => undefined),
  reportEvent: (): void => undefined,
  reportAnalytics: (): void => undefined,
  reportPerformance: (): void => undefined,
  nextTick: (callback: () => void): void => queueMicrotask(callback),
  getUpdateManager: () => ({ onCheckForUpdate, onUpdateReady: ignore, onUpdateFailed: ignore, applyUpdate: ignore }),
  getRealtimeLogManager: () => ({
    debug: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
    setFilterMsg: ignore,
    addFilterMsg: ignore,
  }),
  getLogManager: () => ({ debug: ignore, info: ignore, log: ignore, warn: ignore }),
  getPerformance: () => ({
    createObserver: () => ({ observe: ignore, disconnect: ignore }),
    getEntries: () => [],
    mark: ignore,
  }),
  getExptInfoSync: () => ({}),
  getExtConfigSync: () => ({}),
  arrayBufferToBase64: (buffer: ArrayBuffer): string => btoa(String.fromCodePoint(...new Uint8Array(buffer))),
  base64ToArrayBuffer: (text: string): ArrayBuffer =>
    Uint8Array.from(atob(text), (letter) => letter.codePointAt(0) ?? 0).buffer,
};

function getBattery(): object {
  return { level: 100, isCharging: false, isLowPowerModeEnabled: false };
}

function ignore(): void {
  return;
}

function onCheckForUpdate(callback: (result: { hasUpdate: boolean }) => void): void {
  setTimeout(() => callback({ hasUpdate: false }));
}
