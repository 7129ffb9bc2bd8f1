import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';

let testEmulator: TestEmulator;
beforeAll(async () => {
  testEmulator = await startTestEmulator();
});
afterAll(() => testEmulator.stop());

type Answer = Record<string, unknown>;

describe('storage', () => {
  const upload = async (name: string, text = 'hello'): Promise<string> =>
    String((await testEmulator.probe({ op: 'upload', name, data: { text } }))['fileID']);
  const urlOf = async (fileID: string): Promise<string> => {
    const { files } = await testEmulator.control<{ files: { tempFileURL: string }[] }>('POST', 'storage/urls', {
      fileIDs: [fileID],
    });
    return files[0]!.tempFileURL;
  };

  it('A function’s upload is stored under any name', async () => {
    const fileID = await upload('codes/群 码.txt', 'live');
    expect(fileID).toMatch(/^cloud:\/\/demo-test\.[\w-]+\/codes\/群 码\.txt$/);
    expect(await testEmulator.probe({ op: 'download', name: fileID })).toBe('live');
  });

  it('An upload replaces the file of the same path', async () => {
    const fileID = await upload('same.txt', 'first');
    expect(await upload('same.txt', 'second')).toBe(fileID);
    expect(await testEmulator.probe({ op: 'download', name: fileID })).toBe('second');
  });

  it('A missing file does not fail the other files of the call', async () => {
    const fileID = await upload('here.txt');
    const missing = fileID.replace('here', 'gone');
    expect(await testEmulator.probe({ op: 'urls', data: { fileList: [fileID, missing] } })).toMatchObject({
      fileList: [
        { fileID, status: 0 },
        { fileID: missing, status: -503003, tempFileURL: '' },
      ],
    });
  });

  it('A page’s upload can be read until its URL expires', async () => {
    const url = `${testEmulator.running.url}/_emulator/storage/upload?path=faces/a.png&as=alice`;
    const { fileID } = (await (await fetch(url, { method: 'POST', body: 'picture' })).json()) as { fileID: string };
    const seen = await fetch(await urlOf(fileID));
    expect([seen.status, seen.headers.get('content-type'), await seen.text()]).toEqual([200, 'image/png', 'picture']);
    expect((await fetch(`${testEmulator.running.url}/cos/faces/a.png`)).status).toBe(403);
    const expiring = await urlOf(fileID);
    await testEmulator.running.advance(2 * 60 * 60 * 1000 + 1000);
    expect((await fetch(expiring)).status).toBe(403);
  });

  it('A page can delete and overwrite only its person’s own files', async () => {
    const put = async (as: string): Promise<number> => {
      const url = `${testEmulator.running.url}/_emulator/storage/upload?path=faces/own.png&as=${as}`;
      return (await fetch(url, { method: 'POST', body: as })).status;
    };
    const byFunction = await upload('by-function.txt');
    const fileID = byFunction.replace('by-function.txt', 'faces/own.png');
    const remove = async (as: string): Promise<unknown> => {
      const fileIDs = [fileID, byFunction, `${fileID}.gone`];
      const { files } = await testEmulator.control<{ files: { status: number }[] }>('POST', 'storage/delete', {
        as,
        fileIDs,
      });
      return files.map(({ status }) => status);
    };
    expect([await put('alice'), await put('alice'), await put('bob')]).toEqual([200, 200, 400]);
    expect(await remove('bob')).toEqual([-503002, -503002, -503003]);
    expect(await testEmulator.probe({ op: 'download', name: fileID })).toBe('alice');
    expect(await remove('alice')).toEqual([0, -503002, -503003]);
    expect(await remove('alice')).toEqual([-503003, -503002, -503003]);
    expect(await testEmulator.probe({ op: 'download', name: byFunction })).toBe('hello');
  });

  it('deleteFile deletes several files at once', async () => {
    const fileID = await upload('old.txt');
    const missing = fileID.replace('old', 'never');
    expect(await testEmulator.probe({ op: 'delete', data: { fileList: [fileID, missing] } })).toMatchObject({
      fileList: [
        { fileID, status: 0 },
        { fileID: missing, status: -503003 },
      ],
    });
    expect(await urlOf(fileID)).toBe('');
  });

  it('A COS error is XML, which the SDK reports as STORAGE_REQUEST_FAIL', async () => {
    await testEmulator.control('POST', 'faults', { target: 'storage', mode: 'before', action: 'cos.put' });
    expect(await testEmulator.probe({ op: 'upload', name: 'b.txt', data: { text: 'b' } })).toMatchObject({
      failed: { code: 'STORAGE_REQUEST_FAIL', message: expect.stringContaining('InternalError') as string },
    });
    await testEmulator.control('POST', 'faults', { target: 'storage', mode: 'before' });
    expect(await testEmulator.probe({ op: 'upload', name: 'b.txt', data: { text: 'b' } })).toMatchObject({
      failed: { code: 'SYS_ERR' },
    });
    expect(await urlOf(await upload('b.txt'))).not.toBe('');
  });

  it('An upload whose answer is lost is stored', async () => {
    await testEmulator.control('POST', 'faults', { target: 'storage', mode: 'after', action: 'cos.put' });
    const { failed } = await testEmulator.probe<{ failed?: Answer }>({
      op: 'upload',
      name: 'c.txt',
      data: { text: 'c' },
    });
    expect(failed).toBeDefined();
    const fileID = (await upload('d.txt')).replace('d.txt', 'c.txt');
    expect(await testEmulator.probe({ op: 'download', name: fileID })).toBe('c');
  });

  it('A temporary URL expires after its maxAge', async () => {
    const fileID = await upload('short.txt');
    const { fileList } = await testEmulator.probe<{ fileList: { tempFileURL: string; maxAge: number }[] }>({
      op: 'urls',
      data: { fileList: [{ fileID, maxAge: 60 }] },
    });
    expect(fileList[0]!.maxAge).toBe(60);
    expect((await fetch(fileList[0]!.tempFileURL)).status).toBe(200);
    await testEmulator.running.advance(61_000);
    expect((await fetch(fileList[0]!.tempFileURL)).status).toBe(403);
  });

  it('A path cannot leave the storage folder', async () => {
    const { failed } = await testEmulator.probe<{ failed?: Answer }>({
      op: 'upload',
      name: '../../x',
      data: { text: '' },
    });
    expect(failed).toMatchObject({ code: 'STORAGE_SIGN_PARAM_INVALID' });
  });
});
