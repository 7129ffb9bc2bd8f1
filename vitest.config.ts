import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/closingLine';

/** The lane of a test stands in its file name; a test in the wrong lane fails (tests/laneGuard.ts). */
const integration = '**/*.int.test.ts';
const e2e = '**/*.e2e.test.ts';
const elsewhere = ['**/node_modules/**', 'dist/**', '.qunpiao/**'];

const lane = (name: string, include: string, ...exclude: readonly string[]) => ({
  extends: true as const,
  test: {
    name,
    include: [include],
    exclude: [...elsewhere, ...exclude],
    env: { TEST_LANE: name },
    setupFiles: ['tests/laneGuard.ts'],
  },
});

export default defineConfig({
  test: {
    // Two cores, and an integration test starts an emulator with function processes of its own.
    maxWorkers: 2,
    // Limits for what hangs, not for what is slow: a busy machine must fail no test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', new ClosingLine()],
    projects: [lane('unit', '**/*.test.ts', integration, e2e), lane('integration', integration), lane('e2e', e2e)],
  },
});
