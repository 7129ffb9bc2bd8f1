import type { Offer } from '../../../domain/buying';
import type { Group, GroupState } from '../../../domain/group';
import type { PoolQr } from '../../../domain/groupQr';
import type { QrPeriod } from '../../../domain/qrAvailability';
import type { PageStart } from './lists';

export interface GroupWithQrs {
  readonly group: Group;
  /** Those that somebody may still be shown. */
  readonly qrs: readonly PoolQr[];
}

export interface GroupWithAllQrs extends GroupWithQrs {
  /** Those that nobody is shown any more, newest first. */
  readonly endedQrs: readonly PoolQr[];
}

/** A group with a limit, as the check of its seats needs it. */
export type GroupWithSeats = Pick<Group, '_id' | 'seats'>;

/** A group as a buyer's operation needs it, read in one call. */
export type GroupForBuyer = Offer;

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
  'seats' | 'managers' | 'history' | 'searchText' | 'description' | 'qrPeriods' | 'effects' | 'dueAt'
>;

export interface ManagedGroup {
  readonly group: GroupSummary;
  readonly memberCount: number;
  readonly waitingCount: number;
}

/** The groups with their seats. */
export interface GroupStore {
  addGroup(group: Group): Promise<boolean>;
  /** Writes a group's transition or text, and adds `seatsMore` seats (or, if negative, removes them if so many are free). */
  saveGroup(before: Group, after: Group, seatsMore: number): Promise<boolean>;
  group(groupId: string): Promise<Group | null>;
  groupWithQrs(groupId: string, now: Date): Promise<GroupWithQrs | null>;
  /** `limit` counts the ended QRs. */
  groupWithAllQrs(
    groupId: string,
    now: Date,
    endedAfter: PageStart | null,
    limit: number,
  ): Promise<GroupWithAllQrs | null>;
  groupForBuyer(groupId: string, membershipId: string, now: Date): Promise<GroupForBuyer | null>;
  /** Takes a seat of a listed group that has one left. Returns `false` if there is none, or if this id already holds one. */
  takeSeat(groupId: string, seatId: string): Promise<boolean>;
  holdsSeat(groupId: string, seatId: string): Promise<boolean>;
  /** The earliest time at which an unpaid order or approval gives up its seat; `null` if all seats are paid for. */
  nextSeatAt(groupId: string): Promise<Date | null>;
  /** Frees the seat of an order or approval that has ended; does nothing if it holds none. */
  freeSeat(groupId: string, seatId: string): Promise<void>;
  /** The next group with a limit, in the order of ids. */
  limitedGroupAfter(groupId: string): Promise<GroupWithSeats | null>;
  /** Writes until when newcomers can be shown a QR, and since when. */
  announceGroupQr(groupId: string, until: Date | null, periods: readonly QrPeriod[]): Promise<void>;
  listedGroups(query: GroupQuery): Promise<readonly GroupSummary[]>;
  /** Groups of this person that are not closed, whole. */
  openGroupsOf(openid: string): Promise<readonly Group[]>;
  managedGroups(openid: string): Promise<readonly ManagedGroup[]>;
  managedGroupNames(openid: string): Promise<readonly Pick<Group, '_id' | 'name'>[]>;
  /** Groups in one state, by the time of their creation. */
  groupsInState(
    state: GroupState,
    oldestFirst: boolean,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly Group[]>;
  /** Groups with an effect that is due, longest overdue first. */
  dueGroups(now: Date, limit: number): Promise<readonly Group[]>;
}
