import { groupSearchText, type Group } from '../../domain/group';
import type { GroupQr } from '../../domain/groupQr';
import { groupQrIdOf } from '../../domain/ids';
import { hourMs } from '../../domain/time';
import type { User } from '../../domain/user';
import type { SeedEnvironment } from './environment';
import type { SeedGroup } from './groups';
import { hash } from './hash';
import { owners, type Person } from './people';
import { buildQrContent } from './qr';

/** A group QR lasts 7 days and stops below 200 members (docs/platform.md, Getting a payer into a group). */
const qrLifetimeDays = 7;
const qrQuota = 190;
/** The QRs were added a day ago. */
const qrExpiresInDays = 6;

/** Names of files as the seed knows them; a cover or an avatar has the same path in `images/`. Storage puts the uploader in between. */
export const storagePaths = {
  cover: (groupId: string): string => `covers/${groupId}.png`,
  avatar: (name: string): string => `avatars/${name}.png`,
  groupQr: (groupId: string): string => `groupQrs/${groupId}.png`,
} as const;

/** Maps such a name to the file id that storage gave it. */
export type FileIds = ReadonlyMap<string, string>;

function findFileId(files: FileIds, path: string): string {
  const id = files.get(path);
  if (id === undefined) throw new Error(`${path} was not uploaded`);
  return id;
}

function addDays(time: Date, days: number): Date {
  return new Date(Math.round(time.getTime() + days * 24 * hourMs));
}

function computeQrExpiry(group: SeedGroup, now: Date): Date {
  return addDays(now, group.qrExpiresInDays ?? qrExpiresInDays);
}

export function buildUser(person: Person, environment: SeedEnvironment, files: FileIds, now: Date): User {
  return {
    _id: environment.openidOf(person.name),
    nickname: person.nickname,
    avatarFileId: findFileId(files, storagePaths.avatar(person.name)),
    operator: person.operator,
    createdAt: addDays(now, -person.firstSeenDaysAgo),
  };
}

export function buildGroup(group: SeedGroup, environment: SeedEnvironment, files: FileIds, now: Date): Group {
  const owner = owners[group.owner];
  const pending = group.state === 'PendingReview';
  // About a day ago; the groups created first were submitted first.
  const submittedAt = addDays(now, -group.listedDaysAgo / 10);
  return {
    _id: group.id,
    rev: 0,
    state: group.state ?? 'Listed',
    managers: [environment.openidOf(owner.name)],
    ownerName: owner.nickname,
    ownerIntro: owner.intro,
    ownerAvatarFileId: findFileId(files, storagePaths.avatar(owner.name)),
    name: group.name,
    intro: group.intro,
    description: group.description,
    benefits: group.benefits,
    category: group.category,
    coverFileId: findFileId(files, storagePaths.cover(group.id)),
    priceFen: group.priceFen,
    admission: group.admission,
    reviewHours: group.reviewHours,
    refundDays: group.refundDays ?? 7,
    capacity: group.capacity,
    seatsLeft: group.capacity,
    seats: [],
    qrValidUntil: computeQrExpiry(group, now),
    qrPeriods: [{ from: addDays(now, -group.listedDaysAgo), until: computeQrExpiry(group, now) }],
    searchText: groupSearchText(group, owner.nickname),
    subMchId: null,
    commissionPermyriad: null,
    history: pending
      ? [{ event: 'submitted', from: 'Draft', to: 'PendingReview', at: submittedAt, actor: 'owner' }]
      : [],
    createdAt: addDays(now, -group.listedDaysAgo),
    effects: [],
    dueAt: null,
  };
}

/** Builds the one QR of a group. An expired QR is still stored as `Live`; its `expiresAt` decides. */
export function buildGroupQr(group: SeedGroup, files: FileIds, now: Date): GroupQr {
  const expiresAt = computeQrExpiry(group, now);
  return {
    _id: groupQrIdOf(hash, buildQrContent(group.id)),
    rev: 0,
    groupId: group.id,
    fileId: findFileId(files, storagePaths.groupQr(group.id)),
    state: 'Live',
    position: 0,
    expiresAt,
    quota: qrQuota,
    shownTo: [],
    effects: [],
    dueAt: null,
    needsAttentionAt: null,
    createdAt: addDays(expiresAt, -qrLifetimeDays),
  };
}
