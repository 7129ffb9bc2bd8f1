import type { BuiltIn } from './components/built-in';
import { agreeToPrivacy, requirePrivacy } from './wx/privacy';
import { sharePage } from './sheets/share-sheet';
import { chooseAvatar } from './sheets/avatar-sheet';
import { showModal } from './sheets/modal';
import { showToast } from './sheets/toast';
import { readGrantedScopes } from './wx/authorizations';
import { getAnonymousProfile } from './wx/profile';

/** Runs the action of a `<button open-type>` after its tap. */
export function runOpenType(openType: string, button: BuiltIn): void {
  const names = openType.split('|');
  if (names.includes('agreePrivacyAuthorization')) {
    agreeToPrivacy();
    button.emit('agreeprivacyauthorization', {});
  }
  if (names.includes('share'))
    sharePage({ from: 'button', target: { id: button.__wxElement?.id, dataset: button.__wxElement?.dataset } });
  if (names.includes('chooseAvatar')) void chooseAvatarFor(button);
  if (names.includes('contact')) showToast({ title: '已打开客服会话', icon: 'none' });
  if (names.includes('feedback')) showToast({ title: '已打开意见反馈', icon: 'none' });
  if (names.includes('openSetting'))
    button.emit('opensetting', { errMsg: 'openSetting:ok', authSetting: readGrantedScopes() });
  if (names.includes('getUserInfo')) button.emit('getuserinfo', { errMsg: 'getUserInfo:ok', ...getAnonymousProfile() });
  if (names.includes('getPhoneNumber') || names.includes('getRealtimePhoneNumber')) void requestPhoneNumber(button);
}

async function chooseAvatarFor(button: BuiltIn): Promise<void> {
  try {
    await requirePrivacy('chooseAvatar');
  } catch {
    return;
  }
  const avatarUrl = await chooseAvatar();
  if (avatarUrl !== undefined) button.emit('chooseavatar', { avatarUrl });
}

/** Only functions can obtain the number itself, in exchange for the code. */
async function requestPhoneNumber(button: BuiltIn): Promise<void> {
  const content = '申请获取并验证你的手机号';
  const { confirm } = await showModal({ title: '手机号', content, confirmText: '允许', cancelText: '不允许' });
  button.emit(
    'getphonenumber',
    confirm
      ? { errMsg: 'getPhoneNumber:ok', code: `phone-${crypto.randomUUID()}`, encryptedData: '', iv: '' }
      : { errMsg: 'getPhoneNumber:fail user deny', errno: 103 },
  );
}
