import { describe, expect, it } from 'vitest';
import { dueAt, needsAttentionAt } from './effect';

const at = (minutes: number): Date => new Date(Date.UTC(2026, 10, 22, 10, minutes));
const effect = (minutes: number, attention?: number) => ({
  kind: 'any',
  at: at(minutes),
  attempts: 12,
  ...(attention === undefined ? {} : { needsAttentionAt: at(attention) }),
});

describe('the times of a document', () => {
  it('A document has needed attention since its first effect did', () => {
    expect(needsAttentionAt([effect(9, 7), effect(1), effect(8, 5), effect(2, 6)])).toEqual(at(5));
  });

  it('A document needs no attention while none of its effects does', () => {
    expect(needsAttentionAt([effect(1), effect(2)])).toBeNull();
  });

  it('A document is due with its earliest effect', () => {
    expect(dueAt([effect(9), effect(3), effect(5)])).toEqual(at(3));
    expect(dueAt([])).toBeNull();
  });
});
