/** The place of a mutant; its lines and columns count from 0. */
interface PlacedMutant {
  readonly fileName: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
  readonly mutatorName: string;
  readonly replacement: string;
}

/** Identifies a mutant across two parses of the same sources; stryker/sampleChecker.mjs writes it the same way. */
export function placeOf({ fileName, location: { start }, mutatorName, replacement }: PlacedMutant): string {
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
