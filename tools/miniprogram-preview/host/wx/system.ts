import { buildOutput, isDark } from '../manifest';
import { insets, measureCapsule, navigationBarHeight, screenSize } from '../phone';
import { getTopPage } from '../open-pages';
import { session } from '../session';
import { asyncApi } from './async-api';
import { toText } from '../text';

const phones = {
  ios: { brand: 'iPhone', model: 'iPhone 13<iPhone14,5>', system: 'iOS 17.5.1', platform: 'ios', abi: 'arm64' },
  android: { brand: 'Xiaomi', model: 'Mi 14', system: 'Android 14', platform: 'android', abi: 'arm64' },
} as const;

function getWindowInfo() {
  const { width, height } = screenSize();
  const page = getTopPage()?.box.querySelector('.wx-page-view');
  const windowHeight = page?.clientHeight || height - insets.top - navigationBarHeight;
  return {
    pixelRatio: 3,
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight,
    statusBarHeight: insets.top,
    screenTop: height - windowHeight,
    safeArea: {
      left: 0,
      right: width,
      top: insets.top,
      bottom: height - insets.bottom,
      width,
      height: height - insets.top - insets.bottom,
    },
  };
}

function getDeviceInfo() {
  return {
    ...phones[session.platform],
    benchmarkLevel: 30,
    memorySize: 6144,
    cpuType: 'unknown',
    deviceOrientation: 'portrait',
  };
}

function getAppBaseInfo() {
  const theme = isDark() ? 'dark' : 'light';
  return {
    SDKVersion: '3.7.0',
    version: '8.0.50',
    language: 'zh_CN',
    theme,
    enableDebug: false,
    fontSizeSetting: 16,
    host: { env: 'WeChat', appId: '' },
  };
}

function getSystemSetting() {
  return {
    bluetoothEnabled: true,
    locationEnabled: true,
    wifiEnabled: !session.offline,
    deviceOrientation: 'portrait',
  };
}

function getSystemInfo() {
  return { ...getWindowInfo(), ...getDeviceInfo(), ...getAppBaseInfo(), ...getSystemSetting() };
}

/** Information about the phone, its window and WeChat. */
export const system = {
  getWindowInfo,
  getDeviceInfo,
  getAppBaseInfo,
  getSystemSetting,
  getSystemInfoSync: getSystemInfo,
  getSystemInfo: asyncApi('getSystemInfo', getSystemInfo),
  getSystemInfoAsync: asyncApi('getSystemInfoAsync', getSystemInfo),
  getAppAuthorizeSetting: () => ({
    albumAuthorized: 'authorized',
    cameraAuthorized: 'authorized',
    notificationAuthorized: 'authorized',
  }),
  getMenuButtonBoundingClientRect: measureCapsule,
  getAccountInfoSync: () => ({
    miniProgram: { appId: toText(buildOutput.manifest.app['appId'], 'wxpreview'), envVersion: 'develop', version: '' },
  }),
  getSkylineInfoSync: () => ({ isSupported: false, version: '', reason: 'the preview renders as WebView' }),
  getRendererUserAgent: asyncApi('getRendererUserAgent', () => ({ userAgent: navigator.userAgent })),
};
