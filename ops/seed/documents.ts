import type { GroupQr } from '../../domain/groupQr';
import type { Group } from '../../domain/group';
import type { User } from '../../domain/user';
import { owners, type Person } from './people';
import type { Listing } from './groups';
import type { SeedTarget } from './target';

const dayMs = 24 * 3_600_000;

/** A group QR lasts 7 days and stops below 200 members (docs/platform.md, Getting a payer into a group). */
const qrLastsDays = 7;
const qrQuota = 190;
/** The QRs were added a day ago. */
const qrEndsInDays = 6;

/** Paths in storage; a cover or an avatar has the same path in `images/`. */
export const storagePaths = {
  cover: (groupId: string): string => `covers/${groupId}.png`,
  avatar: (name: string): string => `avatars/${name}.png`,
  groupQr: (groupId: string): string => `groupQrs/${groupId}.svg`,
} as const;

/** The file id of a path, as storage gave it. */
export type FileIds = ReadonlyMap<string, string>;

function idAt(files: FileIds, path: string): string {
  const id = files.get(path);
  if (id === undefined) throw new Error(`${path} was not uploaded`);
  return id;
}

const daysFrom = (now: Date, days: number): Date => new Date(Math.round(now.getTime() + days * dayMs));

const qrEnd = (listing: Listing, now: Date): Date => daysFrom(now, listing.qrEndsInDays ?? qrEndsInDays);

export function userDocument(person: Person, target: SeedTarget, files: FileIds, now: Date): User {
  return {
    _id: target.openidOf(person.name),
    nickname: person.nickname,
    avatarFileId: idAt(files, storagePaths.avatar(person.name)),
    operator: person.operator,
    createdAt: daysFrom(now, -person.cameDaysAgo),
  };
}

export function groupDocument(listing: Listing, target: SeedTarget, files: FileIds, now: Date): Group {
  const owner = owners[listing.owner];
  const waits = listing.state === 'PendingReview';
  // A day ago, those made first also offered first.
  const offeredAt = daysFrom(now, -listing.listedDaysAgo / 10);
  return {
    _id: listing.id,
    rev: 0,
    state: listing.state ?? 'Listed',
    managers: [target.openidOf(owner.name)],
    ownerName: owner.nickname,
    ownerIntro: owner.intro,
    ownerAvatarFileId: idAt(files, storagePaths.avatar(owner.name)),
    name: listing.name,
    intro: listing.intro,
    description: listing.description,
    benefits: listing.benefits,
    category: listing.category,
    coverFileId: idAt(files, storagePaths.cover(listing.id)),
    priceFen: listing.priceFen,
    admission: listing.admission,
    reviewHours: listing.reviewHours,
    refundDays: listing.refundDays ?? 7,
    capacity: listing.capacity,
    seatsLeft: listing.capacity,
    seats: [],
    qrValidUntil: qrEnd(listing, now),
    searchText: `${listing.name}\n${listing.intro}\n${owner.nickname}`.toLowerCase(),
    subMchId: null,
    commissionPermyriad: null,
    history: waits ? [{ event: 'submitted', from: 'Draft', to: 'PendingReview', at: offeredAt, actor: 'owner' }] : [],
    createdAt: daysFrom(now, -listing.listedDaysAgo),
    effects: [],
    dueAt: null,
  };
}

/** The one QR of a group. One that has expired still says `Live`: only its time tells. */
export function qrDocument(listing: Listing, files: FileIds, now: Date): GroupQr {
  const expiresAt = qrEnd(listing, now);
  return {
    _id: `c-${listing.id.slice(2)}`,
    rev: 0,
    groupId: listing.id,
    fileId: idAt(files, storagePaths.groupQr(listing.id)),
    state: 'Live',
    expiresAt,
    quota: qrQuota,
    shownTo: [],
    effects: [],
    dueAt: null,
    needsAttentionAt: null,
    createdAt: daysFrom(expiresAt, -qrLastsDays),
  };
}
