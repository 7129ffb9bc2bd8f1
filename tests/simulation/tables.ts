import { groupQrEvents, groupQrTransitions } from '../../domain/groupQr';
import { membershipEvents, membershipTransitions, membershipStates } from '../../domain/membership';
import { groupEvents, groupTransitions } from '../../domain/group';
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

/** Every pair that the tables decide. */
export const allPairs: readonly DecidedPair[] = Object.entries(tables).flatMap(([name, { table, events }]) =>
  Object.entries(table).flatMap(([state, row]) =>
    events.map((event) => ({ pair: `${name} ${state} ${event}`, decision: row[event]!.kind })),
  ),
);

/** Records every cell that is read from now on in this process: each becomes a getter. The domain knows nothing of it. */
export function watchTables(): ReadonlySet<Pair> {
  const asked = new Set<Pair>();
  const rows = new Set<object>();
  for (const [name, { table, events }] of Object.entries(tables)) {
    for (const [state, row] of Object.entries(table)) {
      if (rows.has(row))
        throw new Error(`${name} ${state} shares its row with another state, so its readers can't be told apart`);
      rows.add(row);
      for (const event of events) note(row, event, () => asked.add(`${name} ${state} ${event}`));
    }
  }
  return asked;
}

function note(row: Readonly<Record<string, unknown>>, event: string, read: () => void): void {
  const cell = row[event];
  Object.defineProperty(row, event, {
    enumerable: true,
    configurable: true,
    get: () => {
      read();
      return cell;
    },
  });
}

/** `order Paid closed`, … for each of these states and events. */
const every = (table: string, states: readonly string[], events: readonly string[]): Pair[] =>
  states.flatMap((state) => events.map((event) => `${table} ${state} ${event}`));

/** The states that a membership can reach with today's functions. */
const membershipStatesToday = membershipStates.filter((state) => !['Joined', 'Expired', 'Removed'].includes(state));

/** Pairs that can't come about, each with the reason. The tables decide them all the same. */
export const outOfReach: readonly { readonly why: string; readonly pairs: readonly Pair[] }[] = [
  {
    why: 'a refund can end only while the order carries its row, which refundRequested writes',
    pairs: [
      ...every('order', ['AwaitingPayment', 'Closed'], ['refundConfirmed', 'partialRefundConfirmed', 'refundFailed']),
      'order Paid partialRefundConfirmed',
    ],
  },
  {
    why: 'WeChat Pay ends a refund number once: what it gave up does not arrive, what arrived is not given up',
    pairs: [...every('order', ['Refunded', 'RefundFailed'], ['partialRefundConfirmed']), 'refund Succeeded failed'],
  },
  {
    why: 'a refund is asked for again only while it is Requested',
    pairs: every('refund', ['Processing', 'Succeeded', 'Failed'], ['accepted']),
  },
  {
    why: 'no function checks anybody in, lets a membership expire, renews or removes one yet',
    pairs: [
      ...every('membership', ['Joined', 'Expired', 'Removed'], membershipEvents),
      ...every('membership', membershipStatesToday, ['checkedIn', 'expired', 'renewed', 'removed']),
    ],
  },
  {
    why: 'the effect that times something out is taken away by the same write that ends the wait',
    pairs: every('membership', ['Admitted', 'Rejected', 'TimedOut', 'Withdrawn', 'Revoked'], ['timedOut']),
  },
  {
    why: 'the effect that may find no seat stands only with an approved membership, and goes with the write that moves it',
    pairs: every(
      'membership',
      membershipStatesToday.filter((state) => state !== 'Approved'),
      ['seatLacked'],
    ),
  },
  {
    why: 'the effect that gives up for want of a QR stands only with an admitted membership, and goes with the write that moves it',
    pairs: every(
      'membership',
      membershipStatesToday.filter((state) => state !== 'Admitted'),
      ['noValidQr'],
    ),
  },
  {
    why: 'nobody writes that a QR is full or over: it follows from its quota and its time (currentQrState)',
    pairs: every('groupQr', ['Live', 'Full', 'Expired', 'Broken'], ['filled', 'expired']),
  },
  {
    why: 'here the operator gives money back; what they decide about groups is walked in the journeys',
    pairs: [
      ...every(
        'group',
        ['Draft', 'PendingReview', 'Listed', 'Paused', 'Closed', 'Banned'],
        ['listed', 'returned', 'banned'],
      ),
      ...every('group', ['Banned'], ['submitted', 'paused', 'resumed', 'closed']),
    ],
  },
];

/** Transitions that are asked for and never written, each with the reason. */
export const neverWritten: Readonly<Record<Pair, string>> = {
  'order RefundFailed refundConfirmed':
    'it comes only as a notice of an earlier refund number that has ended, and is answered before the table is asked',
};
