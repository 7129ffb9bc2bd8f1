import { createHash } from 'node:crypto';
import { uploaderIdOf, type Hash } from '../../domain/ids';

/** As in the functions (`cloudRuntime.ts`). */
const hash: Hash = (text) => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** `covers/g-one.png` → `covers/<uploader>/g-one.png`, where the mini-program would put it for this person. */
export function pathInStorage(path: string, openid: string): string {
  return path.replace('/', `/${uploaderIdOf(hash, openid)}/`);
}
