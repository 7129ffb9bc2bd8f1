import type { Bill, BilledRefund } from '../../domain/bill';
import { isAtWeChatPay, paymentPostingId, type Posting } from '../../domain/ledger';
import type { Order } from '../../domain/order';
import {
  billTotals,
  bookingWindowOf,
  comparePayment,
  compareRefund,
  recordDifference,
  findMissingFromBill,
  otherBillDays,
  ourTotals,
  refundPostingIds,
  type Comparison,
  type Finding,
  type Reconciliation,
} from '../../domain/reconciliation';
import type { OrderEffectStores } from '../_shared/outbox/orderEffects';
import type { Ports, OrderStore, LedgerStore, ReconciliationStore } from '../_shared/ports';
import { learnFromBill } from './learnFromBill';
import type { Bills, NoBill } from './bills';

/** Documents read in one call. */
const atOnce = 100;

/** Compares a merchant's day both ways and records every difference once, however often it is found. */
export async function compare(
  ports: Ports<OrderEffectStores & ReconciliationStore>,
  which: Reconciliation,
  bills: Bills,
): Promise<Comparison | NoBill> {
  const { day, subMchId } = which;
  const bill = await bills.of(subMchId, day);
  if ('why' in bill) return bill;
  const booked = await bookings(ports, which);
  const absent = await absentFrom(ports, booked, which, bill, bills);
  if ('why' in absent) return absent;
  const findings = [...(await billedDifferently(ports, subMchId, bill)), ...absent];
  for (const finding of findings)
    await ports.store.addDifference(recordDifference(finding, subMchId, day, ports.clock.now()));
  return { bill: billTotals(bill), ours: ourTotals(booked), differences: findings.length };
}

async function bookings(ports: Ports<LedgerStore>, { day, subMchId }: Reconciliation): Promise<readonly Posting[]> {
  const { from, until } = bookingWindowOf(day);
  const found: Posting[] = [];
  let page: readonly Posting[];
  do {
    const last = found.at(-1);
    const after = last ? { value: last.at.getTime(), id: last._id } : null;
    page = await ports.store.postingsOfMerchant(subMchId, from, until, after, atOnce);
    found.push(...page);
  } while (page.length === atOnce);
  // No bill has a payment by hand.
  return found.filter(isAtWeChatPay);
}

function inParts<Item>(items: readonly Item[]): (readonly Item[])[] {
  const parts: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += atOnce) parts.push(items.slice(at, at + atOnce));
  return parts;
}

const byId = <Row extends { readonly _id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row._id, row]));

async function ordersOf(
  ports: Ports<OrderStore>,
  rows: readonly { readonly orderId: string }[],
): Promise<ReadonlyMap<string, Order>> {
  const ids = new Set(rows.map((row) => row.orderId));
  return byId(await ports.store.ordersById([...ids]));
}

/**
 * Rows of WeChat Pay's bill that differ from our orders and postings. Refunds come first: one that the merchant made elsewhere may bring an
 * order in line whose payment differs, too.
 */
async function billedDifferently(
  ports: Ports<OrderEffectStores>,
  subMchId: string,
  bill: Bill,
): Promise<readonly Finding[]> {
  const found: (Finding | null)[] = [];
  for (const rows of inParts(summed(bill.refunds, (row) => row.refundNo))) {
    const orders = await ordersOf(ports, rows);
    const postings = byId(await ports.store.postingsById(rows.flatMap(refundPostingIds)));
    for (const row of rows) {
      const finding = compareRefund(row, subMchId, orders.get(row.orderId), postingOf(row, postings));
      found.push(finding && (await unlessLearned(ports, subMchId, row, orders.get(row.orderId), finding, bill)));
    }
  }
  const ofRefunds = found.splice(0);
  for (const rows of inParts(summed(bill.payments, (row) => row.orderId))) {
    const orders = await ordersOf(ports, rows);
    const postings = byId(await ports.store.postingsById(rows.map((row) => paymentPostingId(row.orderId))));
    for (const row of rows) {
      const { orderId } = row;
      found.push(comparePayment(row, subMchId, orders.get(orderId), postings.get(paymentPostingId(orderId))));
    }
  }
  return [...found, ...ofRefunds].filter((finding) => finding !== null);
}

const postingOf = (row: BilledRefund, postings: ReadonlyMap<string, Posting>): Posting | undefined =>
  refundPostingIds(row).flatMap((id) => postings.get(id) ?? [])[0];

/** The difference that is left once the order has learned from WeChat Pay what it can. */
async function unlessLearned(
  ports: Ports<OrderEffectStores>,
  subMchId: string,
  row: BilledRefund,
  order: Order | undefined,
  finding: Finding,
  bill: Bill,
): Promise<Finding | null> {
  const learnable = finding.kind === 'refundNotOurs' || finding.kind === 'stateDiffers';
  if (!learnable || order?.paymentRequest.subMchId !== subMchId) return finding;
  await learnFromBill(ports, order, bill);
  const after = (await ports.store.order(order._id)) ?? undefined;
  const postings = byId(await ports.store.postingsById(refundPostingIds(row)));
  return compareRefund(row, subMchId, after, postingOf(row, postings));
}

/**
 * A number that appears in a bill twice counts with the sum of its amounts, so that it can't pass for the single one we
 * know.
 */
function summed<Row extends { readonly fen: number }>(
  rows: readonly Row[],
  numberOf: (row: Row) => string,
): readonly Row[] {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const known = found.get(numberOf(row));
    found.set(numberOf(row), known ? { ...row, fen: known.fen + row.fen } : row);
  }
  return [...found.values()];
}

const holds = ({ payments, refunds }: Bill, posting: Posting): boolean =>
  posting.kind === 'payment'
    ? payments.some((row) => row.orderId === posting.orderId)
    : refunds.some((row) => refundPostingIds(row).includes(posting._id));

/** Postings missing from WeChat Pay's bills, both this day's and any other that could contain them. */
async function absentFrom(
  ports: Ports<OrderStore>,
  booked: readonly Posting[],
  { day, subMchId }: Reconciliation,
  bill: Bill,
  bills: Bills,
): Promise<readonly Finding[] | NoBill> {
  const numbers = new Set([...bill.payments.map((row) => row.orderId), ...bill.refunds.flatMap(refundPostingIds)]);
  const missing = booked.filter((row) => !numbers.has(row.kind === 'payment' ? row.orderId : row._id));
  const found: Finding[] = [];
  for (const postings of inParts(missing)) {
    const orders = await ordersOf(ports, postings);
    for (const posting of postings) {
      const order = orders.get(posting.orderId);
      const elsewhere = await standsElsewhere(posting, otherBillDays(posting, order, day), subMchId, bills);
      if (typeof elsewhere === 'object') return elsewhere;
      if (!elsewhere) found.push(findMissingFromBill(posting, order));
    }
  }
  return found;
}

async function standsElsewhere(
  posting: Posting,
  days: readonly string[],
  subMchId: string,
  bills: Bills,
): Promise<boolean | NoBill> {
  for (const day of days) {
    const bill = await bills.of(subMchId, day);
    if ('why' in bill) return bill;
    if (holds(bill, posting)) return true;
  }
  return false;
}
