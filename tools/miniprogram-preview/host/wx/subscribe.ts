import { escapeHtml, openSheet } from '../sheets/sheet';
import { callControlApi } from '../control-api';
import { session } from '../session';
import { asyncApi, ApiFailure } from './async-api';

const maxTemplates = 3;

/** Asks for consent to messages, as WeChat does. Resolves to the accepted templates. */
function askForTemplates(templates: string[]): Promise<string[]> {
  const rows = templates
    .map(
      (id) => `<label><input type="checkbox" checked value="${escapeHtml(id)}"><span>${escapeHtml(id)}</span></label>`,
    )
    .join('');
  return new Promise((resolve) => {
    const sheet = openSheet(
      'wx-subscribe',
      `<div role="dialog" aria-label="订阅消息"><h3>申请获取以下通知权限</h3>${rows}<footer><button>拒绝</button><button class="wx-allow">允许</button></footer></div>`,
    );
    const [reject, allow] = sheet.element.querySelectorAll('button');
    const answer = (accepted: boolean): void => {
      const ticked = [...sheet.element.querySelectorAll('input')]
        .filter(({ checked }) => checked)
        .map(({ value }) => value);
      sheet.close();
      resolve(accepted ? ticked : []);
    };
    reject?.addEventListener('click', () => answer(false));
    allow?.addEventListener('click', () => answer(true));
  });
}

/** `wx.requestSubscribeMessage`: at most three templates. Each result is `accept` or `reject`. */
export const requestSubscribeMessage = asyncApi<{ tmplIds: string[] }>(
  'requestSubscribeMessage',
  async ({ tmplIds }) => {
    if (!Array.isArray(tmplIds) || tmplIds.length === 0)
      throw new ApiFailure("TmplIds can't be empty", { errCode: 10001 });
    if (tmplIds.length > maxTemplates) throw new ApiFailure('Templates count out of max bound', { errCode: 20003 });
    const accepted = await askForTemplates(tmplIds);
    // Without an emulator there is no one to notify.
    if (accepted.length > 0 && session.emulator)
      await callControlApi('messages/accept', { as: session.person, templateIds: accepted });
    return Object.fromEntries(tmplIds.map((id) => [id, accepted.includes(id) ? 'accept' : 'reject']));
  },
);
