/** The kinds of documents with something due, and whether a sweep is running. */
export interface SweepOutlook {
  readonly sweeping: boolean;
  readonly memberships: boolean;
  readonly paidOrders: boolean;
  readonly unpaidOrders: boolean;
  readonly groupQrs: boolean;
  readonly groups: boolean;
  readonly rateLimits: boolean;
  /** The id of the group after which seats are to be checked now; `null`: they are not to be checked yet. */
  readonly seatsAfter: string | null;
}

/** The state of the check of seats, which goes from group to group. */
export interface SeatCheck {
  readonly after: string;
  readonly dueAt: Date;
}

/** The state of the sweep: what waits for it, and the lease that lets one run at a time. */
export interface SweepStore {
  /** Tells what a sweep would find, in one call that writes nothing. */
  sweepOutlook(now: Date): Promise<SweepOutlook>;
  /** Lets one sweep at a time begin: takes the lease if nobody holds it past `now`; returns whether it did. */
  takeSweepLease(now: Date, until: Date): Promise<boolean>;
  /** Keeps how far the check of seats has come, once there was a lease. */
  saveSeatCheck(next: SeatCheck): Promise<void>;
  /** Ends the lease that was taken until `until`; does nothing if another sweep holds it by now. */
  endSweepLease(until: Date): Promise<void>;
}
