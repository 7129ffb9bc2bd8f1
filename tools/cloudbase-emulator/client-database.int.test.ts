import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEmulator, type TestEmulator } from './fixtures/test-emulator';

let testEmulator: TestEmulator;
beforeAll(async () => {
  const collections = {
    todos: { indexes: [] },
    notes: { indexes: [], rule: { read: false, write: false } },
    odd: { indexes: [], rule: { read: 'doc.' } },
  };
  testEmulator = await startTestEmulator({ database: { collections } });
});
beforeEach(() => testEmulator.control('POST', 'reset', { keepProcesses: true }));
afterAll(() => testEmulator.stop());

const send = (as: string, name: string, body: object): Promise<Record<string, unknown>> =>
  testEmulator.control('POST', 'database/client', { as, action: `database.${name}`, body });
const add = (as: string, collectionName: string) =>
  send(as, 'insertDocument', { collectionName, data: ['{"_id":"a"}'] });
const read = (as: string, collectionName: string) => send(as, 'getDocument', { collectionName, queryType: 'WHERE' });
const refusal = { code: 'DATABASE_PERMISSION_DENIED', message: 'Permission denied' };

/** The control API's `database/client`; the meaning of rules is tested in `rules/`. */
describe('database/client', () => {
  it('A page’s database request is made by its person and is bound by the collection’s rules', async () => {
    expect(await add('alice', 'todos')).toMatchObject({ data: { insertedIds: ['a'] } });
    const document = JSON.stringify({ _id: 'a', _openid: testEmulator.running.openidOf('alice') });
    expect(await read('alice', 'todos')).toMatchObject({ data: { list: [document] } });
    expect(await read('bob', 'todos')).toMatchObject({ data: { list: [] } });
    expect([await add('alice', 'notes'), await read('alice', 'notes')]).toMatchObject([refusal, refusal]);
  });

  it('The rules of collections do not bind functions', async () => {
    await testEmulator.probe({ op: 'add', data: { _id: 'f' } });
    expect(await testEmulator.control('GET', 'collections/notes')).toEqual({ documents: [{ _id: 'f' }] });
  });

  it('A page’s database request is in the call log and is subject to faults', async () => {
    const { next } = await testEmulator.control<{ next: number }>('GET', 'calls?since=0');
    await read('alice', 'notes');
    await testEmulator.control('POST', 'faults', { target: 'database', mode: 'before', function: '(page)' });
    expect(await read('alice', 'todos')).toMatchObject({ code: 'SYS_ERR' });
    await testEmulator.control('POST', 'faults', { target: 'database', mode: 'after' });
    await expect(add('alice', 'todos')).rejects.toThrow('the answer was lost');
    expect(await read('alice', 'todos')).toMatchObject({ data: { list: [expect.stringContaining('"_id":"a"')] } });
    const { calls } = await testEmulator.control<{ calls: object[] }>('GET', `calls?since=${next}`);
    const entry = { function: '(page)', target: 'database' };
    expect(calls).toMatchObject([
      { ...entry, action: 'database.getDocument', error: 'DATABASE_PERMISSION_DENIED Permission denied' },
      { ...entry, fault: 'before' },
      { ...entry, action: 'database.insertDocument', fault: 'after', documentsWritten: 1 },
      { ...entry, collections: ['todos'], documentsReturned: 1 },
    ]);
  });

  it('An unreadable rule is among the warnings', () => {
    expect(testEmulator.running.warnings().join('\n')).toContain('collection odd: the rule for read cannot be read');
  });

  it('A page’s request reaches nothing but the database', async () => {
    const refused = testEmulator.control('POST', 'database/client', { as: 'alice', action: 'wx.wxPayApi' });
    await expect(refused).rejects.toThrow('action');
    expect(await send('alice', 'addCollection', { collectionName: 'mine' })).toMatchObject({
      code: 'INVALID_REQUEST_SOURCE',
    });
  });
});
