/** Attempts before a write conflict is reported to the caller. */
const mostAttempts = 3;

/** An operator's hold on a group is tried more often: no owner who keeps changing the group may hold it off. */
export const holdAttempts = 20;

/**
 * Runs a step that reads, decides and writes until its conditional write succeeds. The step returns `conflict` if another write changed
 * the document between its read and its write; this function does so if that happened in every attempt.
 */
export async function retryOnConflict<Result>(
  step: () => Promise<Result | 'conflict'>,
  attempts = mostAttempts,
): Promise<Result | 'conflict'> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const result = await step();
    if (result !== 'conflict') return result;
  }
  return 'conflict';
}
