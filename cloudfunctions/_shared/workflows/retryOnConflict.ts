/** Attempts in which others may change the same document before the caller is told to come back. */
const mostAttempts = 3;

/**
 * Runs a step that reads, decides and writes until its conditional write succeeds. The step answers `conflict` when somebody else changed
 * the document between its read and its write; so does this function when that happened in every attempt.
 */
export async function retryOnConflict<Result>(step: () => Promise<Result | 'conflict'>): Promise<Result | 'conflict'> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const result = await step();
    if (result !== 'conflict') return result;
  }
  return 'conflict';
}
