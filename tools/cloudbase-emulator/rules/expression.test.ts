import { describe, expect, it } from 'vitest';
import { inspectCollectionRules } from './collection-rules';
import { readExpression } from './expression';

describe('readExpression', () => {
  it.each([
    'true',
    'auth != null',
    'auth!==null',
    "doc._openid == auth.openid && (doc.state == 'public' || doc.n >= -1.5)",
    '!(auth.openid in [\'a\', "b"])',
    "get('database.a.b')[auth.openid] in [1,2,3]",
    'get(`database.a.${doc.y}`).z == 1 || true',
    "get(get('database.a.b').path).z",
    "get('database.a.' ) == undefined",
  ])('readExpression accepts %s', (text) => {
    expect(() => readExpression(text)).not.toThrow();
  });

  it.each([
    ['', 'a value was expected at the end'],
    ['doc.x = 1', 'cannot be read from "= 1" on'],
    ['doc.x == 1 doc', 'nothing was expected at "doc"'],
    ['process.exit()', '"process" is not known'],
    ['doc.x.(1)', 'a word was expected'],
    ['(doc.x', '")" was expected'],
    ['[1, 2', '"," was expected'],
    ["'open", 'cannot be read'],
    ['`${alert}`', '"alert" is not known'],
    [Array(4).fill("get('database.a.b')").join(' && '), 'at most 3 get()'],
    ["get(get(get('database.a.b').c).d)", 'nested at most 2 deep'],
    [`doc.x == '${'x'.repeat(1024)}'`, 'at most 1024 characters'],
  ])('readExpression rejects %s: %s', (text, reason) => {
    expect(() => readExpression(text)).toThrow(reason);
  });
});

it('inspectCollectionRules explains invalid rules in sentences', () => {
  const rule = { read: 'doc.', write: 1, reed: true } as object;
  const collections = {
    fine: { indexes: [], rule: { read: true, write: 'auth != null' } },
    wrong: { indexes: [], rule, acl: 'PRIVAT' as 'PRIVATE' },
  };
  expect(inspectCollectionRules({ collections })).toEqual([
    'collection wrong: the rule for read cannot be read, and allows nothing: a word was expected after "."',
    'collection wrong: the rule for write is neither a boolean nor an expression, and allows nothing',
    'collection wrong: the rule for reed is for nothing; there are read, write, create, update, delete',
    'collection wrong: acl is one of READONLY, PRIVATE, ADMINWRITE, ADMINONLY; this one allows nothing',
    'collection wrong: it has a rule and an acl; the rule counts',
  ]);
});
