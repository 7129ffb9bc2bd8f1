import { qrDocument, groupDocument, userDocument } from './documents';
import { uploadImages } from './files';
import { listings } from './groups';
import { actHistory } from './playHistory';
import { everybody } from './people';
import { addAll, requestControl, operatorDatabase, type SeedTarget } from './target';

export type { SeedTarget } from './target';

/** Tells whether there is any group yet. */
export async function isSeeded(target: SeedTarget): Promise<boolean> {
  const { total, code, message } = await operatorDatabase(target).collection('groups').count();
  if (total === undefined) throw new Error(`groups: ${code ?? ''} ${message ?? ''}`);
  return total > 0;
}

/**
 * Fills an empty environment with people, groups with their codes and pictures, and a past that is acted through the doors, so that
 * orders, memberships, ledger and WeChat Pay's books agree. @throws when there are groups already
 */
export async function seed(target: SeedTarget): Promise<void> {
  if (await isSeeded(target)) throw new Error('there are groups already');
  const { nowMs } = await requestControl<{ nowMs: number }>(target, 'GET', 'clock');
  const now = new Date(nowMs);
  const files = await uploadImages(target);
  const database = operatorDatabase(target);
  const users = everybody.map((person) => userDocument(person, target, files, now));
  const qrs = listings.map((listing) => qrDocument(listing, files, now));
  const groups = listings.map((listing) => groupDocument(listing, target, files, now));
  await Promise.all([addAll(database, 'users', users), addAll(database, 'groupQrs', qrs)]);
  await addAll(database, 'groups', groups);
  await actHistory(target);
}
