import { describe, expect, it } from 'vitest';
import { allowsFile, defaultStorageRules, inspectStorageRules } from './storage-rules';

const cover = { path: 'covers/1a/x.png', openid: 'oAnn' };

describe('allowsFile', () => {
  it.each([
    ['the creator', 'oAnn', [true, true]],
    ['somebody else', 'oBob', [true, false]],
    ['nobody', null, [true, false]],
  ] as const)('The default rule lets %s read, and only the creator write', (_who, openid, allowed) => {
    const operations = ['read', 'write'] as const;
    expect(operations.map((each) => allowsFile(defaultStorageRules, each, openid, cover))).toEqual(allowed);
  });

  it.each([
    ['/^covers\\//.test(resource.path) == true', true],
    ['/^qrs\\//.test(resource.path) == true', false],
    ['/^qrs\\//.test(resource.path) == false', true],
    ['/^[a-z/]+[0-9]a.x\\.png$/.test(resource.path) == true', true],
    // The documentation asks for an explicit comparison.
    ['/^covers\\//.test(resource.path)', false],
    ["resource.path == 'covers/1a/x.png'", true],
    ["auth.openid == 'oBob' && resource.openid != auth.openid", true],
    ['auth != null', true],
    ['resource.size < 10', false],
    ['doc.x == 1', false],
    ["get('database.a.b') == null", false],
  ])('The storage rule %s answers %s', (rule, allowed) => {
    expect(allowsFile({ read: rule }, 'read', 'oBob', cover)).toBe(allowed);
  });

  it('A rule that reads a field of auth does not hold for somebody who is not signed in', () => {
    const byFunction = { path: 'backups/x.json', openid: null };
    expect(allowsFile({ read: 'resource.openid == auth.openid' }, 'read', null, byFunction)).toBe(false);
  });

  it('A missing rule allows nothing', () => {
    expect(allowsFile({}, 'read', 'oAnn', cover)).toBe(false);
  });
});

it('inspectStorageRules explains invalid rules in sentences', () => {
  const rules = { read: '/(/.test(resource.path) == true', write: 1, delete: true } as object;
  expect(inspectStorageRules(rules)).toEqual([
    'storage: the rule for read cannot be read, and allows nothing: the pattern /(/ cannot be read',
    'storage: the rule for write is neither a boolean nor an expression',
    'storage: there is no rule for delete',
  ]);
  expect(inspectStorageRules(defaultStorageRules)).toEqual([]);
});
