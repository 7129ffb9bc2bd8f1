import { describe, expect, it } from 'vitest';
import {
  createGroupQr,
  currentQrState,
  moveGroupQr,
  poolEndsAt,
  poolPosition,
  qrForNewcomer,
  qrsForMember,
  replaceGroupQr,
  retireGroupQr,
  type PoolQr,
} from './groupQr';
import { next } from './testing';

const hourMs = 3_600_000;
const now = new Date('2026-11-22T10:00:00Z');
const hours = (n: number): Date => new Date(now.getTime() + n * hourMs);

const qr = (_id: string, over: Partial<PoolQr> = {}): PoolQr => ({
  _id,
  fileId: `cloud://${_id}`,
  state: 'Live',
  position: 0,
  expiresAt: hours(100),
  quota: 190,
  shownCount: 0,
  createdAt: hours(-10),
  ...over,
});
const ids = (qrs: readonly PoolQr[]): string[] => qrs.map(({ _id }) => _id);

describe('the QR that newcomers see', () => {
  it('The first in the owner’s order is seen, whatever their age and end', () => {
    const pool = [qr('new', { position: 2, createdAt: now, expiresAt: hours(160) }), qr('first', { position: 1 })];
    expect(qrForNewcomer(pool, now)?._id).toBe('first');
    expect(qrForNewcomer([...pool].reverse(), now)?._id).toBe('first');
  });

  it('Of two at one place the older is seen, and of two of one moment the same one by everybody', () => {
    const pool = [qr('b', { createdAt: hours(-9) }), qr('c'), qr('a')];
    expect(qrForNewcomer(pool, now)?._id).toBe('a');
    expect(qrForNewcomer([...pool].reverse(), now)?._id).toBe('a');
  });

  it.each([
    ['is full', { shownCount: 190 }],
    ['is over', { expiresAt: now }],
    ['was replaced', { state: 'Replaced' }],
    ['is broken', { state: 'Broken' }],
  ] as const)('A QR that %s is passed over', (_why, over) => {
    expect(qrForNewcomer([qr('first', over), qr('second', { position: 1 })], now)?._id).toBe('second');
    expect(qrForNewcomer([qr('first', over)], now)).toBeNull();
  });

  it('The pool lets newcomers join until the last of its QRs with room ends', () => {
    const full = qr('full', { expiresAt: hours(150), shownCount: 190 });
    const replaced = qr('replaced', { expiresAt: hours(140), state: 'Replaced' });
    expect(poolEndsAt([qr('a'), qr('b', { expiresAt: hours(120) }), full, replaced], now)).toEqual(hours(120));
    expect(poolEndsAt([full, replaced], now)).toBeNull();
  });
});

describe('the QR that a member sees', () => {
  const pool = [qr('first'), qr('shown', { position: 1 }), qr('last', { position: 2 })];

  it('A member who was shown a QR keeps seeing it, though others come first', () => {
    expect(ids(qrsForMember(pool, 'shown', now))).toEqual(['shown', 'first', 'last']);
  });

  it.each([
    ['full', { shownCount: 190 }],
    ['replaced', { state: 'Replaced' }],
  ] as const)('A member who was shown a QR keeps seeing it when it is %s', (_why, over) => {
    const others = [qr('first'), qr('shown', { position: 1, ...over })];
    expect(qrsForMember(others, 'shown', now)[0]?._id).toBe('shown');
    expect(ids(qrsForMember(others, null, now))).toEqual(['first']);
  });

  it.each([
    ['over', { expiresAt: now }],
    ['broken', { state: 'Broken' }],
  ] as const)('A member who was shown a QR that is %s sees the next one', (_why, over) => {
    expect(ids(qrsForMember([qr('shown', over), qr('next', { position: 1 })], 'shown', now))).toEqual(['next']);
  });

  it('A member who was shown a QR before takes no place of a quota, and sees a full one rather than none', () => {
    const full = qr('full', { shownCount: 190 });
    expect(ids(qrsForMember([full, qr('roomy', { position: 1 })], 'gone', now))).toEqual(['roomy', 'full']);
    expect(ids(qrsForMember([full], 'gone', now))).toEqual(['full']);
    expect(qrsForMember([full], null, now)).toEqual([]);
  });

  it('Nobody else is shown a replaced QR', () => {
    expect(qrsForMember([qr('replaced', { state: 'Replaced' })], null, now)).toEqual([]);
    expect(qrsForMember([qr('replaced', { state: 'Replaced' })], 'another', now)).toEqual([]);
  });
});

describe('the owner’s order', () => {
  const stored = (position: number) =>
    createGroupQr({ _id: 'q', groupId: 'g', fileId: 'f', position, expiresAt: hours(100), quota: 190 }, now);

  it('A place lies before or behind all others', () => {
    const pool = [qr('a', { position: -3 }), qr('b', { position: 7 })];
    expect([poolPosition(pool, 'first'), poolPosition(pool, 'last')]).toEqual([-4, 8]);
    expect([poolPosition([], 'first'), poolPosition([], 'last')]).toEqual([0, 0]);
  });

  it('A moved QR keeps everything but its place', () => {
    expect(moveGroupQr(stored(4), -1)).toEqual({ ...stored(-1), rev: 1 });
  });

  it('A replaced QR stays for those who were shown it until it is retired', () => {
    const replaced = next(replaceGroupQr(stored(0), now));
    expect(replaced).toMatchObject({ state: 'Replaced', rev: 1, effects: [{ kind: 'announce' }] });
    expect(replaceGroupQr(replaced, now)).toEqual({ kind: 'noop' });
    expect(next(retireGroupQr(replaced, now))).toMatchObject({ state: 'Broken', rev: 2 });
  });

  it.each([
    ['Live', {}],
    ['Full', { shownCount: 190 }],
    ['Expired', { expiresAt: now }],
    ['Replaced', { state: 'Replaced', shownCount: 190 }],
    ['Expired', { state: 'Replaced', expiresAt: now }],
    ['Broken', { state: 'Broken', expiresAt: now }],
  ] as const)('A QR is %s by its state, its end and its quota', (state, over) => {
    expect(currentQrState(qr('q', over), now)).toBe(state);
  });
});
