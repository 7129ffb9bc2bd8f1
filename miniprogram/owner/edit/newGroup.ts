import { newIdempotencyKey } from '../../services/requests';
import { emptyDraft, type Draft } from './draft';

/** A group that is being made: kept on the phone, so that leaving the page loses nothing and sending twice makes one group. */
export interface NewGroup {
  readonly idempotencyKey: string;
  readonly draft: Draft;
  /** It was sent and nobody knows whether it arrived: what arrived may be older than the draft. */
  readonly sent: boolean;
}

const key = 'newGroup';

function isNewGroup(stored: unknown): stored is NewGroup {
  return typeof stored === 'object' && stored !== null && 'idempotencyKey' in stored && 'draft' in stored;
}

/** The one that was begun, or a new one. */
export async function beginGroup(): Promise<NewGroup> {
  const stored: unknown = wx.getStorageSync(key);
  // A draft of an older version may lack what was added since.
  if (isNewGroup(stored)) return { ...stored, draft: { ...emptyDraft, ...stored.draft } };
  return { idempotencyKey: await newIdempotencyKey(), draft: emptyDraft, sent: false };
}

export function keepGroup(group: NewGroup): void {
  wx.setStorageSync(key, group);
}

export function forgetGroup(): void {
  wx.removeStorageSync(key);
}
