import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hourMs, TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

const text = {
  name: '借来的封面',
  intro: '一',
  description: '二',
  benefits: ['三'],
  ownerIntro: '四',
  category: 'study' as const,
};
const terms = { priceFen: 1990, admission: 'instant' as const, reviewHours: 0, refundDays: 7, capacity: null };
const bucket = 'cloud://demo-qunpiao.6465-demo-qunpiao-1300000000';

/** The answers that mallory, who runs a group of her own, gets when she names these files in each call that takes one. */
async function refusalsOf(fileId: string): Promise<(string | undefined)[]> {
  const groupId = await stack.group({ managers: [stack.openid('mallory')] }, null);
  const expiresAtMs = (await stack.now()).getTime() + hourMs;
  const cover = { ...text, coverFileId: fileId };
  const answers = [
    await stack.call('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 10 }, 'mallory'),
    await stack.call('saveProfile', { nickname: 'M', avatarFileId: fileId }, 'mallory'),
    await stack.call('saveGroup', { action: 'create', idempotencyKey: randomUUID(), text: cover, terms }, 'mallory'),
    await stack.call('saveGroup', { action: 'change', groupId, text: cover, terms }, 'mallory'),
  ];
  return answers.map((answer) => (answer.ok ? undefined : answer.code));
}

/** Uploads without `as`, as functions do, whom no rule binds. */
async function uploadByFunction(path: string): Promise<string> {
  const url = `${stack.url}/_emulator/storage/upload?path=${encodeURIComponent(path)}`;
  const response = await fetch(url, { method: 'POST', body: 'secret' });
  return ((await response.json()) as { fileID: string }).fileID;
}

const everywhere = ['FileNotFound', 'FileNotFound', 'FileNotFound', 'FileNotFound'];

describe('files of others', () => {
  it('A stored backup whose path is known is refused like one that does not exist', async () => {
    const backup = await uploadByFunction('backups/x.json');
    expect(backup).toBe(`${bucket}/backups/x.json`);
    expect(await refusalsOf(backup)).toEqual(everywhere);
    expect(await refusalsOf(`${bucket}/backups/absent.json`)).toEqual(everywhere);
  });

  it('Another owner’s group QR is refused like one that does not exist', async () => {
    const theirs = await stack.upload('groupQrs/theirs.png', 'olivia');
    expect(await refusalsOf(theirs)).toEqual(everywhere);
    expect(await refusalsOf(theirs.replace('theirs', 'absent'))).toEqual(everywhere);
  });

  it('Another person’s cover and avatar, which everybody may see, cannot be taken over', async () => {
    expect(await refusalsOf(await stack.upload('covers/theirs.png', 'olivia'))).toEqual(everywhere);
    expect(await refusalsOf(await stack.upload('avatars/theirs.png', 'olivia'))).toEqual(everywhere);
  });

  it('A file of another environment is refused', async () => {
    const mine = await stack.upload('groupQrs/mine.png', 'mallory');
    expect(await refusalsOf(mine.replace('cloud://demo-qunpiao.', 'cloud://demo-other.'))).toEqual(everywhere);
  });

  it('A person’s own file is accepted only for what its folder says', async () => {
    const avatarFileId = await stack.upload('avatars/me.png', 'mallory');
    expect(await refusalsOf(avatarFileId)).toEqual(['FileNotFound', undefined, 'FileNotFound', 'FileNotFound']);
    const coverFileId = await stack.upload('covers/me.png', 'mallory');
    expect(await refusalsOf(coverFileId)).toEqual(['FileNotFound', 'FileNotFound', undefined, undefined]);
  });
});

describe('storage.json', () => {
  const ask = async (fileID: string, as: string): Promise<number> => {
    const { files } = await stack.control('POST', 'storage/urls', { fileIDs: [fileID], as });
    return (files as readonly { status: number }[])[0]!.status;
  };

  it('A page reads covers and avatars of everybody, but group QRs only of its own person', async () => {
    const [cover, avatar, qr] = [
      await stack.upload('covers/shown.png', 'olivia'),
      await stack.upload('avatars/shown.png', 'olivia'),
      await stack.upload('groupQrs/hidden.png', 'olivia'),
    ];
    expect([await ask(cover, 'bob'), await ask(avatar, 'bob'), await ask(qr, 'bob')]).toEqual([0, 0, -503002]);
    expect([await ask(qr, 'olivia'), await ask(`${bucket}/backups/x.json`, 'bob')]).toEqual([0, -503002]);
  });

  it('A page uploads pictures to the three folders and nothing elsewhere', async () => {
    const uploader = /groupQrs\/([0-9a-f]{32})\//.exec(await stack.upload('groupQrs/place.png', 'bob'))![1]!;
    const put = async (path: string): Promise<number> => {
      const query = new URLSearchParams({ path, as: 'bob' }).toString();
      return (await fetch(`${stack.url}/_emulator/storage/upload?${query}`, { method: 'POST', body: 'x' })).status;
    };
    expect(await Promise.all([put(`avatars/${uploader}/a.jpg`), put(`covers/${uploader}/a.webp`)])).toEqual([200, 200]);
    const elsewhere = [
      `backups/${uploader}/a.png`,
      'groupQrs/a.png',
      `groupQrs/${uploader}/a.svg`,
      `x/${uploader}/a.png`,
    ];
    expect(await Promise.all(elsewhere.map(put))).toEqual([400, 400, 400, 400]);
  });
});
