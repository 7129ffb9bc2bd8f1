import type { Reporter, TestModule } from 'vitest/node';

/** The number of tests and checks that passed and failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

export const closingLine = ({ passed, failed }: Tally): string => `${passed} passed, ${failed} failed`;

/** Ends a run of vitest with the line CI reads; `npm test`, which also runs the checks, takes the tally and prints the line itself. */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[] = []): void {
    let passed = 0;
    // An error outside of any test, such as an unhandled rejection, fails the run.
    let failed = errors.length;
    for (const module of modules) {
      // A file that can't be loaded is a failure, though it holds no failed test.
      if (module.errors().length > 0) failed += 1;
      for (const test of module.children.allTests()) {
        if (test.result().state === 'passed') passed += 1;
        if (test.result().state === 'failed') failed += 1;
      }
    }
    const tally: Tally = { passed, failed };
    if (process.send) process.send(tally);
    else process.on('exit', () => process.stdout.write(`\n${closingLine(tally)}\n`));
  }
}
