import type { Group, GroupState } from '../../../domain/group';
import type { GroupQr } from '../../../domain/groupQr';
import type { Membership } from '../../../domain/membership';
import type { Order } from '../../../domain/order';
import type { PageStart } from './lists';

export interface GroupWithQrs {
  readonly group: Group;
  /** Newest first, at most 20. */
  readonly qrs: readonly GroupQr[];
}

/** A group as a buyer's operation needs it, read in one call. */
export interface GroupForBuyer {
  readonly group: Group;
  readonly membership: Membership | null;
  /** The order in this person's active key in the current round. */
  readonly liveOrder: Order | null;
  /** A live QR with room. */
  readonly qr: GroupQr | null;
}

export interface GroupQuery {
  /** Each is part of the group's `searchText`, in any order; none: every group. */
  readonly words: readonly string[];
  readonly category: string | null;
  readonly sort: 'newest' | 'priceUp' | 'priceDown';
  readonly after: PageStart | null;
  readonly limit: number;
}

/** A group as a list needs it. */
export type GroupSummary = Omit<
  Group,
  'seats' | 'managers' | 'history' | 'searchText' | 'description' | 'effects' | 'dueAt'
>;

export interface ManagedGroup {
  readonly group: GroupSummary;
  readonly memberCount: number;
  readonly waitingCount: number;
  readonly qrExpiresAt: Date | null;
}

/** The groups with their seats. */
export interface GroupStore {
  addGroup(group: Group): Promise<boolean>;
  /** Writes a group's transition or text; `seatsMore` seats are added (or, negative, taken away if so many are free). */
  saveGroup(before: Group, after: Group, seatsMore: number): Promise<boolean>;
  group(groupId: string): Promise<Group | null>;
  groupWithQrs(groupId: string): Promise<GroupWithQrs | null>;
  groupForBuyer(groupId: string, membershipId: string, now: Date): Promise<GroupForBuyer | null>;
  /** Takes a seat of a listed group that has one left. Answers `false` if there is none, or if this id already holds one. */
  takeSeat(groupId: string, seatId: string): Promise<boolean>;
  holdsSeat(groupId: string, seatId: string): Promise<boolean>;
  /** Gives the seat of an order or approval that has ended back; nothing where it holds none. */
  freeSeat(groupId: string, seatId: string): Promise<void>;
  /** Writes until when the group can be sold. */
  announceGroupQr(groupId: string, until: Date | null): Promise<void>;
  listedGroups(query: GroupQuery): Promise<readonly GroupSummary[]>;
  /** Groups of this person that are not closed, whole. */
  openGroupsOf(openid: string): Promise<readonly Group[]>;
  managedGroups(openid: string, now: Date): Promise<readonly ManagedGroup[]>;
  managedGroupNames(openid: string): Promise<readonly Pick<Group, '_id' | 'name'>[]>;
  /** Groups in one state by when they were made, oldest first for those that wait, newest first otherwise. */
  groupsInState(
    state: GroupState,
    oldestFirst: boolean,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly Group[]>;
  /** Groups with an effect that is due, longest overdue first. */
  dueGroups(now: Date, limit: number): Promise<readonly Group[]>;
}
