import { describe, expect, it } from 'vitest';
import { toCanonicalEjson, TestDatabase } from '../testing/test-database';

/** A transaction's own operations, as the SDK sends them. */
class InTransaction {
  readonly transactionId: unknown;

  constructor(private readonly opened: TestDatabase) {
    ({ transactionId: this.transactionId } = opened.call('startTransaction', {}));
  }

  private body(id: unknown, more: object = {}): Record<string, unknown> {
    const { transactionId } = this;
    return { collectionName: 'things', queryType: 'DOC', query: toCanonicalEjson({ _id: id }), transactionId, ...more };
  }

  get(id: unknown): unknown {
    const [text] = this.opened.call('getDocument', this.body(id))['list'] as string[];
    return text === undefined ? undefined : JSON.parse(text);
  }

  add(document: object): unknown {
    return this.opened.call('insertDocument', this.body('', { data: [toCanonicalEjson(document)] }));
  }

  update(id: unknown, data: object): unknown {
    return this.opened.call(
      'modifyDocument',
      this.body(id, { data: toCanonicalEjson(data), merge: true, multi: false, upsert: false }),
    )['updated'];
  }

  set(id: unknown, data: object): unknown {
    return this.opened.call(
      'modifyDocument',
      this.body(id, { data: toCanonicalEjson(data), merge: false, multi: false, upsert: true }),
    );
  }

  remove(id: unknown): unknown {
    return this.opened.call('removeDocument', this.body(id, { multi: false }))['deleted'];
  }

  commit(): unknown {
    return this.opened.handle('commitTransaction', { transactionId: this.transactionId })['code'];
  }

  abort(): unknown {
    return this.opened.handle('abortTransaction', { transactionId: this.transactionId })['code'];
  }
}

function withDocument(): TestDatabase {
  const opened = new TestDatabase({ things: [{ name: 'no', keys: [['no', 1]], unique: true }], other: [] });
  opened.insert('things', { _id: 'a', n: 1, no: 'a' });
  return opened;
}

describe('a transaction', () => {
  it('sees its own writes, and others see none of them before commit', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    expect(inside.update('a', { $inc: { n: 1 } })).toBe(1);
    inside.add({ _id: 'b', no: 'b' });
    inside.set('c', { no: 'c' });
    expect([inside.get('a'), inside.get('b'), inside.get('c')]).toEqual([
      { _id: 'a', n: 2, no: 'a' },
      { _id: 'b', no: 'b' },
      { no: 'c', _id: 'c' },
    ]);
    expect(opened.find('things', {})).toEqual([{ _id: 'a', n: 1, no: 'a' }]);
    expect(inside.commit()).toBeUndefined();
    expect(opened.findIds('things', { no: { $in: ['a', 'b', 'c'] } })).toEqual(['a', 'b', 'c']);
  });

  it('sees the database as it was when it began', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    opened.update('things', { _id: 'a' }, { $set: { n: 9 } });
    opened.update('things', { _id: 'a' }, { $set: { n: 10 } });
    opened.insert('things', { _id: 'z', no: 'z' });
    expect([inside.get('a'), inside.get('z')]).toEqual([{ _id: 'a', n: 1, no: 'a' }, undefined]);
    opened.call('removeDocument', { collectionName: 'things', queryType: 'WHERE', query: '', multi: true });
    expect(inside.get('a')).toEqual({ _id: 'a', n: 1, no: 'a' });
  });

  it('leaves nothing when it is aborted', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    inside.remove('a');
    expect(inside.get('a')).toBeUndefined();
    expect(inside.abort()).toBeUndefined();
    expect(opened.count('things', {})).toBe(1);
    expect(inside.commit()).toBe('DATABASE_TRANSACTION_FAIL');
  });

  it('lasts 30 seconds', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    opened.nowMs += 30_000;
    expect(inside.update('a', { $inc: { n: 1 } })).toBe(1);
    opened.nowMs += 1;
    expect(() => inside.get('a')).toThrow(/DATABASE_TRANSACTION_FAIL.*not exist or expired/);
    expect(inside.commit()).toBe('DATABASE_TRANSACTION_FAIL');
  });

  it('cannot be made up', () => {
    const opened = withDocument();
    expect(opened.handle('commitTransaction', { transactionId: 'tx-1' })['code']).toBe('DATABASE_TRANSACTION_FAIL');
    expect(opened.handle('commitTransaction', {})['code']).toBe('INVALID_PARAM');
  });

  it('takes only documents by _id', () => {
    const opened = withDocument();
    const { transactionId } = new InTransaction(opened);
    const body = { collectionName: 'things', queryType: 'WHERE', query: '{"n":1}', transactionId };
    expect(() => opened.call('getDocument', body)).toThrow(/only documents by _id/);
  });

  it('is forgotten when the file is replaced', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    opened.database.reload();
    expect(() => inside.get('a')).toThrow(/TransactionNotExist/);
  });
});

describe('two that write the same document', () => {
  it('commit mode: the first to commit wins, the second is told then', () => {
    const opened = withDocument();
    const [first, second] = [new InTransaction(opened), new InTransaction(opened)];
    first.update('a', { $inc: { n: 1 } });
    second.update('a', { $inc: { n: 1 } });
    expect(second.commit()).toBeUndefined();
    expect(first.commit()).toBe('DATABASE_TRANSACTION_CONFLICT');
    expect(first.abort()).toBeUndefined();
    expect(opened.findOnly()).toEqual({ _id: 'a', n: 2, no: 'a' });
  });

  it('op mode: the second to write is told at once, and can only abort', () => {
    const opened = withDocument();
    opened.database.conflictAt = 'op';
    const [first, second] = [new InTransaction(opened), new InTransaction(opened)];
    first.update('a', { $inc: { n: 1 } });
    expect(() => second.update('a', { $inc: { n: 1 } })).toThrow(/DATABASE_TRANSACTION_CONFLICT/);
    expect(() => second.get('a')).toThrow(/CONFLICT/);
    expect(first.commit()).toBeUndefined();
    expect(second.abort()).toBeUndefined();
  });

  it.each(['op', 'commit'] as const)(
    '%s mode: a write outside transactions conflicts as a commit does',
    (conflictAt) => {
      const opened = withDocument();
      opened.database.conflictAt = conflictAt;
      const [early, late] = [new InTransaction(opened), new InTransaction(opened)];
      early.update('a', { $inc: { n: 1 } });
      opened.update('things', { _id: 'a' }, { $set: { n: 5 } });
      expect(early.commit()).toBe('DATABASE_TRANSACTION_CONFLICT');
      const write = () => late.update('a', { $inc: { n: 1 } });
      if (conflictAt === 'op') expect(write).toThrow(/CONFLICT/);
      else expect(write()).toBe(1);
      expect(late.commit()).toBe('DATABASE_TRANSACTION_CONFLICT');
      expect(opened.findOnly()?.['n']).toBe(5);
    },
  );

  it('documents that were only read do not conflict', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    inside.get('a');
    inside.add({ _id: 'b', no: 'b' });
    opened.update('things', { _id: 'a' }, { $set: { n: 5 } });
    expect(inside.commit()).toBeUndefined();
  });
});

describe('duplicate keys', () => {
  it('with what is there, at the operation', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    expect(() => inside.add({ _id: 'a', no: 'x' })).toThrow(/E11000.*_id_/);
    expect(() => new InTransaction(opened).add({ _id: 'b', no: 'a' })).toThrow(/E11000.*index: no/);
    expect(() => inside.get('a')).toThrow(/E11000/);
    expect(opened.count('things', {})).toBe(1);
  });

  it('with its own writes', () => {
    const inside = new InTransaction(withDocument());
    inside.add({ _id: 'b', no: 'b' });
    expect(() => inside.add({ _id: 'c', no: 'b' })).toThrow(/E11000/);
  });

  it('with what came meanwhile, at commit', () => {
    const opened = withDocument();
    const inside = new InTransaction(opened);
    inside.add({ _id: 'b', no: 'b' });
    opened.insert('things', { _id: 'c', no: 'b' });
    expect(inside.commit()).toBe('DATABASE_REQUEST_FAILED');
    expect(opened.findIds('things', {})).toEqual(['a', 'c']);
  });
});
