import type { SeedTarget } from './target';

/** Acts the past of a newly filled environment. */
export async function actHistory(target: SeedTarget): Promise<void> {
  await Promise.resolve(target);
}
