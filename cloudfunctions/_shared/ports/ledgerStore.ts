import type { Group } from '../../../domain/group';
import type { ClosedDay, Figures, Posting } from '../../../domain/ledger';
import type { Day } from '../../../domain/time';
import type { PageStart } from './lists';

/** A group as a statement needs it. */
export interface GroupWithClosedDay {
  readonly group: Pick<Group, '_id' | 'state' | 'name' | 'managers' | 'subMchId' | 'commissionPermyriad'>;
  /** The last of its closed days before the day asked about. */
  readonly closed: ClosedDay | null;
}

/** The days of one group after `after` (a day, or '' for all of them). */
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

/** The postings, and the days that were closed over them. */
export interface LedgerStore {
  addPosting(posting: Posting): Promise<boolean>;
  postingsById(ids: readonly string[]): Promise<readonly Posting[]>;
  /** A merchant's postings booked from `from` until before `until`, oldest first. */
  postingsOfMerchant(
    subMchId: string,
    from: Date,
    until: Date,
    after: PageStart | null,
    limit: number,
  ): Promise<readonly Posting[]>;
  /** Merchants with a posting on any of these days. */
  merchantsBookedOn(days: readonly Day[]): Promise<readonly string[]>;
  /** Groups this person runs, newest first, each with its last closed day before `before`. */
  groupsWithClosedDay(openid: string, before: Day): Promise<readonly GroupWithClosedDay[]>;
  /** The bookings up to the end of `last`: day by day from `first` on, and everything before that in one sum. */
  bookedDays(spans: readonly DaysAfter[], first: Day, last: Day): Promise<readonly BookedDay[]>;
  /** The latest day on which any group was closed. */
  latestClosedDay(): Promise<Day | null>;
  /** The first day with a posting, from `from` on (a day, or '' for any). */
  nextBookedDay(from: string): Promise<Day | null>;
  /** The bookings of a day by group, in the order of their ids, after `afterGroupId`. */
  groupsBookedOn(day: Day, afterGroupId: string, limit: number): Promise<readonly GroupDay[]>;
  /** Writes the day, over an earlier one of the same id. */
  putClosedDay(day: ClosedDay): Promise<void>;
}
