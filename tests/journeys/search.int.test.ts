import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestStack } from '../testStack';

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.begin();
  await stack.user('olivia', { nickname: '林 Olívia' });
  for (const name of ['读书会·北京', '【北京】晨间读书会', 'ＰＰＴ\u3000夜校', 'Café 地图', '上海读书会'])
    await offer(name);
});
afterAll(() => stack.end());

/** A group on sale, whose owner has just given it this name. */
async function offer(name: string): Promise<void> {
  const groupId = await stack.group({});
  const text = {
    name,
    intro: '一起\u200B来',
    description: '第一行\r\n\r\n\r\n\r\n第二行',
    benefits: ['每周一次'],
    ownerIntro: '十年',
    category: 'local' as const,
    coverFileId: '',
  };
  const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: null } as const;
  await stack.callOk('saveGroup', { action: 'change', groupId, text, terms }, 'olivia');
}

const found = async (query: string): Promise<string[]> =>
  (await stack.callOk('listGroups', { query }, 'alice')).groups.map(({ name }) => name).sort();

describe('searching for groups', () => {
  it.each([
    ['北京 读书会', ['【北京】晨间读书会', '读书会·北京']],
    ['读书会\u3000北京', ['【北京】晨间读书会', '读书会·北京']],
    ['读书会北京', ['读书会·北京']],
    ['[读书]', ['【北京】晨间读书会', '上海读书会', '读书会·北京']],
    ['ＰＰＴ', ['PPT 夜校']],
    ['ppt', ['PPT 夜校']],
    ['cafe', ['Café 地图']],
    ['OLIVIA café', ['Café 地图']],
    ['广州 读书会', []],
    ['.*', []],
    ['(z+)+$ \\', []],
  ])('listGroups finds for %j the groups %j', async (query, names) => {
    expect(await found(query)).toEqual([...names].sort());
  });

  it('listGroups searches with one database call, on every page and in every order', async () => {
    for (const sort of ['newest', 'priceUp', 'priceDown'] as const) {
      const { next } = await stack.callsSince(Number.MAX_SAFE_INTEGER);
      const after = sort === 'priceUp' ? '1_a' : '8640000000000000_a';
      const { groups } = await stack.callOk('listGroups', { query: '北京 读书会 来', category: 'local', sort, after }, 'alice'); // oxfmt-ignore
      expect(groups, sort).toHaveLength(2);
      expect((await stack.callsSince(next)).calls, sort).toHaveLength(1);
    }
    expect(await stack.unindexedAccesses()).toEqual([]);
  });

  it('listGroups refuses a cursor beyond the range of times', async () => {
    for (const after of ['9999999999999999_a', '8640000000000001_a'])
      expect(await stack.call('listGroups', { after }, 'alice')).toMatchObject({ code: 'InvalidInput' });
  });
});

describe('what people type', () => {
  it('A group’s texts are stored and shown clean', async () => {
    const { groups } = await stack.callOk('listGroups', { query: 'ppt' }, 'alice');
    const { group } = await stack.callOk('getGroup', { groupId: groups[0]!.groupId }, 'alice');
    expect(group).toMatchObject({ name: 'PPT 夜校', intro: '一起来', description: '第一行\n\n第二行' });
  });

  it('A text too long for one content check is checked to its end', async () => {
    const groupId = await stack.group({});
    const benefits = Array.from({ length: 6 }, () => '👨‍👩‍👧‍👦'.repeat(40));
    const text = {
      name: '合家欢',
      intro: '一起',
      description: '一起',
      benefits,
      category: 'local' as const,
      coverFileId: '',
    };
    const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: null } as const;
    const change = (ownerIntro: string) =>
      stack.call('saveGroup', { action: 'change', groupId, text: { ...text, ownerIntro }, terms }, 'olivia');
    expect(await change('这里有违规测试内容')).toMatchObject({ code: 'TextRefused' });
    expect(await change('这里没有')).toMatchObject({ ok: true });
  });

  it('A nickname is stored clean, and refused if it looks empty or official', async () => {
    const { nickname } = await stack.callOk('saveProfile', { nickname: '\u202E小\u200B爱\u3000Ａｌｉｃｅ👨‍👩‍👧‍👦' }, 'alice');
    expect(nickname).toBe('小爱 Alice👨‍👩‍👧‍👦');
    expect(await stack.call('saveProfile', { nickname: '\u3164\u2800' }, 'alice')).toMatchObject({
      code: 'InvalidInput',
    });
    expect(await stack.call('saveProfile', { nickname: '官 方' }, 'alice')).toMatchObject({ code: 'OfficialName' });
  });
});
