import { sumFen } from './money';

/** A payment in WeChat Pay's bill. */
export interface BilledPayment {
  readonly orderId: string;
  readonly fen: number;
  /** `SUCCESS`, or another of WeChat Pay's states. */
  readonly state: string;
}

/** A refund in WeChat Pay's bill. */
export interface BilledRefund {
  readonly refundNo: string;
  /** WeChat Pay's own number. */
  readonly refundId: string;
  readonly orderId: string;
  readonly fen: number;
  /** `SUCCESS`, `PROCESSING`, or another of WeChat Pay's states. */
  readonly state: string;
}

export interface Bill {
  readonly payments: readonly BilledPayment[];
  readonly refunds: readonly BilledRefund[];
}

/** The reason a text can't be trusted as a bill. */
export interface Unreadable {
  readonly unreadable: string;
}

/** Parses an amount in yuan with two decimals into whole fen, digit by digit; `null` for anything else. */
export function fenOfYuan(text: string): number | null {
  const digits = /^(\d{1,10})\.(\d{2})$/.exec(text);
  return digits ? Number(`${digits[1] ?? ''}${digits[2] ?? ''}`) : null;
}

const columns = {
  orderId: '商户订单号',
  tradeState: '交易状态',
  orderYuan: '订单金额',
  refundNo: '商户退款单号',
  refundId: '微信退款单号',
  refundYuan: '申请退款金额',
  refundState: '退款状态',
} as const;
const totals = { rows: '总交易单数', orderYuan: '订单总金额', refundYuan: '申请退款总金额' } as const;

type Row<Names extends string> = Readonly<Record<Names, string>>;

/** Every value begins with a backtick, so a comma inside a value does not split it. */
function splitValues(line: string): readonly string[] | null {
  return line.startsWith('`') ? line.slice(1).split(',`') : null;
}

/**
 * Picks columns by name, since WeChat Pay has added columns before and may again. `null` if a column or a value is
 * missing.
 */
function pick<Names extends string>(
  wanted: Readonly<Record<Names, string>>,
  header: string,
  line: string,
): Row<Names> | null {
  const names = header.split(',');
  const values = splitValues(line);
  if (values?.length !== names.length) return null;
  const picked = Object.entries<string>(wanted).map(([name, column]) => [name, values[names.indexOf(column)]] as const);
  if (picked.some(([, value]) => value === undefined)) return null;
  return Object.fromEntries(picked) as Row<Names>;
}

/**
 * Parses WeChat Pay's bill (`bill_type` ALL) and checks it against its own totals, so that a truncated bill is never
 * mistaken for a complete one.
 */
export function readBill(text: string): Bill | Unreadable {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const [header = '', ...rest] = lines;
  const totalsLine = rest.pop() ?? '';
  const totalsHeader = rest.pop() ?? '';
  const total = pick(totals, totalsHeader, totalsLine);
  if (!total) return { unreadable: 'no totals at its end' };
  const payments: BilledPayment[] = [];
  const refunds: BilledRefund[] = [];
  for (const [index, line] of rest.entries()) {
    const row = pick(columns, header, line);
    const read = row && readRow(row);
    if (!read) return { unreadable: `row ${index + 1}` };
    if ('refundNo' in read) refunds.push(read);
    else payments.push(read);
  }
  const matchesTotals =
    total.rows === String(rest.length) &&
    fenOfYuan(total.orderYuan) === sumFen(payments) &&
    fenOfYuan(total.refundYuan) === sumFen(refunds);
  return matchesTotals ? { payments, refunds } : { unreadable: 'its rows do not match its totals' };
}

function readRow(row: Row<keyof typeof columns>): BilledPayment | BilledRefund | null {
  const { orderId, tradeState, refundNo, refundId } = row;
  const isRefund = tradeState === 'REFUND';
  const fen = fenOfYuan(isRefund ? row.refundYuan : row.orderYuan);
  if (orderId === '' || fen === null || (isRefund && (refundNo === '' || refundId === ''))) return null;
  return isRefund ? { refundNo, refundId, orderId, fen, state: row.refundState } : { orderId, fen, state: tradeState };
}
