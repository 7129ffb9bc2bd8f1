import type { applicationLimits as limitsOfContract } from '../../../contracts/applyToGroup';

/** What `applyToGroup` takes; numbers that drift from its own do not compile. */
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

/** What was written for this group before and not sent. */
export function keptDraft(groupId: string): Draft {
  const stored: unknown = wx.getStorageSync(keyOf(groupId));
  return isDraft(stored) ? stored : emptyDraft;
}

export function keepDraft(groupId: string, draft: Draft): void {
  if (draft.message === '' && draft.contact === '') forgetDraft(groupId);
  else wx.setStorageSync(keyOf(groupId), draft);
}

export function forgetDraft(groupId: string): void {
  wx.removeStorageSync(keyOf(groupId));
}

/** What is wrong with the message; '' when it can be sent. */
export function wrongOf({ message }: Draft): string {
  const length = message.trim().length;
  if (length === 0) return '写一写你为什么想加入，群主靠它来判断。';
  const { longestMessage } = limits;
  return length > longestMessage ? `最多 ${longestMessage} 个字，现在多了 ${length - longestMessage} 个。` : '';
}
