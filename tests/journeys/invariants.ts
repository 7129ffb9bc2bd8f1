import type { TestStack } from '../testStack';

interface OrderRow {
  readonly _id: string;
  readonly state: string;
  readonly priceFen: number;
  readonly refundedFen: number;
  readonly membershipId: string;
  readonly round: number;
  readonly groupId: string;
  readonly seatId: string | null;
  readonly activeKey: string;
  readonly effects: readonly { kind: string }[];
  readonly paidAt: unknown;
  readonly refunds: readonly { fen: number; state: string }[];
}
interface MembershipRow {
  readonly _id: string;
  readonly state: string;
  readonly groupId: string;
  readonly orderId: string | null;
  readonly seatId: string | null;
  readonly effects: readonly { kind: string }[];
}
interface GroupRow {
  readonly _id: string;
  readonly capacity: number | null;
  readonly seatsLeft: number | null;
  readonly seats: readonly string[];
}
interface PostingRow {
  readonly _id: string;
  readonly orderId: string;
  readonly lines: readonly { account: string; fen: number }[];
}

/** Paid, and at most a part of it was or is being refunded. */
function backsMembership({ state, activeKey, membershipId, round }: OrderRow): boolean {
  return ['Paid', 'Refunding', 'RefundFailed'].includes(state) && activeKey === `${membershipId}#${round}`;
}

/** The amount that WeChat Pay should hold for the order, according to us: what was paid by hand is still there. */
function heldByUs({ paidAt, priceFen, refundedFen, refunds }: OrderRow): number {
  const byHand = refunds.filter(({ state }) => state === 'PaidByHand').reduce((sum, { fen }) => sum + fen, 0);
  return paidAt === null ? 0 : priceFen - refundedFen + byHand;
}

/** Checks what must hold at any moment, whatever happened before; returns each violation as a sentence. */
export async function violations(stack: TestStack): Promise<string[]> {
  const { orders, memberships, groups, ledger } = await read(stack);
  const found: string[] = [];
  const byId = new Map(orders.map((order) => [order._id, order]));
  for (const membership of memberships) {
    if (!['Admitted', 'Joined', 'UnderReview'].includes(membership.state)) continue;
    const order = byId.get(membership.orderId ?? '');
    if (!order || !backsMembership(order))
      found.push(`membership ${membership.state} without a paid order (${membership.orderId ?? 'none'})`);
  }
  for (const membership of memberships) {
    const sure =
      ['Approved', 'Admitted', 'Joined'].includes(membership.state) &&
      !membership.effects.some((effect) => effect.kind === 'secureSeat');
    const seats = groups.find((group) => group._id === membership.groupId)?.seats ?? [];
    if (sure && membership.seatId !== null && !seats.includes(membership.seatId))
      found.push(`membership ${membership.state} without its seat`);
  }
  for (const group of groups) {
    if (group.capacity === null) continue;
    if (group.seats.length > group.capacity)
      found.push(`${group._id}: ${group.seats.length} seats of ${group.capacity}`);
    if (group.seats.length + (group.seatsLeft ?? 0) !== group.capacity) found.push(`${group._id}: seats don't add up`);
    if (new Set(group.seats).size !== group.seats.length) found.push(`${group._id}: a seat is taken twice`);
  }
  for (const order of orders)
    if (order.refundedFen > order.priceFen) found.push(`${order._id}: refunded more than paid`);
  for (const posting of ledger) {
    if (posting.lines.reduce((sum, line) => sum + line.fen, 0) !== 0)
      found.push(`posting ${posting._id} does not balance`);
  }
  return found;
}

/** Checks what must hold in addition once no effects are left. */
export async function violationsAtRest(stack: TestStack): Promise<string[]> {
  const { orders, memberships, groups, ledger } = await read(stack);
  const found = await violations(stack);
  const held = new Map((await stack.payOrders()).map((row) => [row.outTradeNo, heldByWeChatPay(row)]));
  for (const order of orders) {
    const there = held.get(order._id) ?? 0;
    if (there !== heldByUs(order))
      found.push(`${order._id} ${order.state}: WeChat Pay holds ${there}, our order says ${heldByUs(order)}`);
    if (order.effects.length > 0)
      found.push(
        `${order._id} ${order.state} still has effects: ${order.effects.map((effect) => effect.kind).join(', ')}`,
      );
    if (order.state === 'AwaitingPayment') found.push(`${order._id} still awaits payment`);
    if (order.state === 'Paid' && !gave(order, memberships)) found.push(`${order._id} is paid but has no membership`);
    const posted = ledger.filter((posting) => posting.orderId === order._id).flatMap((posting) => posting.lines);
    const inLedger = posted
      .filter((line) => line.account.startsWith('wechatPay:'))
      .reduce((sum, line) => sum + line.fen, 0);
    if (inLedger !== there) found.push(`${order._id}: ledger ${inLedger}, WeChat Pay ${there}`);
  }
  for (const membership of memberships) {
    // Both are clocks that run until something happens.
    const left = membership.effects.filter(({ kind }) => kind !== 'timeOut' && kind !== 'noValidQr');
    if (left.length > 0)
      found.push(`membership ${membership._id} still has effects: ${left.map((effect) => effect.kind).join(', ')}`);
  }
  for (const group of groups) {
    if (group.capacity === null) continue;
    const paid = orders.filter((order) => order.groupId === group._id && backsMembership(order));
    const approved = memberships.filter(
      (membership) => membership.groupId === group._id && membership.state === 'Approved',
    );
    const ids = [...paid, ...approved]
      .map((row) => row.seatId)
      .filter((id) => id !== null)
      .sort();
    if (JSON.stringify([...group.seats].sort()) !== JSON.stringify(ids)) {
      found.push(`${group._id}: seats ${group.seats.length}, orders and approvals that hold one ${ids.length}`);
    }
  }
  return found;
}

function gave(order: OrderRow, memberships: readonly MembershipRow[]): boolean {
  return memberships.some((membership) => membership._id === order.membershipId && membership.orderId === order._id);
}

function heldByWeChatPay(row: { tradeState: string; totalFee: number; refundedFee: number }): number {
  return row.tradeState === 'SUCCESS' || row.tradeState === 'REFUND' ? row.totalFee - row.refundedFee : 0;
}

async function read(stack: TestStack) {
  const [orders, memberships, groups, ledger] = await Promise.all([
    stack.documents('orders'),
    stack.documents('memberships'),
    stack.documents('groups'),
    stack.documents('ledger'),
  ]);
  return {
    orders: orders as unknown as OrderRow[],
    memberships: memberships as unknown as MembershipRow[],
    groups: groups as unknown as GroupRow[],
    ledger: ledger as unknown as PostingRow[],
  };
}
