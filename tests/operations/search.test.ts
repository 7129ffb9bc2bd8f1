import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { contracts } from '../../contracts';
import { user } from './documents';
import { OperationStack } from './operationStack';

describe('searching for groups', () => {
  const found = async (query: string): Promise<string[]> => {
    const groups = ['北京 读书会', '读书会·北京', 'ＰＰＴ 夜校', 'Café 地图', '晨间【读书】'];
    const stack = new OperationStack();
    stack.given({ users: [user({ _id: 'oOlivia', nickname: '林' })] });
    for (const [index, name] of groups.entries()) {
      const text = { name, intro: '一起来', description: '一起来。', benefits: ['一起'], ownerIntro: '林', category: 'study', coverFileId: '' } as const; // oxfmt-ignore
      const terms = { priceFen: 990, admission: 'instant', reviewHours: 0, refundDays: 7, capacity: null } as const;
      const idempotencyKey = `0f8fad5b-d9cb-469f-a165-7086772895${index}0`;
      const { input } = contracts.saveGroup;
      await stack.call('saveGroup', 'oOlivia', v.parse(input, { action: 'create', idempotencyKey, text, terms }));
    }
    for (const each of stack.documents.groups.rows.values()) Object.assign(each, { state: 'Listed' });
    const calls = stack.calls.length;
    const answer = await stack.call('listGroups', 'oAnn', v.parse(contracts.listGroups.input, { query }));
    expect(stack.calls.length - calls).toBeLessThanOrEqual(1);
    if (!answer.ok) throw new Error(answer.code);
    return answer.value.groups.map(({ name }) => name).sort();
  };

  it.each([
    ['北京 读书会', ['北京 读书会', '读书会·北京']],
    ['读书会\u3000北京', ['北京 读书会', '读书会·北京']],
    ['[读书]', ['北京 读书会', '晨间【读书】', '读书会·北京']],
    ['ppt', ['PPT 夜校']],
    ['ＰＰＴ', ['PPT 夜校']],
    ['cafe', ['Café 地图']],
    ['CAFÉ 林', ['Café 地图']],
    ['上海 读书会', []],
    ['.*', []],
  ])('listGroups finds for %j the groups %j', async (query, names) => {
    expect(await found(query)).toEqual(names);
  });
});
