import { buildGroup, buildGroupQr, buildUser } from './documents';
import { addDocuments, openDatabase, requestControl, type SeedEnvironment } from './environment';
import { uploadImages } from './files';
import { seedGroups } from './groups';
import { people } from './people';
import { playHistory } from './playHistory';

export type { SeedEnvironment } from './environment';

export async function isSeeded(environment: SeedEnvironment): Promise<boolean> {
  const { total, code, message } = await openDatabase(environment).collection('groups').count();
  if (total === undefined) throw new Error(`could not count groups: ${code ?? ''} ${message ?? ''}`);
  return total > 0;
}

/**
 * Fills an empty environment with people, and with groups, their QRs and images. Then plays a history through the functions themselves, so
 * that orders, memberships, the ledger and WeChat Pay's books agree. @throws when there are groups already
 */
export async function seed(environment: SeedEnvironment): Promise<void> {
  if (await isSeeded(environment)) throw new Error('the environment has groups already');
  const { nowMs } = await requestControl<{ nowMs: number }>(environment, 'GET', 'clock');
  const now = new Date(nowMs);
  const files = await uploadImages(environment);
  const database = openDatabase(environment);
  const users = people.map((person) => buildUser(person, environment, files, now));
  const groupQrs = seedGroups.map((group) => buildGroupQr(group, files, now));
  const groups = seedGroups.map((group) => buildGroup(group, environment, files, now));
  await Promise.all([addDocuments(database, 'users', users), addDocuments(database, 'groupQrs', groupQrs)]);
  await addDocuments(database, 'groups', groups);
  await playHistory(environment);
}
