import { createHash } from 'node:crypto';
import type { Hash } from '../../domain/ids';

/** As in the functions (`cloudRuntime.ts`), so that the seed's documents have the ids that the functions would give them. */
export const hash: Hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 32);
