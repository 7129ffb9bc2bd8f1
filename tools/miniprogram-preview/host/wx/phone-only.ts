import { asyncApi, ApiFailure } from './async-api';

/**
 * APIs that need a phone's hardware, WeChat's own pages or its advertisers. They fail as on a phone that lacks the
 * feature.
 */
const unsupportedApis = [
  'addCard', 'addPhoneCalendar', 'addPhoneContact', 'addPhoneRepeatCalendar', 'checkIsSoterEnrolledInDevice', 'checkIsSupportSoterAuthentication',
  'chooseAddress', 'chooseInvoiceTitle', 'chooseLicensePlate', 'chooseLocation', 'chooseInvoice', 'choosePoi', 'chooseVideo',
  'closeBLEConnection', 'closeBluetoothAdapter', 'connectWifi', 'createBLEConnection', 'getBLEDeviceCharacteristics', 'getBLEDeviceServices',
  'getBeacons', 'getBluetoothAdapterState', 'getBluetoothDevices', 'getConnectedWifi', 'getHCEState', 'getScreenBrightness', 'getWeRunData',
  'getWifiList', 'navigateBackMiniProgram', 'openBluetoothAdapter', 'openCard', 'openChannelsActivity', 'openChannelsLive',
  'openChannelsUserProfile', 'openDocument', 'openEmbeddedMiniProgram', 'openLocation', 'openOfficialAccountArticle', 'openVideoEditor',
  'readBLECharacteristicValue', 'requestOrderPayment', 'requestVirtualPayment', 'saveFileToDisk', 'saveVideoToPhotosAlbum', 'scanCode',
  'setScreenBrightness', 'setWifiList', 'shareFileMessage', 'shareToWeRun', 'shareVideoMessage', 'startAccelerometer',
  'startBeaconDiscovery', 'startBluetoothDevicesDiscovery', 'startCompass', 'startDeviceMotionListening', 'startFacialRecognitionVerify',
  'startGyroscope', 'startHCE', 'startLocationUpdate', 'startLocationUpdateBackground', 'startRecord', 'startSoterAuthentication',
  'startWifi', 'stopAccelerometer', 'stopBluetoothDevicesDiscovery', 'stopCompass', 'stopDeviceMotionListening', 'stopGyroscope',
  'stopLocationUpdate', 'stopRecord', 'stopWifi', 'writeBLECharacteristicValue', 'joinVoIPChat',
] as const; // oxfmt-ignore

/** Factories of objects whose methods control something that only a phone has. */
const contextFactories = [
  'createMapContext', 'createCameraContext', 'createLivePlayerContext', 'createLivePusherContext', 'createInterstitialAd',
  'createRewardedVideoAd', 'createVideoDecoder', 'createMediaContainer', 'createMediaRecorder', 'createWorker', 'createUDPSocket',
  'createTCPSocket', 'createBLEPeripheralServer', 'createVKSession', 'createCacheManager', 'createGlobalPayment', 'getBackgroundAudioManager',
  'getRecorderManager', 'getNFCAdapter',
] as const; // oxfmt-ignore

function createInertContext(name: string): () => object {
  return () => {
    console.warn(`wx.${name}: only a phone has this; its methods do nothing`);
    return new Proxy({}, { get: (_target, member) => (member === 'then' ? undefined : () => undefined) });
  };
}

function createUnsupportedApi(name: string): ReturnType<typeof asyncApi> {
  return asyncApi(name, () => {
    throw new ApiFailure('not supported in the preview: only a phone has this');
  });
}

export const phoneOnly: Record<string, unknown> = Object.fromEntries<unknown>([
  ...unsupportedApis.map((name) => [name, createUnsupportedApi(name)] as const),
  ...contextFactories.map((name) => [name, createInertContext(name)] as const),
]);
