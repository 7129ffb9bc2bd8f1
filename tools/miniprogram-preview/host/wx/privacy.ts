import { delivered } from '../manifest';
import { storagePrefix } from '../session';
import { showModal } from '../sheets/modal';
import { asyncApi, Refusal } from './async-api';

type Resolve = (answer: { event: string; buttonId?: string }) => void;
type Listener = (resolve: Resolve, eventInfo: { referrer: string }) => void;

const agreedKey = `${storagePrefix}__privacy`;
let listener: Listener | undefined;
let waiting: ((agreed: boolean) => void)[] = [];

/** Whether this person still has to agree before the mini-program may ask for personal data. */
export function needsPrivacyConsent(): boolean {
  return delivered.manifest.app['__usePrivacyCheck__'] === true && localStorage.getItem(agreedKey) === null;
}

/** The person has agreed, by the button that WeChat watches. */
export function agreeToPrivacy(): void {
  localStorage.setItem(agreedKey, 'agreed');
  decide(true);
}

function decide(agreed: boolean): void {
  const asked = waiting;
  waiting = [];
  for (const answer of asked) answer(agreed);
}

/** Runs before an API that touches personal data: asks through the page, or by WeChat's own dialog. Refuses when the person does. */
export async function requirePrivacy(api: string): Promise<void> {
  if (!needsPrivacyConsent()) return;
  const agreed = await new Promise<boolean>((resolve) => {
    waiting.push(resolve);
    if (listener === undefined) void askByDialog();
    else listener(answerOfPage, { referrer: api });
  });
  if (!agreed) throw new Refusal('privacy permission is not authorized', { errno: 104 });
}

const answerOfPage: Resolve = ({ event }) => {
  if (event === 'agree') agreeToPrivacy();
  if (event === 'disagree') decide(false);
};

async function askByDialog(): Promise<void> {
  const title = '用户隐私保护提示';
  const content = '在使用当前小程序服务之前，请仔细阅读《用户隐私保护指引》。';
  const { confirm } = await showModal({ title, content, confirmText: '同意', cancelText: '拒绝' });
  if (confirm) agreeToPrivacy();
  else decide(false);
}

/** `wx.onNeedPrivacyAuthorization` and its kin. */
export const privacy = {
  onNeedPrivacyAuthorization: (given: Listener): void => void (listener = given),
  getPrivacySetting: asyncApi('getPrivacySetting', () => ({
    needAuthorization: needsPrivacyConsent(),
    privacyContractName: '《用户隐私保护指引》',
  })),
  requirePrivacyAuthorize: asyncApi('requirePrivacyAuthorize', () => requirePrivacy('requirePrivacyAuthorize')),
  openPrivacyContract: asyncApi('openPrivacyContract', async () => {
    await showModal({
      title: '用户隐私保护指引',
      content: '手机上会打开在公众平台填写的隐私保护指引。',
      showCancel: false,
    });
  }),
};
