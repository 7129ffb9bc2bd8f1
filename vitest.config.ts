import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/closingLine';

/**
 * The lane of a test stands in its file name: `*.test.ts` unit, `*.int.test.ts` integration, `*.e2e.test.ts` end to end. The globs beside the
 * suffixes are folders whose files don't carry it yet. A file in the wrong lane fails (tests/laneGuard.ts).
 */
const integration = [
  '**/*.int.test.ts',
  'ops/seed/index.test.ts',
  'tests/simulation/conformance.test.ts',
  'tools/cloudbase-emulator/!(clock).test.ts',
  'tools/cloudbase-emulator/database/sdk.test.ts',
  'tools/cloudbase-emulator/control-api/**/*.test.ts',
  'tools/cloudbase-emulator/functions/!(inspection).test.ts',
  'tools/miniprogram-preview/server/**/*.test.ts',
  'tools/miniprogram-preview/tests/watch.test.ts',
];
const e2e = ['**/*.e2e.test.ts', 'tests/browser/**/*.test.ts', 'tools/miniprogram-preview/tests/!(watch).test.ts'];
const elsewhere = ['**/node_modules/**', 'dist/**', '.qunpiao/**', '**/.stryker-tmp/**'];

interface Lane {
  readonly include: string[];
  readonly exclude: string[];
  readonly groupOrder: number;
}

const lane = (name: string, { include, exclude, groupOrder }: Lane) => ({
  extends: true as const,
  test: {
    name,
    include,
    exclude: [...elsewhere, ...exclude],
    env: { TEST_LANE: name },
    setupFiles: ['tests/laneGuard.ts'],
    sequence: { groupOrder },
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
    projects: [
      // Longest first within a lane, and the lanes share one queue: no core waits for the last file of a lane.
      lane('unit', { include: ['**/*.test.ts'], exclude: [...integration, ...e2e], groupOrder: 0 }),
      lane('integration', { include: integration, exclude: e2e, groupOrder: 0 }),
      lane('e2e', { include: e2e, exclude: [], groupOrder: 0 }),
    ],
  },
});
