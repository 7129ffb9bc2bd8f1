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

/** Identifies a mutant across two parses of the same sources; sampleChecker.mjs writes it the same way. */
export function placeOf({ fileName, location: { start }, mutatorName, replacement }: Mutant): string {
  return `${fileName}:${start.line}:${start.column} ${mutatorName} ${replacement}`;
}

/** So many of them, chosen by the seed (mulberry32 and a partial Fisher-Yates shuffle). */
export function chooseSample<Item>(items: readonly Item[], size: number, seed: number): readonly Item[] {
  const left = [...items];
  let state = seed;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return Array.from({ length: Math.min(size, left.length) }, () => left.splice(below(left.length), 1)[0]!);
}
