/** The simulation's log in plain sentences: the caller, the call, its document and the answer. */

const phrases: Readonly<Record<string, string>> = {
  order: 'reads the order',
  orderByActiveKey: 'reads the order that holds the active key',
  orderWithMembership: 'reads the order and its membership',
  addOrder: 'writes the new order',
  membership: 'reads the membership',
  addMembership: 'writes the new membership',
  takeSeat: 'takes a seat',
  holdsSeat: 'checks whether it holds a seat',
  freeSeat: 'frees the seat',
  addPosting: 'writes a posting',
  addSecurityEvent: 'reports to the operator',
  group: 'reads the group',
  groupForBuyer: 'reads the group, with the buyer’s membership, live order and QR',
  groupWithQrs: 'reads the group and its QRs',
  application: 'reads the application',
  countShown: 'counts the QR as shown',
  announceGroupQr: 'writes into the group how long its QRs are valid',
  groupQr: 'reads the QR',
  addGroupQr: 'writes the new QR',
  user: 'reads the person',
  dueOrders: 'reads orders with due effects',
  dueMemberships: 'reads memberships with due effects',
  dueGroupQrs: 'reads QRs with due effects',
  sweepOutlook: 'checks what is due',
  takeSweepLease: 'takes the lease',
  limitedGroupAfter: 'reads the seats of the next group',
  ordersById: 'reads orders by their ids',
  membershipsById: 'reads memberships by their ids',
  saveSeatCheck: 'keeps the place of the seat check',
  endSweepLease: 'releases the lease',
  countAttempt: 'counts the attempt',
  addAudit: 'records the operator’s action',
  unifiedOrder: 'asks WeChat Pay to prepare the payment',
  queryOrder: 'asks WeChat Pay whether it is paid',
  closeOrder: 'asks WeChat Pay to close the payment',
  refund: 'asks WeChat Pay for a refund',
  queryRefund: 'asks WeChat Pay about the refund',
  queryRefunds: 'asks WeChat Pay for all refunds',
};

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const effectsOf = (document: Fields): string => {
  const effects = Array.isArray(document['effects'])
    ? document['effects'].map((effect) => String(fieldsOf(effect)['kind']))
    : [];
  return effects.length === 0 ? '' : `, effects: ${effects.join(', ')}`;
};

/** `saveOrder` and its like: the states before and after, and the effects that are left. */
function saving(name: string, [before, after]: readonly unknown[]): string | null {
  const what = /^save(Order|Membership|GroupQr|Group)$/.exec(name)?.[1]?.toLowerCase();
  if (what === undefined) return null;
  const [from, to] = [String(fieldsOf(before)['state']), String(fieldsOf(after)['state'])];
  return `writes the ${what}: ${from === to ? `still ${to}` : `${from} → ${to}`}${effectsOf(fieldsOf(after))}`;
}

/** Describes a call to the store or to WeChat Pay. */
export function describeCall(name: string, parameters: readonly unknown[]): string {
  const refundNo = name === 'refund' || name === 'queryRefund' ? ` (…${String(parameters[1]).slice(-6)})` : '';
  return `${saving(name, parameters) ?? phrases[name] ?? name}${refundNo}`;
}

/** Describes an answer; '' if there is nothing to say. */
export function describeResult(value: unknown): string {
  if (value === undefined || value === true) return '';
  if (value === false) return ': no, it is taken or was changed meanwhile';
  if (value === null) return ': there is none';
  if (Array.isArray(value)) return `: ${value.length === 0 ? 'none' : value.length}`;
  const found = describeOutcome(fieldsOf(value)) || describeDocuments(fieldsOf(value));
  return found === '' ? '' : `: ${found}`;
}

function describeDocuments(value: Fields): string {
  const named = 'state' in value ? { it: value } : value;
  return Object.entries(named)
    .flatMap(([name, each]) => {
      const state = fieldsOf(each)['state'];
      return typeof state === 'string' ? [`${name} is ${state}${seatsOf(fieldsOf(each))}`] : [];
    })
    .join(', ');
}

const seatsOf = (document: Fields): string =>
  typeof document['seatsLeft'] === 'number' ? ` with ${document['seatsLeft']} seats left` : '';

/** Describes the answer of an operation, or of a port with a `kind`. */
function describeOutcome(value: Fields): string {
  if (value['ok'] === false) return `refused, ${String(value['code'])}`;
  if (value['ok'] === true) return 'done';
  if (typeof value['kind'] !== 'string') return '';
  const trade = fieldsOf(value['trade']);
  const refund = fieldsOf(value['refund']);
  if ('state' in trade) return `${String(trade['state'])}, ${String(trade['totalFee'])} fen`;
  if ('status' in refund) return `${String(refund['status'])}, ${String(refund['fen'])} fen`;
  return 'why' in value ? `${value['kind']}, ${String(value['why'])}` : value['kind'];
}

/** The ways in which a call fails. */
export const faultTexts = {
  crashBefore: 'but its process dies before it can',
  crashAfter: 'and its process dies',
  failsBefore: 'but does not get through',
  answerLost: 'which takes effect, but the answer is lost',
} as const;

/** A line of a sweep that only began, read and ended. */
const idleLine = / begins$| ends$| reads [^,]*$| asks WeChat Pay (whether|about)[^:]*: [^:]*$/;

/** The log without the sweeps that found nothing to do. */
export function withoutIdleSweeps(log: readonly string[]): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const line of log) {
    const no = /^\[(\w+)\] The sweep/.exec(line)?.[1];
    if (no !== undefined) lines.set(no, [...(lines.get(no) ?? []), line]);
  }
  const idle = [...lines.values()].filter((each) => each.every((line) => idleLine.test(line)));
  const dropped = new Set(idle.flat());
  return log.filter((line) => !dropped.has(line));
}
