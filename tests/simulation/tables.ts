import { groupQrEvents, groupQrTransitions } from '../../domain/groupQr';
import { membershipEvents, membershipTransitions, membershipStates } from '../../domain/membership';
import { groupEvents, groupStates, groupTransitions } from '../../domain/group';
import type { TransitionTable } from '../../domain/transition';
import { orderEvents, orderTransitions } from '../../domain/order';
import { refundEvents, refundTransitions } from '../../domain/refund';

const tables: Readonly<Record<string, { table: TransitionTable<string, string>; events: readonly string[] }>> = {
  order: { table: orderTransitions, events: orderEvents },
  refund: { table: refundTransitions, events: refundEvents },
  membership: { table: membershipTransitions, events: membershipEvents },
  groupQr: { table: groupQrTransitions, events: groupQrEvents },
  group: { table: groupTransitions, events: groupEvents },
};

/** A cell of a table: `order Paid closed` is the event `closed` on a paid order. */
export type Pair = string;

export interface DecidedPair {
  readonly pair: Pair;
  readonly decision: 'moved' | 'noop' | 'refused';
}

/** Every pair in the tables. */
export const allPairs: readonly DecidedPair[] = Object.entries(tables).flatMap(([name, { table, events }]) =>
  Object.entries(table).flatMap(([state, row]) =>
    events.map((event) => ({ pair: `${name} ${state} ${event}`, decision: row[event]!.kind })),
  ),
);

export interface TableWatch {
  readonly asked: ReadonlySet<Pair>;
  /** Puts the cells back: test files of one process share the tables. */
  readonly stop: () => void;
}

/** Records every cell read from now on in this process, by turning each into a getter. The domain is unaware of it. */
export function watchTables(): TableWatch {
  const asked = new Set<Pair>();
  const restores: (() => void)[] = [];
  const rows = new Set<object>();
  for (const [name, { table, events }] of Object.entries(tables)) {
    for (const [state, row] of Object.entries(table)) {
      if (rows.has(row))
        throw new Error(`${name} ${state} shares its row with another state, so its readers can't be told apart`);
      rows.add(row);
      for (const event of events) restores.push(note(row, event, () => asked.add(`${name} ${state} ${event}`)));
    }
  }
  return { asked, stop: () => restores.forEach((restore) => restore()) };
}

/** Returns a function that makes the cell a plain value again. */
function note(row: Readonly<Record<string, unknown>>, event: string, read: () => void): () => void {
  const cell = row[event];
  Object.defineProperty(row, event, {
    enumerable: true,
    configurable: true,
    get: () => {
      read();
      return cell;
    },
  });
  return () =>
    void Object.defineProperty(row, event, { enumerable: true, configurable: true, writable: true, value: cell });
}

/** `order Paid closed`, … for each of these states and events. */
const every = (table: string, states: readonly string[], events: readonly string[]): Pair[] =>
  states.flatMap((state) => events.map((event) => `${table} ${state} ${event}`));

/** The membership states reachable with today's functions. */
const membershipStatesToday = membershipStates.filter((state) => !['Joined', 'Expired', 'Removed'].includes(state));

/** Pairs that can't occur, each with the reason. The tables decide them nevertheless. */
export const outOfReach: readonly { readonly why: string; readonly pairs: readonly Pair[] }[] = [
  {
    why: 'a refund can end only while the order carries its row, which refundRequested writes',
    pairs: [
      ...every(
        'order',
        ['AwaitingPayment', 'Closed'],
        ['partialRefundConfirmed', 'refundRetried', 'refundPartlySettled', 'refundGivenUp', 'partialRefundGivenUp'],
      ),
    ],
  },
  {
    why: 'only a part that was given up can end while the order is Paid, and no step brings it up again',
    pairs: every(
      'order',
      ['Paid'],
      ['partialRefundConfirmed', 'refundPartlySettled', 'refundGivenUp', 'partialRefundGivenUp'],
    ),
  },
  {
    why: 'operators settle a refund that has failed, so not everything is back at that moment',
    pairs: [
      'order Refunding partialRefundGivenUp',
      ...every(
        'order',
        ['Refunded'],
        ['refundRetried', 'refundPartlySettled', 'refundGivenUp', 'partialRefundGivenUp'],
      ),
    ],
  },
  {
    why: 'an order reaches RefundGivenUp once all its refunds are settled and its membership has ended',
    pairs: every('order', ['RefundGivenUp'], ['partialRefundConfirmed', 'refundPartlySettled', 'partialRefundGivenUp']),
  },
  {
    why: 'WeChat Pay ends a refund number once: one that arrived is not abandoned',
    pairs: ['order Refunded partialRefundConfirmed'],
  },
  {
    why: 'only a refund that WeChat Pay has not taken gives way to one made elsewhere',
    pairs: every('refund', ['Processing', 'Succeeded', 'PaidByHand', 'Superseded'], ['superseded']),
  },
  {
    why: 'a refund that gave way has no effects left and is not before an operator',
    pairs: every('refund', ['Superseded'], ['accepted', 'failed', 'paidByHand']),
  },
  {
    why: 'a refund is submitted again only while it is Requested',
    pairs: every('refund', ['Processing', 'Succeeded', 'Failed', 'PaidByHand', 'GivenUp'], ['accepted']),
  },
  {
    why: 'no function checks a member in, or lets a membership expire, be renewed or be removed yet',
    pairs: [
      ...every('membership', ['Joined', 'Expired', 'Removed'], membershipEvents),
      ...every('membership', membershipStatesToday, ['checkedIn', 'expired', 'renewed', 'removed']),
    ],
  },
  {
    why: 'the write that ends the wait also removes the effect that would time it out',
    pairs: every('membership', ['Admitted', 'Rejected', 'TimedOut', 'Withdrawn', 'Revoked'], ['timedOut']),
  },
  {
    why: 'only an approved membership has the effect that may find no seat, and the write that moves it removes the effect',
    pairs: every(
      'membership',
      membershipStatesToday.filter((state) => state !== 'Approved'),
      ['seatLacked'],
    ),
  },
  {
    why: 'only an admitted membership has the effect that refunds for lack of a QR, and the write that moves it removes the effect',
    pairs: every(
      'membership',
      membershipStatesToday.filter((state) => state !== 'Admitted'),
      ['noValidQr'],
    ),
  },
  {
    why: 'no function writes that a QR is full or expired: that follows from its quota and its expiry (currentQrState)',
    pairs: every('groupQr', ['Live', 'Full', 'Replaced', 'Expired', 'Broken'], ['filled', 'expired']),
  },
  {
    why: 'operators review no submission in the simulation; journeys test that',
    pairs: every('group', groupStates, ['listed', 'returned']),
  },
  {
    why: 'a ban looks only for memberships that it ends',
    pairs: every('membership', ['Rejected', 'TimedOut', 'Withdrawn', 'Revoked'], ['groupBanned']),
  },
];

/** Transitions that are requested but never written, each with the reason. */
export const neverWritten: Readonly<Record<Pair, string>> = {
  'order RefundFailed refundConfirmed':
    'it arrives only as a notice of an earlier refund number that has ended, which is answered before the table is read',
};
