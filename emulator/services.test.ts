import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage.js';
import type { Stage } from './fixtures/stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await raiseStage();
});
afterAll(() => stage.end());

type Answer = Record<string, unknown>;

describe('storage', () => {
  const upload = async (name: string, text = 'hello'): Promise<string> =>
    String((await stage.probe({ op: 'upload', name, data: { text } }))['fileID']);
  const urlOf = async (fileID: string): Promise<string> => {
    const { files } = await stage.door<{ files: { tempFileURL: string }[] }>('POST', 'storage/urls', {
      fileIDs: [fileID],
    });
    return files[0]!.tempFileURL;
  };

  it('keeps what a function uploads, whatever its name', async () => {
    const fileID = await upload('codes/群 码.txt', 'live');
    expect(fileID).toMatch(/^cloud:\/\/demo-test\.[\w-]+\/codes\/群 码\.txt$/);
    expect(await stage.probe({ op: 'download', name: fileID })).toBe('live');
  });

  it('replaces a file of the same path', async () => {
    const fileID = await upload('same.txt', 'first');
    expect(await upload('same.txt', 'second')).toBe(fileID);
    expect(await stage.probe({ op: 'download', name: fileID })).toBe('second');
  });

  it('answers for a missing file without failing the others', async () => {
    const fileID = await upload('here.txt');
    const missing = fileID.replace('here', 'gone');
    expect(await stage.probe({ op: 'urls', data: { fileList: [fileID, missing] } })).toMatchObject({
      fileList: [
        { fileID, status: 0 },
        { fileID: missing, status: -503003, tempFileURL: '' },
      ],
    });
  });

  it('takes what a page uploads, and lets a page see it while its URL is young', async () => {
    const url = `${stage.emulator.url}/_emulator/storage/upload?path=faces/a.png&as=alice`;
    const { fileID } = (await (await fetch(url, { method: 'POST', body: 'picture' })).json()) as { fileID: string };
    const seen = await fetch(await urlOf(fileID));
    expect([seen.status, seen.headers.get('content-type'), await seen.text()]).toEqual([200, 'image/png', 'picture']);
    expect((await fetch(`${stage.emulator.url}/cos/faces/a.png`)).status).toBe(403);
    const young = await urlOf(fileID);
    await stage.emulator.advance(2 * 60 * 60 * 1000 + 1000);
    expect((await fetch(young)).status).toBe(403);
  });

  it('deletes several at once', async () => {
    const fileID = await upload('old.txt');
    const missing = fileID.replace('old', 'never');
    expect(await stage.probe({ op: 'delete', data: { fileList: [fileID, missing] } })).toMatchObject({
      fileList: [
        { fileID, status: 0 },
        { fileID: missing, status: -503003 },
      ],
    });
    expect(await urlOf(fileID)).toBe('');
  });

  it('lets nobody out of its folder', async () => {
    const { failed } = await stage.probe<{ failed?: Answer }>({ op: 'upload', name: '../../x', data: { text: '' } });
    expect(failed).toMatchObject({ code: 'STORAGE_SIGN_PARAM_INVALID' });
  });
});

describe('openapi', () => {
  const openapi = (api: string, data: object): Promise<Answer> => stage.probe({ op: 'openapi', api, data });
  const message = { touser: 'oNobody', templateId: 'T1', page: 'pages/order', data: { thing1: { value: '读书会' } } };

  it('keeps the messages that would have been sent', async () => {
    const touser = stage.emulator.openidOf('bob');
    expect(await openapi('subscribeMessage.send', { ...message, touser })).toMatchObject({ errCode: 0 });
    const { messages } = await stage.door<{ messages: Answer[] }>('GET', 'messages');
    expect(messages.at(-1)).toMatchObject({
      to: touser,
      person: 'bob',
      templateId: 'T1',
      page: 'pages/order',
      data: message.data,
    });
  });

  it('fails as it was told to', async () => {
    await stage.door('POST', 'openapi/next', {
      api: 'subscribeMessage.send',
      errCode: 43101,
      errMsg: 'user refuse to accept the msg',
    });
    expect(await openapi('subscribeMessage.send', message)).toMatchObject({ failed: { errCode: 43101 } });
    expect(await openapi('subscribeMessage.send', message)).toMatchObject({ errCode: 0 });
  });

  it('refuses what config.json does not list', async () => {
    expect(await openapi('security.mediaCheckAsync', { mediaUrl: 'u' })).toMatchObject({
      failed: { errCode: -604101 },
    });
  });

  it('finds risky words', async () => {
    const check = (content: string): Promise<Answer> =>
      openapi('security.msgSecCheck', { content, version: 2, scene: 2, openid: 'oNobody' });
    expect(await check('一起读书')).toMatchObject({ result: { suggest: 'pass', label: 100 } });
    expect(await check('这里有违规测试二字')).toMatchObject({ result: { suggest: 'risky' } });
  });

  it('draws a code', async () => {
    const { contentType, buffer } = await openapi('wxacode.getUnlimited', { scene: 'g=1', page: 'pages/group' });
    expect(contentType).toBe('image/png');
    expect(Buffer.from(String(buffer), 'base64').subarray(1, 4).toString()).toBe('PNG');
  });

  it('knows that nobody manages this trade', async () => {
    expect(await openapi('wxa.sec.order.isTradeManaged', {})).toMatchObject({ errCode: 0, isTradeManaged: false });
  });

  it('opens a cloudID for its person', async () => {
    const { cloudID } = await stage.door<{ cloudID: string }>('POST', 'cloudID', { as: 'alice', group: 'readers' });
    expect(await stage.probe({ op: 'openData', data: { list: [cloudID] } })).toMatchObject({
      list: [{ cloudID, data: { chat_type: 3 } }],
    });
  });
});
