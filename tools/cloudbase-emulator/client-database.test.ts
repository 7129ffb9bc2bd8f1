import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { raiseStage } from './fixtures/stage';
import type { Stage } from './fixtures/stage';

let stage: Stage;
beforeAll(async () => {
  const collections = {
    todos: { indexes: [] },
    notes: { indexes: [], rule: { read: false, write: false } },
    odd: { indexes: [], rule: { read: 'doc.' } },
  };
  stage = await raiseStage({ database: { collections } });
});
beforeEach(() => stage.door('POST', 'reset', { keepProcesses: true }));
afterAll(() => stage.end());

const ask = (as: string, name: string, body: object): Promise<Record<string, unknown>> =>
  stage.door('POST', 'database/client', { as, action: `database.${name}`, body });
const add = (as: string, collectionName: string) =>
  ask(as, 'insertDocument', { collectionName, data: ['{"_id":"a"}'] });
const read = (as: string, collectionName: string) => ask(as, 'getDocument', { collectionName, queryType: 'WHERE' });
const refusal = { code: 'DATABASE_PERMISSION_DENIED', message: 'Permission denied' };

/** The door of `wx.cloud.database()`; what rules mean is tested in `rules/`. */
describe('a page’s own requests to the database', () => {
  it('are somebody’s, and bound by the collection’s rules', async () => {
    expect(await add('alice', 'todos')).toMatchObject({ data: { insertedIds: ['a'] } });
    const document = JSON.stringify({ _id: 'a', _openid: stage.emulator.openidOf('alice') });
    expect(await read('alice', 'todos')).toMatchObject({ data: { list: [document] } });
    expect(await read('bob', 'todos')).toMatchObject({ data: { list: [] } });
    expect([await add('alice', 'notes'), await read('alice', 'notes')]).toMatchObject([refusal, refusal]);
  });

  it('do not bind functions', async () => {
    await stage.probe({ op: 'add', data: { _id: 'f' } });
    expect(await stage.door('GET', 'collections/notes')).toEqual({ documents: [{ _id: 'f' }] });
  });

  it('are in the record, and are struck by faults', async () => {
    const { next } = await stage.door<{ next: number }>('GET', 'calls?since=0');
    await read('alice', 'notes');
    await stage.door('POST', 'faults', { target: 'database', mode: 'before', function: '(page)' });
    expect(await read('alice', 'todos')).toMatchObject({ code: 'SYS_ERR' });
    await stage.door('POST', 'faults', { target: 'database', mode: 'after' });
    await expect(add('alice', 'todos')).rejects.toThrow('the answer was lost');
    expect(await read('alice', 'todos')).toMatchObject({ data: { list: [expect.stringContaining('"_id":"a"')] } });
    const { calls } = await stage.door<{ calls: object[] }>('GET', `calls?since=${next}`);
    const by = { function: '(page)', target: 'database' };
    expect(calls).toMatchObject([
      { ...by, action: 'database.getDocument', error: 'DATABASE_PERMISSION_DENIED Permission denied' },
      { ...by, fault: 'before' },
      { ...by, action: 'database.insertDocument', fault: 'after', documentsWritten: 1 },
      { ...by, collections: ['todos'], documentsReturned: 1 },
    ]);
  });

  it('are told of rules that cannot be read', () => {
    expect(stage.emulator.warnings().join('\n')).toContain('collection odd: the rule for read cannot be read');
  });

  it('reach nothing but the database', async () => {
    const refused = stage.door('POST', 'database/client', { as: 'alice', action: 'wx.wxPayApi' });
    await expect(refused).rejects.toThrow('action');
    expect(await ask('alice', 'addCollection', { collectionName: 'mine' })).toMatchObject({
      code: 'INVALID_REQUEST_SOURCE',
    });
  });
});
