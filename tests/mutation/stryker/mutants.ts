import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from '@stryker-mutator/api/core';
import type { Logger } from '@stryker-mutator/api/logging';
import { Instrumenter } from '@stryker-mutator/instrumenter';

const unsaid = (): void => undefined;
const silent = {
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
  ...{ trace: unsaid, debug: unsaid, info: unsaid, warn: unsaid, error: unsaid, fatal: unsaid },
} as unknown as Logger;

/** Every mutant that Stryker makes of these files, by paths from the root. */
export async function allMutants(root: string, files: readonly string[]): Promise<readonly Mutant[]> {
  const sources = files.map((name) => ({ name, mutate: true, content: readFileSync(join(root, name), 'utf8') }));
  const { mutants } = await new Instrumenter(silent).instrument(sources, {
    ...{ ignorers: [], excludedMutations: [], plugins: null },
  });
  return mutants;
}
