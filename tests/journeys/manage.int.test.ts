import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderQrCard } from '../../ops/seed/qr';
import { squareAt, takePhotograph } from '../pictures/photograph';
import { TestStack, hourMs } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
});
afterAll(() => stack.end());

const text = {
  name: '周末写作',
  intro: '每周八百字，有人认真读完',
  description: '周五发题，周日交稿，两位读者逐段批注。',
  benefits: ['每周一题', '逐段批注'],
  ownerIntro: '写了十年专栏',
  category: 'study' as const,
  coverFileId: '',
};
const terms = { priceFen: 1990, admission: 'payThenReview' as const, reviewHours: 24, refundDays: 7, capacity: 10 };

async function addGroupQr(groupId: string, as = 'olivia', path = `groupQrs/${randomUUID()}.png`) {
  const fileId = await stack.upload(path, as);
  const expiresAtMs = (await stack.now()).getTime() + 100 * hourMs;
  return stack.callOk('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 150 }, as);
}

async function made(as = 'olivia'): Promise<string> {
  const create = { action: 'create', idempotencyKey: randomUUID(), text, terms } as const;
  return (await stack.callOk('saveGroup', create, as)).groupId;
}

describe('saveGroup', () => {
  it('A group is created once even if its request arrives repeatedly, and only its owner sees or changes it', async () => {
    await stack.user('olivia', { nickname: '林奥莉' });
    const create = { action: 'create', idempotencyKey: randomUUID(), text, terms } as const;
    const first = await stack.callOk('saveGroup', create, 'olivia');
    expect(first.state).toBe('Draft');
    expect(await stack.callOk('saveGroup', create, 'olivia')).toEqual(first);
    const { groupId } = first;
    expect(await stack.call('getGroup', { groupId }, 'alice')).toMatchObject({ code: 'GroupNotFound' });
    expect(await stack.call('getMyGroup', { groupId }, 'alice')).toMatchObject({ code: 'GroupNotFound' });
    expect(await stack.call('saveGroup', { action: 'change', groupId, text, terms }, 'alice')).toMatchObject({
      code: 'GroupNotFound',
    });
    expect(await stack.call('saveGroup', { action: 'close', groupId }, 'alice')).toMatchObject({
      code: 'GroupNotFound',
    });
    expect(await stack.callOk('getMyGroup', { groupId }, 'olivia')).toMatchObject({
      text,
      terms,
      qrs: [],
      seatsTaken: 0,
    });
    expect(await stack.document('groups', groupId)).toMatchObject({ ownerName: '林奥莉', seatsLeft: 10 });
  });

  it('A group can be submitted for sale only with a live QR', async () => {
    const groupId = await made();
    expect(await stack.call('saveGroup', { action: 'submit', groupId }, 'olivia')).toMatchObject({
      code: 'NoValidQr',
    });
    const path = 'groupQrs/submitted.png';
    const { qrId, qrExpiresAtMs } = await addGroupQr(groupId, 'olivia', path);
    expect(qrExpiresAtMs).not.toBeNull();
    expect(await stack.callOk('saveGroup', { action: 'submit', groupId }, 'olivia')).toMatchObject({
      state: 'PendingReview',
    });
    expect(await stack.call('saveGroup', { action: 'change', groupId, text, terms }, 'olivia')).toMatchObject({
      code: 'GroupStateRefuses',
    });
    const { qrs } = await stack.callOk('getMyGroup', { groupId }, 'olivia');
    expect(qrs).toMatchObject([{ qrId, state: 'Live', quota: 150, shownCount: 0 }]);
    const picture = Buffer.from(await (await fetch(qrs[0]!.imageUrl!)).arrayBuffer());
    expect(picture).toEqual(renderQrCard(path));
  });

  it('A group can be paused, resumed and closed, and a closed one stays closed', async () => {
    const groupId = await stack.group();
    const act = async (action: 'pause' | 'resume' | 'close' | 'submit') =>
      stack.call('saveGroup', { action, groupId }, 'olivia');
    expect(await act('pause')).toMatchObject({ value: { state: 'Paused' } });
    expect(await act('pause')).toMatchObject({ value: { state: 'Paused' } });
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'bob')).toMatchObject({
      code: 'GroupPaused',
    });
    expect(await act('resume')).toMatchObject({ value: { state: 'Listed' } });
    expect(await act('close')).toMatchObject({ value: { state: 'Closed' } });
    expect(await act('resume')).toMatchObject({ code: 'GroupStateRefuses' });
    expect(await act('submit')).toMatchObject({ code: 'GroupStateRefuses' });
  });

  it('A capacity can grow, and shrink to the seats taken, but is neither set nor removed while the group is on sale', async () => {
    const groupId = await stack.group({ capacity: 3, seatsLeft: 3, priceFen: 500 });
    await stack.buyAndPay(groupId, 'bob');
    const change = async (capacity: number | null) =>
      stack.call('saveGroup', { action: 'change', groupId, text, terms: { ...terms, capacity } }, 'olivia');
    expect(await change(5)).toMatchObject({ ok: true });
    expect(await stack.document('groups', groupId)).toMatchObject({
      capacity: 5,
      seatsLeft: 4,
      priceFen: 1990,
      name: '周末写作',
    });
    expect(await change(1)).toMatchObject({ ok: true });
    expect(await stack.document('groups', groupId)).toMatchObject({ capacity: 1, seatsLeft: 0 });
    await stack.buyAndPay(await stack.group(), 'bob');
    expect(await change(null)).toMatchObject({ code: 'CapacityTooSmall' });
    expect((await stack.documents('orders', { groupId }))[0]).toMatchObject({ priceFen: 500 });
    const unlimited = await stack.group();
    expect(
      await stack.call('saveGroup', { action: 'change', groupId: unlimited, text, terms }, 'olivia'),
    ).toMatchObject({ code: 'CapacityTooSmall' });
  });

  it('saveGroup refuses a capacity below the number of seats taken', async () => {
    const groupId = await stack.group({ capacity: 3, seatsLeft: 3 });
    await stack.buyAndPay(groupId, 'alice');
    await stack.buyAndPay(groupId, 'bob');
    const before = await stack.document('groups', groupId);
    const shrunk = await stack.call(
      'saveGroup',
      { action: 'change', groupId, text, terms: { ...terms, capacity: 1 } },
      'olivia',
    );
    expect(shrunk).toMatchObject({ code: 'CapacityTooSmall' });
    expect(await stack.document('groups', groupId)).toEqual(before);
  });

  it('saveGroup refuses text that WeChat’s content check considers risky', async () => {
    const risky = { ...text, description: '这里有违规测试内容' };
    const create = { action: 'create', idempotencyKey: randomUUID(), text: risky, terms } as const;
    expect(await stack.call('saveGroup', create, 'olivia')).toMatchObject({ code: 'TextRefused' });
    await stack.control('POST', 'openapi/next', { api: 'security.msgSecCheck', errCode: -1 });
    const fine = { action: 'create', idempotencyKey: randomUUID(), text, terms } as const;
    expect(await stack.call('saveGroup', fine, 'olivia')).toMatchObject({ code: 'CheckUnavailable' });
    expect(await stack.callOk('saveGroup', fine, 'olivia')).toMatchObject({ state: 'Draft' });
  });

  it.each([
    { ...terms, priceFen: 99 },
    { ...terms, priceFen: 9.9 },
    { ...terms, capacity: 501 },
    { ...terms, capacity: 0 },
    { ...terms, reviewHours: 0 },
    { ...terms, admission: 'instant' as const },
    { ...terms, reviewHours: 169 },
  ])('saveGroup refuses the terms %o', async (wrong) => {
    const create = { action: 'create', idempotencyKey: randomUUID(), text, terms: wrong } as const;
    expect(await stack.call('saveGroup', create, 'olivia')).toMatchObject({ code: 'InvalidInput' });
  });
});

describe('saveGroupQr', () => {
  it('saveGroupQr refuses an expiry further ahead than a group QR can last', async () => {
    const groupId = await made();
    const fileId = await stack.upload('groupQrs/long.png', 'olivia');
    const now = (await stack.now()).getTime();
    const add = async (hours: number, file = fileId) =>
      stack.call(
        'saveGroupQr',
        { action: 'add', groupId, fileId: file, expiresAtMs: now + hours * hourMs, quota: 10 },
        'olivia',
      );
    expect(await add(-1)).toMatchObject({ code: 'QrExpiryInvalid' });
    expect(await add(24 * 8)).toMatchObject({ code: 'QrExpiryInvalid' });
    const absent = fileId.replace('long', 'none');
    expect(await add(24, absent)).toMatchObject({ code: 'FileNotFound' });
    const first = await add(24);
    expect(await add(24)).toMatchObject({ ok: true, value: first.ok ? first.value : {} });
    expect(await stack.documents('groupQrs', { groupId })).toHaveLength(1);
  });

  const refusalOf = async (groupId: string, content: Buffer, as = 'olivia'): Promise<string | undefined> => {
    const fileId = await stack.upload(`groupQrs/${randomUUID()}.png`, as, content);
    const expiresAtMs = (await stack.now()).getTime() + hourMs;
    const answer = await stack.call('saveGroupQr', { action: 'add', groupId, fileId, expiresAtMs, quota: 10 }, as);
    return answer.ok ? undefined : answer.code;
  };

  it('saveGroupQr takes only pictures of a group’s QR, and says what is wrong with any other', async () => {
    const groupId = await made();
    const card = renderQrCard('some group');
    const answers = [
      await refusalOf(groupId, Buffer.alloc(0)),
      await refusalOf(groupId, Buffer.from('00000018667479706865696300000000', 'hex')),
      await refusalOf(groupId, Buffer.from('00000018667479706d70343200000000', 'hex')),
      await refusalOf(groupId, Buffer.from('RIFF....WEBPVP8 ')),
      await refusalOf(groupId, Buffer.from('a picture of a QR')),
      await refusalOf(groupId, card.subarray(0, card.length / 2)),
      await refusalOf(groupId, Buffer.alloc(7 * 1024 * 1024, 1)),
      await refusalOf(groupId, await readFile('ops/seed/images/avatars/alice.png')),
      await refusalOf(groupId, renderQrCard('x', 'https://u.wechat.com/MAbcDef123')),
      await refusalOf(groupId, renderQrCard('x', 'https://example.com/')),
      await refusalOf(groupId, renderQrCard('x', 'wxp://f2f0abc')),
    ];
    expect(answers).toEqual([
      'PictureEmpty',
      'PictureIsHeic',
      'PictureIsVideo',
      'PictureFormatUnknown',
      'NotAPicture',
      'PictureDamaged',
      'PictureTooLarge',
      'NoQrInPicture',
      'QrIsPersonal',
      'QrIsWebAddress',
      'QrIsSomethingElse',
    ]);
    expect(await stack.documents('groupQrs', { groupId })).toEqual([]);
  });

  it('saveGroupQr reads a photograph of 4,000 × 3,000 pixels within a function’s 256 MB and three seconds', async () => {
    const corners = [[900, 500], [2700, 800], [2500, 2500], [700, 2200]] as const; // oxfmt-ignore
    const text = 'https://weixin.qq.com/g/AwYAAOa1b2c3d4e5f6g7h8i9j0';
    const photograph = takePhotograph({ text, width: 4000, height: 3000, corners, noise: 15, blur: 2 });
    // The first call also starts the function's process.
    expect(await refusalOf(await made(), renderQrCard('warms up'))).toBeUndefined();
    const groupId = await made();
    const startMs = performance.now();
    expect(await refusalOf(groupId, photograph)).toBeUndefined();
    expect(performance.now() - startMs).toBeLessThan(3000);
  }, 60_000);

  it('The same code twice in one group is one code, and another group’s code is refused', async () => {
    const [groupId, other] = [await made(), await made('otto')];
    const card = renderQrCard('shared', 'https://weixin.qq.com/g/AwYAAOshared1');
    const copy = takePhotograph({ text: 'https://weixin.qq.com/g/AwYAAOshared1', width: 600, height: 600, corners: squareAt([300, 300], 400, 12) }); // oxfmt-ignore
    expect([await refusalOf(groupId, card), await refusalOf(groupId, copy)]).toEqual([undefined, undefined]);
    expect(await stack.documents('groupQrs', { groupId })).toHaveLength(1);
    expect(await refusalOf(other, copy, 'otto')).toBe('QrOfOtherGroup');
    const [qr] = await stack.documents('groupQrs', { groupId });
    await stack.callOk('saveGroupQr', { action: 'retire', groupId, qrId: qr!._id }, 'olivia');
    expect(await refusalOf(groupId, card)).toBe('QrAlreadyUsed');
  });

  it('A WeCom group’s join code may last longer than a week', async () => {
    const groupId = await made();
    const card = renderQrCard('wecom', 'https://work.weixin.qq.com/gm/0123456789abcdef');
    const fileId = await stack.upload('groupQrs/wecom.png', 'olivia', card);
    const expiresAtMs = (await stack.now()).getTime() + 90 * 24 * hourMs;
    const add = { action: 'add', groupId, fileId, expiresAtMs, quota: 10 } as const;
    expect(await stack.callOk('saveGroupQr', add, 'olivia')).toMatchObject({ qrExpiresAtMs: expiresAtMs });
  });

  it('Retiring the only QR ends the sale, and a new one resumes it', async () => {
    const groupId = await stack.group({}, null);
    const first = await addGroupQr(groupId);
    await stack.callOk('createOrder', { idempotencyKey: randomUUID(), groupId }, 'alice');
    const retired = await stack.callOk('saveGroupQr', { action: 'retire', groupId, qrId: first.qrId }, 'olivia');
    expect(retired.qrExpiresAtMs).toBeNull();
    expect(await stack.call('createOrder', { idempotencyKey: randomUUID(), groupId }, 'bob')).toMatchObject({
      code: 'NoValidQr',
    });
    expect(await stack.call('saveGroupQr', { action: 'retire', groupId, qrId: 'nothing' }, 'olivia')).toMatchObject({
      code: 'QrNotFound',
    });
    expect((await addGroupQr(groupId)).qrExpiresAtMs).not.toBeNull();
    await stack.callOk('createOrder', { idempotencyKey: randomUUID(), groupId }, 'bob');
    await stack.drain();
    expect((await stack.documents('groupQrs', { groupId })).every((code) => code['dueAt'] === null)).toBe(true);
  });

  it('saveGroupQr refuses people who do not manage the group', async () => {
    const groupId = await made();
    const fileId = await stack.upload('groupQrs/mine.png', 'mallory');
    const add = { action: 'add', groupId, fileId, expiresAtMs: Date.now() + hourMs, quota: 10 } as const;
    expect(await stack.call('saveGroupQr', add, 'mallory')).toMatchObject({ code: 'GroupNotFound' });
  });
});

describe('saveProfile', () => {
  it('A profile is checked, saved and copied to the groups its person owns', async () => {
    const groupId = await made('otto');
    const avatarFileId = await stack.upload('avatars/otto.png', 'otto');
    await stack.callOk('saveProfile', { nickname: ' 奥托 ', avatarFileId }, 'otto');
    expect(await stack.callOk('login', {}, 'otto')).toMatchObject({ nickname: '奥托', avatarFileId, isOwner: true });
    await stack.callOk('saveProfile', { nickname: '奥托二世' }, 'otto');
    expect(await stack.document('groups', groupId)).toMatchObject({
      ownerName: '奥托二世',
      ownerAvatarFileId: avatarFileId,
    });
    expect((await stack.document('groups', groupId))['searchText']).toContain('奥托二世');
    expect(await stack.call('saveProfile', { nickname: '违规测试' }, 'otto')).toMatchObject({ code: 'TextRefused' });
    expect(await stack.call('saveProfile', { nickname: '   ' }, 'otto')).toMatchObject({ code: 'InvalidInput' });
    expect(await stack.call('saveProfile', { nickname: 'x', avatarFileId: 'http://evil' }, 'otto')).toMatchObject({
      code: 'InvalidInput',
    });
    expect(await stack.callOk('login', {}, 'otto')).toMatchObject({ nickname: '奥托二世' });
  });
});
