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

describe('storage under a rule of the bucket', () => {
  const storage = {
    read: '/^faces\\//.test(resource.path) == true || (auth != null && resource.openid == auth.openid)',
    write:
      'auth != null && resource.openid == auth.openid && /^(faces|codes)\\/[a-z]+\\.png$/.test(resource.path) == true',
  };
  let ruled: TestEmulator;
  beforeAll(async () => {
    ruled = await startTestEmulator({ storage });
  });
  afterAll(() => ruled.stop());

  const upload = async (path: string, as: string): Promise<number> => {
    const url = `${ruled.running.url}/_emulator/storage/upload?path=${path}&as=${as}`;
    return (await fetch(url, { method: 'POST', body: as })).status;
  };
  type File = { status: number; tempFileURL: string; errMsg: string };
  const ask = async (path: string, as?: string): Promise<File> => {
    const fileIDs = [`cloud://demo-test.6465-demo-test-1300000000/${path}`];
    return (await ruled.control<{ files: File[] }>('POST', 'storage/urls', { fileIDs, as })).files[0]!;
  };

  it('A page uploads only where the rule lets its person', async () => {
    const paths = ['faces/a.png', 'codes/a.png', 'backups/a.png', 'faces/a.svg'];
    expect(await Promise.all(paths.map((path) => upload(path, 'alice')))).toEqual([200, 200, 400, 400]);
    expect(await upload('codes/a.png', 'bob')).toBe(400);
  });

  it('A page learns nothing about a private file of somebody else, not even whether it exists', async () => {
    await upload('codes/mine.png', 'alice');
    const refused = { status: -503002, tempFileURL: '', errMsg: 'STORAGE_EXCEED_AUTHORITY' };
    expect(await ask('codes/mine.png', 'bob')).toMatchObject(refused);
    expect(await ask('codes/absent.png', 'bob')).toMatchObject(refused);
    expect(await ask('codes/mine.png', 'alice')).toMatchObject({ status: 0 });
  });

  it('The address of a private file is good for ten minutes, that of a public one for longer', async () => {
    await upload('codes/brief.png', 'alice');
    await upload('faces/long.png', 'alice');
    const addresses = await Promise.all([ask('codes/brief.png'), ask('faces/long.png')]);
    const statuses = () => Promise.all(addresses.map(async ({ tempFileURL }) => (await fetch(tempFileURL)).status));
    await ruled.running.advance(9 * 60_000);
    expect(await statuses()).toEqual([200, 200]);
    await ruled.running.advance(2 * 60_000);
    expect(await statuses()).toEqual([403, 200]);
  });

  it('A function is not bound by the rule', async () => {
    const { fileID } = await ruled.probe<{ fileID: string }>({
      op: 'upload',
      name: 'backups/x.txt',
      data: { text: 'x' },
    });
    expect(await ruled.probe({ op: 'download', name: fileID })).toBe('x');
  });
});
