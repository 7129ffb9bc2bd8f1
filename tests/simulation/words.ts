/** The story in words: who did what to which group, and what came of it. */

const phrases: Readonly<Record<string, string>> = {
  order: 'reads the order',
  orderByActiveKey: 'reads who holds the slot',
  orderWithMembership: 'reads the order and its membership',
  addOrder: 'writes the new order',
  membership: 'reads the membership',
  addMembership: 'writes the new membership',
  takeSeat: 'takes a seat',
  holdsSeat: 'looks whether it holds a seat',
  freeSeat: 'frees the seat',
  addPosting: 'writes a posting',
  addSecurityEvent: 'reports to the operator',
  group: 'reads the group',
  groupForBuyer: 'reads the group, with the buyer’s membership, live order and code',
  groupWithQrs: 'reads the group and its codes',
  application: 'reads the application',
  countShown: 'counts the code as shown',
  announceGroupQr: 'tells the group until when its codes are good',
  addGroupQr: 'writes the new code',
  user: 'reads the person',
  dueOrders: 'reads orders with something due',
  dueMemberships: 'reads memberships with something due',
  dueGroupQrs: 'reads codes with something due',
  sweepOutlook: 'looks what is due',
  takeSweepLease: 'takes the lease',
  endSweepLease: 'gives the lease back',
  countAttempt: 'counts the try',
  addAudit: 'records the operator’s act',
  unifiedOrder: 'asks WeChat Pay to prepare the payment',
  queryOrder: 'asks WeChat Pay whether it is paid',
  closeOrder: 'asks WeChat Pay to take no more money for it',
  refund: 'asks WeChat Pay to give money back',
  queryRefund: 'asks WeChat Pay what became of the refund',
};

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const effectsOf = (document: Fields): string => {
  const effects = Array.isArray(document['effects'])
    ? document['effects'].map((effect) => String(fieldsOf(effect)['kind']))
    : [];
  return effects.length === 0 ? '' : `, to do: ${effects.join(', ')}`;
};

/** `saveOrder`: from which state to which, and what is left to do. */
function saving(name: string, [before, after]: readonly unknown[]): string | null {
  const what = /^save(Order|Membership|Code|Group)$/.exec(name)?.[1]?.toLowerCase();
  if (what === undefined) return null;
  const [from, to] = [String(fieldsOf(before)['state']), String(fieldsOf(after)['state'])];
  return `writes the ${what}: ${from === to ? `still ${to}` : `${from} → ${to}`}${effectsOf(fieldsOf(after))}`;
}

/** What a call to the store or to WeChat Pay is about. */
export function callInWords(name: string, parameters: readonly unknown[]): string {
  const refundNo = name === 'refund' || name === 'queryRefund' ? ` (…${String(parameters[1]).slice(-6)})` : '';
  return `${saving(name, parameters) ?? phrases[name] ?? name}${refundNo}`;
}

/** What came of it; '' where there is nothing to say. */
export function resultInWords(value: unknown): string {
  if (value === undefined || value === true) return '';
  if (value === false) return ': no, it is taken, or somebody was quicker';
  if (value === null) return ': there is none';
  if (Array.isArray(value)) return `: ${value.length === 0 ? 'none' : value.length}`;
  const found = outcomeInWords(fieldsOf(value)) || documentsInWords(fieldsOf(value));
  return found === '' ? '' : `: ${found}`;
}

function documentsInWords(value: Fields): string {
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

/** `kind` of a port's answer with what it carries; of an operation, its answer. */
function outcomeInWords(value: Fields): string {
  if (value['ok'] === false) return `refused, ${String(value['code'])}`;
  if (value['ok'] === true) return 'done';
  if (typeof value['kind'] !== 'string') return '';
  const trade = fieldsOf(value['trade']);
  const refund = fieldsOf(value['refund']);
  if ('state' in trade) return `${String(trade['state'])}, ${String(trade['totalFee'])} fen`;
  if ('status' in refund) return `${String(refund['status'])}, ${String(refund['fen'])} fen`;
  return 'why' in value ? `${value['kind']}, ${String(value['why'])}` : value['kind'];
}

/** What befell a call. */
export const fatesInWords = {
  crashBefore: 'but its process dies before it can',
  crashAfter: 'and its process dies',
  failsBefore: 'but does not get through',
  answerLost: 'which takes effect, but the answer is lost',
} as const;

/** A sweep that only began, looked and ended. */
const idleLine = / begins$| ends$| reads [^,]*$| asks WeChat Pay (whether|what)[^:]*: [^:]*$/;

/** The story without the sweeps that found nothing to do. */
export function withoutIdleSweeps(story: readonly string[]): readonly string[] {
  const lines = new Map<string, string[]>();
  for (const line of story) {
    const no = /^\[(\w+)\] The sweep/.exec(line)?.[1];
    if (no !== undefined) lines.set(no, [...(lines.get(no) ?? []), line]);
  }
  const idle = [...lines.values()].filter((each) => each.every((line) => idleLine.test(line)));
  const dropped = new Set(idle.flat());
  return story.filter((line) => !dropped.has(line));
}
