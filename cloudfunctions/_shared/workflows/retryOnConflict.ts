/** Attempts before a write conflict is reported to the caller. */
const mostAttempts = 3;

/**
 * Runs a step that reads, decides and writes until its conditional write succeeds. The step returns `conflict` if another write changed
 * the document between its read and its write; this function does so if that happened in every attempt.
 */
export async function retryOnConflict<Result>(step: () => Promise<Result | 'conflict'>): Promise<Result | 'conflict'> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const result = await step();
    if (result !== 'conflict') return result;
  }
  return 'conflict';
}
