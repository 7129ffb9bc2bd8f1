import { describe, expect, it } from 'vitest';
import { toCanonicalEjson, TestDatabase } from '../testing/test-database';

/** The operations of a transaction as the SDK sends them. */
class TransactionClient {
  readonly transactionId: unknown;

  constructor(private readonly testDatabase: TestDatabase) {
    ({ transactionId: this.transactionId } = testDatabase.call('startTransaction', {}));
  }

  private body(id: unknown, more: object = {}): Record<string, unknown> {
    const { transactionId } = this;
    return { collectionName: 'things', queryType: 'DOC', query: toCanonicalEjson({ _id: id }), transactionId, ...more };
  }

  get(id: unknown): unknown {
    const [text] = this.testDatabase.call('getDocument', this.body(id))['list'] as string[];
    return text === undefined ? undefined : JSON.parse(text);
  }

  add(document: object): unknown {
    return this.testDatabase.call('insertDocument', this.body('', { data: [toCanonicalEjson(document)] }));
  }

  update(id: unknown, data: object): unknown {
    return this.testDatabase.call(
      'modifyDocument',
      this.body(id, { data: toCanonicalEjson(data), merge: true, multi: false, upsert: false }),
    )['updated'];
  }

  set(id: unknown, data: object): unknown {
    return this.testDatabase.call(
      'modifyDocument',
      this.body(id, { data: toCanonicalEjson(data), merge: false, multi: false, upsert: true }),
    );
  }

  remove(id: unknown): unknown {
    return this.testDatabase.call('removeDocument', this.body(id, { multi: false }))['deleted'];
  }

  commit(): unknown {
    return this.testDatabase.handle('commitTransaction', { transactionId: this.transactionId })['code'];
  }

  abort(): unknown {
    return this.testDatabase.handle('abortTransaction', { transactionId: this.transactionId })['code'];
  }
}

function createWithDocument(): TestDatabase {
  const testDatabase = new TestDatabase({ things: [{ name: 'no', keys: [['no', 1]], unique: true }], other: [] });
  testDatabase.insert('things', { _id: 'a', n: 1, no: 'a' });
  return testDatabase;
}

describe('transactions', () => {
  it('A transaction sees its own writes, and others see them only after commit', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    expect(transaction.update('a', { $inc: { n: 1 } })).toBe(1);
    transaction.add({ _id: 'b', no: 'b' });
    transaction.set('c', { no: 'c' });
    expect([transaction.get('a'), transaction.get('b'), transaction.get('c')]).toEqual([
      { _id: 'a', n: 2, no: 'a' },
      { _id: 'b', no: 'b' },
      { no: 'c', _id: 'c' },
    ]);
    expect(testDatabase.find('things', {})).toEqual([{ _id: 'a', n: 1, no: 'a' }]);
    expect(transaction.commit()).toBeUndefined();
    expect(testDatabase.findIds('things', { no: { $in: ['a', 'b', 'c'] } })).toEqual(['a', 'b', 'c']);
  });

  it('A transaction sees the database as of its start', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    testDatabase.update('things', { _id: 'a' }, { $set: { n: 9 } });
    testDatabase.update('things', { _id: 'a' }, { $set: { n: 10 } });
    testDatabase.insert('things', { _id: 'z', no: 'z' });
    expect([transaction.get('a'), transaction.get('z')]).toEqual([{ _id: 'a', n: 1, no: 'a' }, undefined]);
    testDatabase.call('removeDocument', { collectionName: 'things', queryType: 'WHERE', query: '', multi: true });
    expect(transaction.get('a')).toEqual({ _id: 'a', n: 1, no: 'a' });
  });

  it('An aborted transaction leaves no changes', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    transaction.remove('a');
    expect(transaction.get('a')).toBeUndefined();
    expect(transaction.abort()).toBeUndefined();
    expect(testDatabase.count('things', {})).toBe(1);
    expect(transaction.commit()).toBe('DATABASE_TRANSACTION_FAIL');
  });

  it('A transaction expires after 30 seconds', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    testDatabase.nowMs += 30_000;
    expect(transaction.update('a', { $inc: { n: 1 } })).toBe(1);
    testDatabase.nowMs += 1;
    expect(() => transaction.get('a')).toThrow(/DATABASE_TRANSACTION_FAIL.*not exist or expired/);
    expect(transaction.commit()).toBe('DATABASE_TRANSACTION_FAIL');
  });

  it('An unknown or missing transaction id is refused', () => {
    const testDatabase = createWithDocument();
    expect(testDatabase.handle('commitTransaction', { transactionId: 'tx-1' })['code']).toBe(
      'DATABASE_TRANSACTION_FAIL',
    );
    expect(testDatabase.handle('commitTransaction', {})['code']).toBe('INVALID_PARAM');
  });

  it('A transaction reads documents by _id only', () => {
    const testDatabase = createWithDocument();
    const { transactionId } = new TransactionClient(testDatabase);
    const body = { collectionName: 'things', queryType: 'WHERE', query: '{"n":1}', transactionId };
    expect(() => testDatabase.call('getDocument', body)).toThrow(/only documents by _id/);
  });

  it('A transaction ends when the file is replaced', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    testDatabase.database.reload();
    expect(() => transaction.get('a')).toThrow(/TransactionNotExist/);
  });
});

describe('conflicts', () => {
  it('In commit mode the first transaction to commit wins and the second fails at commit', () => {
    const testDatabase = createWithDocument();
    const [first, second] = [new TransactionClient(testDatabase), new TransactionClient(testDatabase)];
    first.update('a', { $inc: { n: 1 } });
    second.update('a', { $inc: { n: 1 } });
    expect(second.commit()).toBeUndefined();
    expect(first.commit()).toBe('DATABASE_TRANSACTION_CONFLICT');
    expect(first.abort()).toBeUndefined();
    expect(testDatabase.findOnly()).toEqual({ _id: 'a', n: 2, no: 'a' });
  });

  it('In op mode the second transaction to write fails at once and can only abort', () => {
    const testDatabase = createWithDocument();
    testDatabase.database.conflictAt = 'op';
    const [first, second] = [new TransactionClient(testDatabase), new TransactionClient(testDatabase)];
    first.update('a', { $inc: { n: 1 } });
    expect(() => second.update('a', { $inc: { n: 1 } })).toThrow(/DATABASE_TRANSACTION_CONFLICT/);
    expect(() => second.get('a')).toThrow(/CONFLICT/);
    expect(first.commit()).toBeUndefined();
    expect(second.abort()).toBeUndefined();
  });

  it.each(['op', 'commit'] as const)(
    'In %s mode a write outside transactions conflicts like a commit',
    (conflictAt) => {
      const testDatabase = createWithDocument();
      testDatabase.database.conflictAt = conflictAt;
      const [early, late] = [new TransactionClient(testDatabase), new TransactionClient(testDatabase)];
      early.update('a', { $inc: { n: 1 } });
      testDatabase.update('things', { _id: 'a' }, { $set: { n: 5 } });
      expect(early.commit()).toBe('DATABASE_TRANSACTION_CONFLICT');
      const write = () => late.update('a', { $inc: { n: 1 } });
      if (conflictAt === 'op') expect(write).toThrow(/CONFLICT/);
      else expect(write()).toBe(1);
      expect(late.commit()).toBe('DATABASE_TRANSACTION_CONFLICT');
      expect(testDatabase.findOnly()?.['n']).toBe(5);
    },
  );

  it('A document that a transaction only reads does not conflict', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    transaction.get('a');
    transaction.add({ _id: 'b', no: 'b' });
    testDatabase.update('things', { _id: 'a' }, { $set: { n: 5 } });
    expect(transaction.commit()).toBeUndefined();
  });
});

describe('duplicate keys', () => {
  it('In a transaction a duplicate of a stored key fails at the operation', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    expect(() => transaction.add({ _id: 'a', no: 'x' })).toThrow(/E11000.*_id_/);
    expect(() => new TransactionClient(testDatabase).add({ _id: 'b', no: 'a' })).toThrow(/E11000.*index: no/);
    expect(() => transaction.get('a')).toThrow(/E11000/);
    expect(testDatabase.count('things', {})).toBe(1);
  });

  it('In a transaction a duplicate of its own key fails at the operation', () => {
    const transaction = new TransactionClient(createWithDocument());
    transaction.add({ _id: 'b', no: 'b' });
    expect(() => transaction.add({ _id: 'c', no: 'b' })).toThrow(/E11000/);
  });

  it('In a transaction a duplicate of a key inserted meanwhile fails at commit', () => {
    const testDatabase = createWithDocument();
    const transaction = new TransactionClient(testDatabase);
    transaction.add({ _id: 'b', no: 'b' });
    testDatabase.insert('things', { _id: 'c', no: 'b' });
    expect(transaction.commit()).toBe('DATABASE_REQUEST_FAILED');
    expect(testDatabase.findIds('things', {})).toEqual(['a', 'c']);
  });
});
