import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';

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

  it('lets a page delete and write over what its person uploaded, and nothing else', async () => {
    const put = async (as: string): Promise<number> => {
      const url = `${stage.emulator.url}/_emulator/storage/upload?path=faces/own.png&as=${as}`;
      return (await fetch(url, { method: 'POST', body: as })).status;
    };
    const byFunction = await upload('by-function.txt');
    const fileID = byFunction.replace('by-function.txt', 'faces/own.png');
    const remove = async (as: string): Promise<unknown> => {
      const fileIDs = [fileID, byFunction, `${fileID}.gone`];
      const { files } = await stage.door<{ files: { status: number }[] }>('POST', 'storage/delete', { as, fileIDs });
      return files.map(({ status }) => status);
    };
    expect([await put('alice'), await put('alice'), await put('bob')]).toEqual([200, 200, 400]);
    expect(await remove('bob')).toEqual([-503002, -503002, -503003]);
    expect(await stage.probe({ op: 'download', name: fileID })).toBe('alice');
    expect(await remove('alice')).toEqual([0, -503002, -503003]);
    expect(await remove('alice')).toEqual([-503003, -503002, -503003]);
    expect(await stage.probe({ op: 'download', name: byFunction })).toBe('hello');
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

  it('answers COS errors as XML, which the SDK turns into STORAGE_REQUEST_FAIL', async () => {
    await stage.door('POST', 'faults', { target: 'storage', mode: 'before', action: 'cos.put' });
    expect(await stage.probe({ op: 'upload', name: 'b.txt', data: { text: 'b' } })).toMatchObject({
      failed: { code: 'STORAGE_REQUEST_FAIL', message: expect.stringContaining('InternalError') as string },
    });
    await stage.door('POST', 'faults', { target: 'storage', mode: 'before' });
    expect(await stage.probe({ op: 'upload', name: 'b.txt', data: { text: 'b' } })).toMatchObject({
      failed: { code: 'SYS_ERR' },
    });
    expect(await urlOf(await upload('b.txt'))).not.toBe('');
  });

  it('keeps an upload whose answer is lost', async () => {
    await stage.door('POST', 'faults', { target: 'storage', mode: 'after', action: 'cos.put' });
    const { failed } = await stage.probe<{ failed?: Answer }>({ op: 'upload', name: 'c.txt', data: { text: 'c' } });
    expect(failed).toBeDefined();
    const fileID = (await upload('d.txt')).replace('d.txt', 'c.txt');
    expect(await stage.probe({ op: 'download', name: fileID })).toBe('c');
  });

  it('gives a URL no longer than was asked', async () => {
    const fileID = await upload('short.txt');
    const { fileList } = await stage.probe<{ fileList: { tempFileURL: string; maxAge: number }[] }>({
      op: 'urls',
      data: { fileList: [{ fileID, maxAge: 60 }] },
    });
    expect(fileList[0]!.maxAge).toBe(60);
    expect((await fetch(fileList[0]!.tempFileURL)).status).toBe(200);
    await stage.emulator.advance(61_000);
    expect((await fetch(fileList[0]!.tempFileURL)).status).toBe(403);
  });

  it('lets nobody out of its folder', async () => {
    const { failed } = await stage.probe<{ failed?: Answer }>({ op: 'upload', name: '../../x', data: { text: '' } });
    expect(failed).toMatchObject({ code: 'STORAGE_SIGN_PARAM_INVALID' });
  });
});
