import { buildOutput } from '../manifest';
import { storagePrefix } from '../session';
import { showModal } from '../sheets/modal';
import { asyncApi, ApiFailure } from './async-api';

type Resolve = (answer: { event: string; buttonId?: string }) => void;
type Listener = (resolve: Resolve, eventInfo: { referrer: string }) => void;

const agreedKey = `${storagePrefix}__privacy`;
let listener: Listener | undefined;
let pendingRequests: ((agreed: boolean) => void)[] = [];

/** Returns true when this person still has to consent before the mini-program may request personal data. */
function needsPrivacyConsent(): boolean {
  return buildOutput.manifest.app['__usePrivacyCheck__'] === true && localStorage.getItem(agreedKey) === null;
}

/** Records the person's consent, given by the button that WeChat provides. */
export function agreeToPrivacy(): void {
  localStorage.setItem(agreedKey, 'agreed');
  settlePending(true);
}

function settlePending(agreed: boolean): void {
  const resolvers = pendingRequests;
  pendingRequests = [];
  for (const resolve of resolvers) resolve(agreed);
}

/**
 * Runs before an API that touches personal data. Asks through the page or WeChat's own dialog; fails when the person
 * declines.
 */
export async function requirePrivacy(api: string): Promise<void> {
  if (!needsPrivacyConsent()) return;
  const agreed = await new Promise<boolean>((resolve) => {
    pendingRequests.push(resolve);
    if (listener === undefined) void askByDialog();
    else listener(handlePageAnswer, { referrer: api });
  });
  if (!agreed) throw new ApiFailure('privacy permission is not authorized', { errno: 104 });
}

const handlePageAnswer: Resolve = ({ event }) => {
  if (event === 'agree') agreeToPrivacy();
  if (event === 'disagree') settlePending(false);
};

async function askByDialog(): Promise<void> {
  const title = '用户隐私保护提示';
  const content = '在使用当前小程序服务之前，请仔细阅读《用户隐私保护指引》。';
  const { confirm } = await showModal({ title, content, confirmText: '同意', cancelText: '拒绝' });
  if (confirm) agreeToPrivacy();
  else settlePending(false);
}

/** `wx.onNeedPrivacyAuthorization` and the other privacy APIs. */
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
