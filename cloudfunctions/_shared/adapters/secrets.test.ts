import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { secretsOf } from './secrets';

const key = (name: string): string => `${name}:${randomBytes(32).toString('base64')}`;
const old = key('k1');
const young = key('k2');
const secrets = secretsOf(() => old);
const message = '我是三年级家长，微信 lin-0915';

const seal = (text = message, binding = 'e#1'): string => secrets.seal(text, binding) ?? '';

describe('secretsOf', () => {
  it('An encrypted message opens where it belongs, and holds nothing in the clear', () => {
    expect(secrets.open(seal(), 'e#1')).toBe(message);
    expect(seal()).toMatch(/^k1\.[A-Za-z0-9+/=.]+$/);
    expect(Buffer.from(seal().split('.').join(''), 'base64').toString()).not.toContain('lin-0915');
  });

  it('A message is never encrypted the same way twice', () => {
    expect(seal()).not.toBe(seal());
  });

  it('An encrypted message does not open under another membership or round', () => {
    expect(secrets.open(seal(), 'f#1')).toBeNull();
    expect(secrets.open(seal(), 'e#2')).toBeNull();
  });

  it('An encrypted message does not open when any part was changed, cut or made up', () => {
    const parts = seal().split('.');
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

  it('An old message opens under its key after a new key has come, which encrypts from then on', () => {
    const rotated = secretsOf(() => `${young},${old}`);
    expect(rotated.open(seal(), 'e#1')).toBe(message);
    expect(rotated.seal(message, 'e#1')).toMatch(/^k2\./);
    expect(secretsOf(() => young).open(seal(), 'e#1')).toBeNull();
  });

  it('A message is not encrypted at all without a key', () => {
    expect(secretsOf(() => '').seal(message, 'e#1')).toBeNull();
  });

  it.each(['k1', 'k1:', 'k1:c2hvcnQ=', `:${old.slice(3)}`, `${young},k1:x`, 'a b:' + old.slice(3)])(
    'A message is not entrusted to the keys "%s"',
    (setting) => {
      expect(() => secretsOf(() => setting).seal(message, 'e#1')).toThrow('CONFIDENTIAL_KEYS');
    },
  );
});
