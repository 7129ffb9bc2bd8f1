import { buildOutput } from '../manifest';
import { storagePrefix } from '../session';
import { showModal } from '../sheets/modal';
import { asyncApi, ApiFailure } from './async-api';
import { requirePrivacy } from './privacy';

/** Permissions that a person grants once per mini-program, with their names in the dialog. */
const scopeLabels: Record<string, string> = {
  'scope.userLocation': '获取你的位置信息',
  'scope.userFuzzyLocation': '获取你的模糊位置信息',
  'scope.camera': '使用你的摄像头',
  'scope.record': '使用你的麦克风',
  'scope.writePhotosAlbum': '保存图片到你的相册',
  'scope.addPhoneContact': '添加联系人到你的通讯录',
  'scope.addPhoneCalendar': '添加日历事件',
  'scope.bluetooth': '使用蓝牙',
  'scope.werun': '获取你的微信运动步数',
};

const key = `${storagePrefix}__scopes`;

export function readGrantedScopes(): Record<string, boolean> {
  return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, boolean>;
}

/** Asks the person the first time. Fails like WeChat when the answer is or was no. */
async function requireScope(scope: string): Promise<void> {
  const wanted = scopeLabels[scope];
  // Scopes outside the list no longer need consent, `scope.userInfo` included.
  if (wanted === undefined) return;
  const before = readGrantedScopes()[scope];
  const permission = buildOutput.manifest.app['permission'] as Record<string, { desc?: string }> | undefined;
  const answer =
    before ??
    (
      await showModal({
        title: `申请${wanted}`,
        content: permission?.[scope]?.desc ?? '',
        confirmText: '允许',
        cancelText: '拒绝',
      })
    ).confirm;
  localStorage.setItem(key, JSON.stringify({ ...readGrantedScopes(), [scope]: answer }));
  if (!answer) throw new ApiFailure('auth deny', { errno: 103 });
}

/** The location that the phone reports. */
const fixedLocation = { latitude: 23.09994, longitude: 113.32452, accuracy: 65, altitude: 0, speed: -1, verticalAccuracy: 0, horizontalAccuracy: 65 }; // oxfmt-ignore

function createLocationApi(api: string, scope: string): ReturnType<typeof asyncApi> {
  return asyncApi(api, async () => {
    const declared = (buildOutput.manifest.app['requiredPrivateInfos'] ?? []) as string[];
    if (!declared.includes(api))
      throw new ApiFailure('the api need to be declared in the requiredPrivateInfos field in app.json/ext.json', {
        errno: 112,
      });
    await requirePrivacy(api);
    await requireScope(scope);
    return fixedLocation;
  });
}

export const authorizations = {
  authorize: asyncApi<{ scope: string }>('authorize', ({ scope }) => requireScope(scope)),
  getSetting: asyncApi('getSetting', () => ({
    authSetting: readGrantedScopes(),
    subscriptionsSetting: { mainSwitch: true, itemSettings: {} },
  })),
  openSetting: asyncApi('openSetting', async () => {
    const names = Object.keys(readGrantedScopes()).map((scope) => scopeLabels[scope] ?? scope);
    const { confirm } = await showModal({
      title: '设置',
      content: names.length > 0 ? `允许：${names.join('、')}` : '没有需要授权的信息',
      confirmText: '全部允许',
      cancelText: '返回',
    });
    if (confirm)
      localStorage.setItem(
        key,
        JSON.stringify(Object.fromEntries(Object.keys(readGrantedScopes()).map((scope) => [scope, true]))),
      );
    return { authSetting: readGrantedScopes() };
  }),
  getLocation: createLocationApi('getLocation', 'scope.userLocation'),
  getFuzzyLocation: createLocationApi('getFuzzyLocation', 'scope.userFuzzyLocation'),
};
