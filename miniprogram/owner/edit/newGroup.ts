import { newIdempotencyKey } from '../../services/idempotencyKey';
import { emptyDraft, type Draft } from './draft';

/** A group that is being created, saved on the phone: leaving the page loses nothing, and sending it twice creates one group. */
export interface NewGroup {
  readonly idempotencyKey: string;
  readonly draft: Draft;
  /** It was sent and may have arrived; the server's version may then be older than the draft. */
  readonly sent: boolean;
}

const key = 'newGroup';

function isNewGroup(stored: unknown): stored is NewGroup {
  return typeof stored === 'object' && stored !== null && 'idempotencyKey' in stored && 'draft' in stored;
}

/** The group that was started before, or a new one. */
export async function loadOrStartGroup(): Promise<NewGroup> {
  const stored: unknown = wx.getStorageSync(key);
  // A draft saved by an older version may lack newer fields.
  if (isNewGroup(stored)) return { ...stored, draft: { ...emptyDraft, ...stored.draft } };
  return { idempotencyKey: await newIdempotencyKey(), draft: emptyDraft, sent: false };
}

export function saveNewGroup(group: NewGroup): void {
  wx.setStorageSync(key, group);
}

export function clearNewGroup(): void {
  wx.removeStorageSync(key);
}
