import { countCharacters } from '../../services/characters';
import type { applicationLimits as limitsOfContract } from '../../../contracts/applyToGroup';

/** The limits of `applyToGroup`; a number that differs from the contract's doesn't compile. */
export const limits: typeof limitsOfContract = { longestMessage: 300, longestContact: 60 };

/** An application that is being written. */
export interface Draft {
  readonly message: string;
  readonly contact: string;
}

export const emptyDraft: Draft = { message: '', contact: '' };

const keyOf = (groupId: string): string => `application:${groupId}`;

function isDraft(stored: unknown): stored is Draft {
  if (typeof stored !== 'object' || stored === null || !('message' in stored) || !('contact' in stored)) return false;
  return typeof stored.message === 'string' && typeof stored.contact === 'string';
}

/** The draft for this group that was written before and not sent. */
export function loadDraft(groupId: string): Draft {
  const stored: unknown = wx.getStorageSync(keyOf(groupId));
  return isDraft(stored) ? stored : emptyDraft;
}

export function saveDraft(groupId: string, draft: Draft): void {
  if (draft.message === '' && draft.contact === '') clearDraft(groupId);
  else wx.setStorageSync(keyOf(groupId), draft);
}

export function clearDraft(groupId: string): void {
  wx.removeStorageSync(keyOf(groupId));
}

/** The message's error; '' when it can be sent. */
export function validateMessage({ message }: Draft): string {
  const length = countCharacters(message);
  if (length === 0) return '写一写你为什么想加入，群主靠它来判断。';
  const { longestMessage } = limits;
  return length > longestMessage ? `最多 ${longestMessage} 个字，现在多了 ${length - longestMessage} 个。` : '';
}
