import type { Group } from '../../../domain/group';
import type { PoolQr } from '../../../domain/groupQr';
import type { Membership, MembershipState } from '../../../domain/membership';
import type { Order } from '../../../domain/order';
import type { User } from '../../../domain/user';
import type { NeedingAttention, PageStart } from './lists';

export interface Application {
  readonly membership: Membership;
  readonly group: Group;
  readonly order: Order | null;
  /** The group's QRs that somebody may still be shown. */
  readonly qrs: readonly PoolQr[];
}

export interface Applicant {
  readonly membership: Membership;
  readonly user: User | null;
}

/** A membership with what its person sees of it in a list. */
export interface MembershipInList {
  readonly membership: Membership;
  /** `null` if the group is gone. */
  readonly group: Pick<Group, 'state' | 'name' | 'coverFileId' | 'ownerName' | 'priceFen'> | null;
  /** The order that paid for it; `null` before any did. */
  readonly order: Pick<Order, 'state' | 'refundedFen'> | null;
}

/** The memberships. */
export interface MembershipStore {
  membership(id: string): Promise<Membership | null>;
  /** The memberships that exist among these ids, at most 100 of them. */
  membershipsById(ids: readonly string[]): Promise<readonly Membership[]>;
  addMembership(membership: Membership): Promise<boolean>;
  saveMembership(before: Membership, after: Membership): Promise<boolean>;
  application(membershipId: string, now: Date): Promise<Application | null>;
  memberCount(groupId: string): Promise<number>;
  /** Latest change first. */
  membershipsOf(
    openid: string,
    states: readonly MembershipState[] | null,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly MembershipInList[]>;
  /** Sorted by `stateAt`. */
  applicants(
    groupIds: readonly string[],
    states: readonly MembershipState[],
    oldestFirst: boolean,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly Applicant[]>;
  /** Memberships of a group in these states, in no order; `unseen`: only those to whom no QR was shown. */
  membershipsInGroup(
    groupId: string,
    states: readonly MembershipState[],
    unseen: boolean,
    limit: number,
  ): Promise<readonly Membership[]>;
  /** Memberships with an effect that is due, longest overdue first. */
  dueMemberships(now: Date, limit: number): Promise<readonly Membership[]>;
  /** Memberships that need an operator's attention, longest first. */
  membershipsNeedingAttention(limit: number): Promise<readonly NeedingAttention<Membership>[]>;
}
