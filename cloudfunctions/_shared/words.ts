import { slotOf } from '../../domain/order';
import type { Entry } from '../../domain/entry';
import type { Ports } from './ports';

/** What an applicant tells those who run a group. */
export interface Words {
  readonly message: string;
  readonly contact: string;
}

/** Sealed for one entry in one round: put anywhere else it does not open. `null`: there is no key to seal by. */
export function sealWords(ports: Ports, entryId: string, round: number, words: Words): string | null {
  return ports.secrets.seal(JSON.stringify(words), slotOf(entryId, round));
}

/** The words of the round they were written in; empty where there are none, or their key is gone. */
export function wordsOf(ports: Ports, entry: Entry): Words {
  const none = { message: '', contact: '' };
  if (entry.sealedWords === null) return none;
  const round = entry.moves.filter((move) => move.event === 'applied').at(-1)?.round ?? entry.round;
  const text = ports.secrets.open(entry.sealedWords, slotOf(entry._id, round));
  if (text !== null) return JSON.parse(text) as Words;
  ports.log.warn('words that can not be opened', { entryId: entry._id, round });
  return none;
}
