import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { ClosingLine } from './tests/closingLine';

/** A test's file name decides its lane; a test in the wrong lane fails (tests/laneGuard.ts). */
const integration = '**/*.int.test.ts';
const e2e = '**/*.e2e.test.ts';
const pages = 'tests/pages/**/*.test.ts';
const elsewhere = ['**/node_modules/**', 'dist/**', '.qunpiao/**'];

interface Lane {
  readonly name: string;
  readonly include: string;
  readonly exclude?: readonly string[];
  readonly pool?: 'threads' | 'forks';
  /** Each file has its own modules and globals; sharing them saves a third of the time. */
  readonly isolate?: boolean;
  /** Runs once before the lane's first file. */
  readonly globalSetup?: string[];
}

const lane = ({ name, include, exclude = [], pool = 'forks', isolate = true, globalSetup = [] }: Lane) => ({
  extends: true as const,
  test: {
    name,
    include: [include],
    exclude: [...elsewhere, ...exclude],
    pool,
    isolate,
    globalSetup,
    setupFiles: ['tests/laneGuard.ts'],
    env: { TEST_LANE: name },
  },
});

/** Files that take long although they are short. */
const longFiles =
  /tests\/(simulation\/(simulation|plantedBugs)|races\/races|load\/|journeys\/(crash\/|rateLimits|fuzz|unauthenticated))/;

const lanesInOrder = ['e2e', 'integration', 'unit', 'unit:pages'];

/**
 * Lane by lane, because a worker that changes lanes reloads its modules; in each the longest files first, so that no core waits for the
 * last one. Vitest itself knows only the sizes of files on a clean clone.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification): number =>
      lanesInOrder.indexOf(project.name) * 2 + (longFiles.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // Two cores; a third worker uses the time in which an integration test waits. A fourth made the run longer.
    maxWorkers: 3,
    // Limits for what hangs, not for what is slow: a busy machine must fail no test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    sequence: { sequencer: LongestFirst },
    // The lanes share many modules; each is transformed once.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'node_modules/.cache/vitest' },
    reporters: ['default', new ClosingLine()],
    projects: [
      lane({
        name: 'unit',
        include: '**/*.test.ts',
        exclude: [integration, e2e, pages],
        pool: 'threads',
        isolate: false,
      }),
      // Pages set the globals of WeChat and of a browser.
      lane({ name: 'unit:pages', include: pages, pool: 'threads', globalSetup: ['tests/pages/buildOnce.ts'] }),
      lane({
        name: 'integration',
        include: integration,
        isolate: false,
        globalSetup: ['tools/cloudbase-emulator/fixtures/bundle-functions.ts'],
      }),
      lane({ name: 'e2e', include: e2e, isolate: false }),
    ],
  },
});
