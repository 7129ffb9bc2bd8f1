import type { BuiltIn } from './components/built-in.js';
import { agreeToPrivacy } from './wx/privacy.js';
import { sharePage } from './sheets/share-sheet.js';
import { chooseAvatar } from './sheets/avatar-sheet.js';
import { showToast } from './sheets/toast.js';

/** What a `<button open-type>` does after its tap. */
export function openAs(openType: string, button: BuiltIn): void {
  const names = openType.split('|');
  if (names.includes('agreePrivacyAuthorization')) {
    agreeToPrivacy();
    button.emit('agreeprivacyauthorization', {});
  }
  if (names.includes('share'))
    sharePage({ from: 'button', target: { id: button.__wxElement?.id, dataset: button.__wxElement?.dataset } });
  if (names.includes('chooseAvatar')) void avatar(button);
  if (names.includes('contact')) showToast({ title: '已打开客服会话', icon: 'none' });
  if (names.includes('feedback')) showToast({ title: '已打开意见反馈', icon: 'none' });
  if (names.includes('openSetting')) button.emit('opensetting', { errMsg: 'openSetting:ok', authSetting: {} });
  if (names.includes('getPhoneNumber')) button.emit('getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' });
}

async function avatar(button: BuiltIn): Promise<void> {
  const avatarUrl = await chooseAvatar();
  if (avatarUrl !== undefined) button.emit('chooseavatar', { avatarUrl });
}
