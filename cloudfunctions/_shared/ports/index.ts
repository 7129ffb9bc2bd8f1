import type { AuditRecord } from '../../../domain/audit';
import type { GroupQr } from '../../../domain/groupQr';
import type { Membership, MembershipState } from '../../../domain/membership';
import type { Group, GroupState } from '../../../domain/group';
import type { Hash } from '../../../domain/ids';
import type { ClosedDay, Figures, Posting } from '../../../domain/ledger';
import type { RateLimitWindow } from '../../../domain/rateLimit';
import type { Order, OrderState, PaymentArguments, PaymentRequest } from '../../../domain/order';
import type { Difference, Reconciliation } from '../../../domain/reconciliation';
import type { SecurityEvent } from '../../../domain/security';
import type { Day } from '../../../domain/time';
import type { User } from '../../../domain/user';

/** Everything an operation may reach outside itself. */
export interface Ports {
  readonly store: Store;
  readonly payments: Payments;
  readonly files: Files;
  readonly content: Content;
  readonly secrets: Secrets;
  readonly clock: { now(): Date };
  readonly hash: Hash;
  readonly log: Log;
  readonly settings: Settings;
}

export interface Settings {
  /** The installation's own merchant at WeChat Pay, '' where none is set. */
  readonly subMchId: string;
  /** The operator's share of a sale, in ten-thousandths, where a group has no rate of its own. */
  readonly commissionPermyriad: number;
  /** Openids of the installation's first operators. */
  readonly admins: readonly string[];
}

export interface Log {
  warn(what: string, details: Readonly<Record<string, unknown>>): void;
}

export interface Files {
  /** Short-lived addresses of stored files, `null` for one that is gone. One call; at most 50 files. */
  temporaryUrls(fileIds: readonly string[]): Promise<readonly (string | null)[]>;
}

/** WeChat's check of what people write. */
export interface Content {
  /** `unknown`: it did not answer. `scene`: 1 what stands in a profile, 2 what is said to somebody, 3 what everybody reads. */
  check(openid: string, scene: 1 | 2 | 3, text: string): Promise<'fine' | 'risky' | 'unknown'>;
}

/** Encryption of what people tell an owner in confidence. `binding` says where the text belongs: elsewhere it does not open. */
export interface Secrets {
  /** `null`: no key is set, so nothing may be kept. */
  seal(text: string, binding: string): string | null;
  /** `null`: it can't be opened, for it belongs elsewhere, was changed, or its key is gone. */
  open(sealed: string, binding: string): string | null;
}

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

export interface OrderWithMembership {
  readonly order: Order;
  readonly membership: Membership | null;
}

export interface Application {
  readonly membership: Membership;
  readonly group: Group;
  readonly order: Order | null;
}

/** Where the last page ended: the value of the field it is sorted by, and the id. */
export interface PageStart {
  readonly value: number;
  readonly id: string;
}

export interface GroupQuery {
  readonly words: string | null;
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

export interface Applicant {
  readonly membership: Membership;
  readonly user: User | null;
}

/** A membership with what its person sees of it in a list. */
export interface MembershipInList {
  readonly membership: Membership;
  /** `null` where the group is gone. */
  readonly group: Pick<Group, 'name' | 'coverFileId' | 'ownerName' | 'priceFen'> | null;
  /** The order that paid for it; `null` before any did. */
  readonly order: Pick<Order, 'state' | 'refundedFen'> | null;
}

/** A group as a statement needs it. */
export interface GroupWithClosedDay {
  readonly group: Pick<Group, '_id' | 'name' | 'managers' | 'subMchId' | 'commissionPermyriad'>;
  /** The last of its closed days before the day asked about. */
  readonly closed: ClosedDay | null;
}

/** Days of one group, all those after `after` (a day, or '' for all there are). */
export interface DaysAfter {
  readonly groupId: string;
  readonly after: string;
}

export interface BookedDay extends Figures {
  readonly groupId: string;
  /** `null`: all days before the first one asked about, together. */
  readonly day: Day | null;
}

export interface GroupDay extends Figures {
  readonly groupId: string;
  /** The group's last closed day before this one. */
  readonly before: ClosedDay | null;
}

/** An order with all an operator needs to judge it. */
export interface OrderFile extends OrderWithMembership {
  readonly buyer: User | null;
  /** Security events about it, newest first, at most 20. */
  readonly securityEvents: readonly SecurityEvent[];
}

/** The orders an operator asks for: one, those of one person, or those in a state, newest first. */
export type OrderQuery =
  { readonly orderId: string } | { readonly openid: string } | { readonly state: OrderState | null };

/** A document that can't be finished, with the name of its group. */
export interface NeedingAttention<Document> {
  readonly document: Document;
  readonly groupName: string;
}

/** Of which kinds something is due, and whether a sweep is at it. */
export interface SweepOutlook {
  readonly sweeping: boolean;
  readonly memberships: boolean;
  readonly orders: boolean;
  readonly groupQrs: boolean;
  readonly groups: boolean;
  readonly rateLimits: boolean;
}

/**
 * The documents. `add…` answers whether it was added (`false`: its id, or for an order its active key, is taken). `save…(before, after)` writes
 * `after` only if the document still is `before` (same state and `rev`) and answers whether it did. Each method is one database call.
 */
export interface Store {
  order(id: string): Promise<Order | null>;
  orderByActiveKey(activeKey: string): Promise<Order | null>;
  orderWithMembership(id: string): Promise<OrderWithMembership | null>;
  addOrder(order: Order): Promise<boolean>;
  saveOrder(before: Order, after: Order): Promise<boolean>;

  membership(id: string): Promise<Membership | null>;
  addMembership(membership: Membership): Promise<boolean>;
  saveMembership(before: Membership, after: Membership): Promise<boolean>;

  /** Takes a seat of a listed group that has one left. Answers `false` where there is none, and where this id holds one already. */
  takeSeat(groupId: string, seatId: string): Promise<boolean>;
  holdsSeat(groupId: string, seatId: string): Promise<boolean>;
  /** Gives the seat of an order or approval that has ended back; nothing where it holds none. */
  freeSeat(groupId: string, seatId: string): Promise<void>;

  addPosting(posting: Posting): Promise<boolean>;
  addSecurityEvent(event: SecurityEvent): Promise<void>;
  addUser(user: User): Promise<boolean>;
  user(openid: string): Promise<User | null>;
  saveProfile(openid: string, nickname: string, avatarFileId: string): Promise<void>;

  addGroup(group: Group): Promise<boolean>;
  /** Writes a group's move or words; `seatsMore` seats are added (or, negative, taken away if so many are free). */
  saveGroup(before: Group, after: Group, seatsMore: number): Promise<boolean>;
  group(groupId: string): Promise<Group | null>;
  groupWithQrs(groupId: string): Promise<GroupWithQrs | null>;
  /** Groups of this person that are not closed, whole. */
  openGroupsOf(openid: string): Promise<readonly Group[]>;
  addGroupQr(qr: GroupQr): Promise<boolean>;
  saveGroupQr(before: GroupQr, after: GroupQr): Promise<boolean>;
  /** Writes until when the group can be sold. */
  announceGroupQr(groupId: string, until: Date | null): Promise<void>;

  /** Counts a QR as shown to this membership, once. */
  countShown(qrId: string, membershipId: string): Promise<void>;

  groupForBuyer(groupId: string, membershipId: string, now: Date): Promise<GroupForBuyer | null>;
  memberCount(groupId: string): Promise<number>;
  application(membershipId: string): Promise<Application | null>;
  userWithRoles(openid: string): Promise<{ readonly user: User | null; readonly managesGroups: boolean }>;
  listedGroups(query: GroupQuery): Promise<readonly GroupSummary[]>;
  ordersOf(
    openid: string,
    states: readonly OrderState[] | null,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly OrderWithMembership[]>;
  /** Latest change first. */
  membershipsOf(
    openid: string,
    states: readonly MembershipState[] | null,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly MembershipInList[]>;
  managedGroups(openid: string, now: Date): Promise<readonly ManagedGroup[]>;
  managedGroupNames(openid: string): Promise<readonly Pick<Group, '_id' | 'name'>[]>;
  /** Sorted by `stateAt`. */
  applicants(
    groupIds: readonly string[],
    states: readonly MembershipState[],
    oldestFirst: boolean,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly Applicant[]>;

  /** Groups this person runs, newest first, each with its last closed day before `before`. */
  groupsWithClosedDay(openid: string, before: Day): Promise<readonly GroupWithClosedDay[]>;
  /** The bookings up to the end of `last`: day by day from `first` on, and everything before that in one sum. */
  bookedDays(spans: readonly DaysAfter[], first: Day, last: Day): Promise<readonly BookedDay[]>;

  /** The latest day on which any group was closed. */
  latestClosedDay(): Promise<Day | null>;
  /** The first day from `from` on (a day, or '' for any) on which something was booked. */
  nextBookedDay(from: string): Promise<Day | null>;
  /** The bookings of a day by group, in the order of their ids, after `afterGroupId`. */
  groupsBookedOn(day: Day, afterGroupId: string, limit: number): Promise<readonly GroupDay[]>;
  /** Writes it over whatever was there. */
  putClosedDay(day: ClosedDay): Promise<void>;

  /** Merchants for whom something was booked on any of these days. */
  merchantsBookedOn(days: readonly Day[]): Promise<readonly string[]>;
  latestReconciledDay(): Promise<Day | null>;
  addReconciliation(reconciliation: Reconciliation): Promise<boolean>;
  saveReconciliation(before: Reconciliation, after: Reconciliation): Promise<boolean>;
  /** Those that wait: least often tried first, then oldest first. */
  waitingReconciliations(limit: number): Promise<readonly Reconciliation[]>;
  /** A merchant's postings booked from `from` until before `until`, oldest first. */
  postingsOfMerchant(
    subMchId: string,
    from: Date,
    until: Date,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly Posting[]>;
  /** Those of these ids that there are; at most 100 are asked for. */
  ordersById(ids: readonly string[]): Promise<readonly Order[]>;
  postingsById(ids: readonly string[]): Promise<readonly Posting[]>;
  addDifference(difference: Difference): Promise<boolean>;

  /** Documents with an effect that is due, longest overdue first. */
  /** `after`: only those behind it by `dueAt`, for reading on past orders that stay due. */
  dueOrders(now: Date, limit: number, after: PageStart | null): Promise<readonly OrderWithMembership[]>;
  dueMemberships(now: Date, limit: number): Promise<readonly Membership[]>;
  dueGroupQrs(now: Date, limit: number): Promise<readonly GroupQr[]>;
  dueGroups(now: Date, limit: number): Promise<readonly Group[]>;

  /** Tells what a sweep would find, in one call that writes nothing. */
  sweepOutlook(now: Date): Promise<SweepOutlook>;
  /** Lets one sweep at a time begin: takes the lease if nobody holds it past `now`, answers whether it did. */
  takeSweepLease(now: Date, until: Date): Promise<boolean>;
  /** Gives back the lease that was taken until `until`; nothing where somebody else holds it by now. */
  endSweepLease(until: Date): Promise<void>;

  /** Counts one try of a window, at most `most`; answers whether it was within. */
  countAttempt(first: RateLimitWindow, most: number): Promise<boolean>;
  /** Removes up to `limit` windows that are over. */
  removeOldRateLimits(now: Date, limit: number): Promise<void>;

  addAudit(record: AuditRecord): Promise<void>;
  /** Groups in one state by when they were made, oldest first for those that wait, newest first otherwise. */
  groupsInState(
    state: GroupState,
    oldestFirst: boolean,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly Group[]>;
  orderFiles(query: OrderQuery, after: PageStart | null, limit: number): Promise<readonly OrderFile[]>;
  /** Documents that need an operator's attention, longest first. */
  ordersNeedingAttention(limit: number): Promise<readonly NeedingAttention<Order>[]>;
  membershipsNeedingAttention(limit: number): Promise<readonly NeedingAttention<Membership>[]>;
  groupQrsNeedingAttention(limit: number): Promise<readonly NeedingAttention<GroupQr>[]>;
  /** Security events no operator is done with, oldest first. */
  openSecurityEvents(limit: number): Promise<readonly (SecurityEvent & { readonly person: User | null })[]>;
  event(eventId: string): Promise<SecurityEvent | null>;
  /** Marks an open event as handled; answers whether it was open. */
  resolveSecurityEvent(eventId: string, at: Date): Promise<boolean>;
}

/** A payment as WeChat Pay reports it. Fields it left out are `null`. */
export interface Trade {
  readonly state: 'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR' | 'ACCEPT';
  readonly outTradeNo: string | null;
  readonly totalFee: number | null;
  readonly subMchId: string | null;
  readonly subOpenid: string | null;
  readonly transactionId: string | null;
}

export interface RefundState {
  readonly status: 'SUCCESS' | 'PROCESSING' | 'REFUNDCLOSE' | 'CHANGE';
  readonly fen: number | null;
}

/** It did not answer, or not in a way one can go by: what was asked may or may not have happened. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly why: string;
}
export interface Refused {
  readonly kind: 'refused';
  readonly why: string;
}

/** WeChat Pay. Never throws: what can't be known is `unknown`. Each method is one call. */
export interface Payments {
  unifiedOrder(request: PaymentRequest): Promise<{ kind: 'accepted'; payment: PaymentArguments } | Refused | Unknown>;
  queryOrder(request: PaymentRequest): Promise<{ kind: 'found'; trade: Trade } | { kind: 'absent' } | Unknown>;
  closeOrder(request: PaymentRequest): Promise<{ kind: 'closed' } | Refused | Unknown>;
  refund(request: PaymentRequest, refundNo: string, fen: number): Promise<{ kind: 'accepted' } | Refused | Unknown>;
  queryRefund(
    request: PaymentRequest,
    refundNo: string,
  ): Promise<{ kind: 'found'; refund: RefundState } | { kind: 'absent' } | Unknown>;
  /**
   * A merchant's bill of a day, as text. `none`: there is none; WeChat Pay says so both of a day without trade and of one whose bill is not
   * ready.
   */
  downloadBill(subMchId: string, day: Day): Promise<{ kind: 'bill'; text: string } | { kind: 'none' } | Unknown>;
}
