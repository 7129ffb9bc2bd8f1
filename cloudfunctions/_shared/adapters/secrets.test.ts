import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secretsOf } from './secrets';

const key = (name: string): string => `${name}:${randomBytes(32).toString('base64')}`;
const old = key('k1');
const young = key('k2');
const secrets = secretsOf(() => old);
const words = '我是三年级家长，微信 lin-0915';

const sealed = (text = words, binding = 'e#1'): string => secrets.seal(text, binding) ?? '';

describe('confidential words', () => {
  it('open where they belong, and hold nothing in the clear', () => {
    expect(secrets.open(sealed(), 'e#1')).toBe(words);
    expect(sealed()).toMatch(/^k1\.[A-Za-z0-9+/=.]+$/);
    expect(Buffer.from(sealed().split('.').join(''), 'base64').toString()).not.toContain('lin-0915');
  });

  it('are never sealed the same twice', () => {
    expect(sealed()).not.toBe(sealed());
  });

  it('do not open under another membership or round', () => {
    expect(secrets.open(sealed(), 'f#1')).toBeNull();
    expect(secrets.open(sealed(), 'e#2')).toBeNull();
  });

  it('do not open when any part was changed, cut or made up', () => {
    const parts = sealed().split('.');
    for (const index of [1, 2, 3]) {
      const bytes = Buffer.from(parts[index] ?? '', 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      expect(secrets.open(parts.with(index, bytes.toString('base64')).join('.'), 'e#1')).toBeNull();
      expect(secrets.open(parts.slice(0, index).join('.'), 'e#1')).toBeNull();
    }
    // A short tag would be easy to guess.
    const short = Buffer.from(parts[2] ?? '', 'base64')
      .subarray(0, 4)
      .toString('base64');
    expect(secrets.open(parts.with(2, short).join('.'), 'e#1')).toBeNull();
    for (const rubbish of ['', 'k1', 'k1...', '💣', 'k9.a.b.c']) expect(secrets.open(rubbish, 'e#1')).toBeNull();
  });

  it('open under an old key after a new one has come, which seals from then on', () => {
    const rotated = secretsOf(() => `${young},${old}`);
    expect(rotated.open(sealed(), 'e#1')).toBe(words);
    expect(rotated.seal(words, 'e#1')).toMatch(/^k2\./);
    expect(secretsOf(() => young).open(sealed(), 'e#1')).toBeNull();
  });

  it('are not sealed at all without a key', () => {
    expect(secretsOf(() => '').seal(words, 'e#1')).toBeNull();
  });

  it.each(['k1', 'k1:', 'k1:c2hvcnQ=', `:${old.slice(3)}`, `${young},k1:x`, 'a b:' + old.slice(3)])(
    'are not trusted to the keys "%s"',
    (setting) => {
      expect(() => secretsOf(() => setting).seal(words, 'e#1')).toThrow('CONFIDENTIAL_KEYS');
    },
  );
});
