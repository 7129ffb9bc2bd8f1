import { expect, vi } from 'vitest';

/** Generous limits: a step that succeeds ends at once, so only a failure waits this long. */
export const actionTimeoutMs = 60_000;
const testTimeoutMs = 240_000;

vi.setConfig({ testTimeout: testTimeoutMs, hookTimeout: testTimeoutMs });

/** Polls until the assertion on the value holds: `await eventually(read).toBe('done')`. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: actionTimeoutMs });
}
