import { uploaderIdOf } from '../../domain/ids';
import { hash } from './hash';

/** `covers/g-one.png` → `covers/<uploader>/g-one.png`, where the mini-program would put it for this person. */
export function pathInStorage(path: string, openid: string): string {
  return path.replace('/', `/${uploaderIdOf(hash, openid)}/`);
}
