import type { State } from '../state';

/** Amounts are whole numbers of fen; times are milliseconds of the emulator's clock. */
const tableSchema = `
CREATE TABLE IF NOT EXISTS pay_orders (
  sub_mch_id TEXT NOT NULL, out_trade_no TEXT NOT NULL, request TEXT NOT NULL,
  prepay_id TEXT NOT NULL, prepaid_at INTEGER NOT NULL, sub_openid TEXT NOT NULL, total_fee INTEGER NOT NULL,
  body TEXT NOT NULL, attach TEXT, function_name TEXT NOT NULL, env_id TEXT NOT NULL,
  created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, trade_state TEXT NOT NULL,
  transaction_id TEXT, paid_at INTEGER, misreport TEXT,
  PRIMARY KEY (sub_mch_id, out_trade_no));
CREATE INDEX IF NOT EXISTS pay_orders_by_number ON pay_orders (out_trade_no);
CREATE INDEX IF NOT EXISTS pay_orders_by_prepay ON pay_orders (prepay_id);
CREATE INDEX IF NOT EXISTS pay_orders_by_transaction ON pay_orders (transaction_id);
CREATE INDEX IF NOT EXISTS pay_orders_by_payment ON pay_orders (paid_at);
CREATE TABLE IF NOT EXISTS pay_refunds (
  sub_mch_id TEXT NOT NULL, out_refund_no TEXT NOT NULL, out_trade_no TEXT NOT NULL, refund_id TEXT NOT NULL,
  refund_fee INTEGER NOT NULL, function_name TEXT NOT NULL, env_id TEXT NOT NULL, status TEXT NOT NULL,
  ends_as TEXT NOT NULL, created_at INTEGER NOT NULL, due_at INTEGER NOT NULL, ended_at INTEGER,
  source TEXT NOT NULL DEFAULT 'API',
  PRIMARY KEY (sub_mch_id, out_refund_no));
CREATE INDEX IF NOT EXISTS pay_refunds_by_order ON pay_refunds (sub_mch_id, out_trade_no, created_at);
CREATE INDEX IF NOT EXISTS pay_refunds_by_due ON pay_refunds (due_at) WHERE status = 'PROCESSING';
CREATE INDEX IF NOT EXISTS pay_refunds_by_end ON pay_refunds (ended_at);
CREATE TABLE IF NOT EXISTS pay_notifications (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, out_trade_no TEXT NOT NULL, function_name TEXT NOT NULL,
  event TEXT NOT NULL, copies INTEGER NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL, state TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS pay_notifications_by_due ON pay_notifications (due_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS pay_notifications_by_order ON pay_notifications (out_trade_no);
`;

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED' | 'PAYERROR';
type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CHANGE' | 'REFUNDCLOSE';

/** The figure of an order that WeChat Pay was scripted to report wrongly. */
export type Misreport = 'wrongAmount' | 'wrongMerchant';

export interface PayOrder {
  readonly sub_mch_id: string;
  readonly out_trade_no: string;
  /** The parameters of `unifiedOrder` that a repeated request must share, as JSON text. */
  readonly request: string;
  readonly prepay_id: string;
  readonly prepaid_at: number;
  readonly sub_openid: string;
  readonly total_fee: number;
  readonly body: string;
  readonly attach: string | null;
  readonly function_name: string;
  readonly env_id: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly trade_state: TradeState;
  readonly transaction_id: string | null;
  readonly paid_at: number | null;
  readonly misreport: Misreport | null;
}

export interface PayRefund {
  readonly sub_mch_id: string;
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  readonly refund_id: string;
  readonly refund_fee: number;
  readonly function_name: string;
  readonly env_id: string;
  readonly status: RefundStatus;
  /** The status after `PROCESSING`. */
  readonly ends_as: Exclude<RefundStatus, 'PROCESSING'>;
  readonly created_at: number;
  readonly due_at: number;
  readonly ended_at: number | null;
  /** The side that asked for it last: a function, or the merchant in WeChat Pay's own platform. */
  readonly source: 'API' | 'VENDOR_PLATFORM';
}

export interface PayNotification {
  readonly id: number;
  readonly kind: 'payment' | 'refund';
  readonly out_trade_no: string;
  readonly function_name: string;
  readonly event: string;
  /** The number of concurrent deliveries: 2 for the scripted outcome `twice`. */
  readonly copies: number;
  readonly attempts: number;
  readonly due_at: number;
  readonly state: 'pending' | 'delivered' | 'given up';
}

/** WeChat Pay's orders, refunds and notifications. It only stores them; the api's methods apply the rules. */
export class PayLedger {
  readonly state: State;

  constructor(state: State) {
    this.state = state;
    state.createTables(tableSchema);
  }

  /** The merchant's order by its number, as of `nowMs`. */
  order(subMchId: string, outTradeNo: string, nowMs: number): PayOrder | undefined {
    const order = this.state.one<PayOrder>(
      'SELECT * FROM pay_orders WHERE sub_mch_id = ? AND out_trade_no = ?',
      subMchId,
      outTradeNo,
    );
    return order && closeIfExpired(order, nowMs);
  }

  /** The order paid by this transaction, of any merchant. */
  orderPaidBy(transactionId: string): PayOrder | undefined {
    return this.state.one<PayOrder>('SELECT * FROM pay_orders WHERE transaction_id = ?', transactionId);
  }

  orderByTransaction(subMchId: string, transactionId: string): PayOrder | undefined {
    return this.state.one<PayOrder>(
      'SELECT * FROM pay_orders WHERE transaction_id = ? AND sub_mch_id = ?',
      transactionId,
      subMchId,
    );
  }

  orderByPrepay(prepayId: string, nowMs: number): PayOrder | undefined {
    const order = this.state.one<PayOrder>('SELECT * FROM pay_orders WHERE prepay_id = ?', prepayId);
    return order && closeIfExpired(order, nowMs);
  }

  /** Every merchant's orders, newest first; only those with the number if one is given. */
  orders(nowMs: number, outTradeNo?: string): readonly PayOrder[] {
    const orders =
      outTradeNo === undefined
        ? this.state.all<PayOrder>('SELECT * FROM pay_orders ORDER BY created_at DESC, out_trade_no')
        : this.state.all<PayOrder>(
            'SELECT * FROM pay_orders WHERE out_trade_no = ? ORDER BY created_at DESC',
            outTradeNo,
          );
    return orders.map((order) => closeIfExpired(order, nowMs));
  }

  addOrder(order: PayOrder): void {
    this.#insert('pay_orders', order);
  }

  updateOrder(order: PayOrder, change: Partial<PayOrder>): PayOrder {
    const columns = Object.keys(change);
    this.state.run(
      `UPDATE pay_orders SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE sub_mch_id = ? AND out_trade_no = ?`,
      ...Object.values(change),
      order.sub_mch_id,
      order.out_trade_no,
    );
    return { ...order, ...change };
  }

  refund(subMchId: string, outRefundNo: string): PayRefund | undefined {
    return this.state.one<PayRefund>(
      'SELECT * FROM pay_refunds WHERE sub_mch_id = ? AND out_refund_no = ?',
      subMchId,
      outRefundNo,
    );
  }

  refundById(subMchId: string, refundId: string): PayRefund | undefined {
    return this.state.one<PayRefund>(
      'SELECT * FROM pay_refunds WHERE sub_mch_id = ? AND refund_id = ?',
      subMchId,
      refundId,
    );
  }

  refundsOf(order: PayOrder): readonly PayRefund[] {
    return this.state.all<PayRefund>(
      'SELECT * FROM pay_refunds WHERE sub_mch_id = ? AND out_trade_no = ? ORDER BY created_at, out_refund_no',
      order.sub_mch_id,
      order.out_trade_no,
    );
  }

  addRefund(refund: PayRefund): void {
    this.#insert('pay_refunds', refund);
  }

  updateRefund(refund: PayRefund, change: Partial<PayRefund>): PayRefund {
    const columns = Object.keys(change);
    this.state.run(
      `UPDATE pay_refunds SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE sub_mch_id = ? AND out_refund_no = ?`,
      ...Object.values(change),
      refund.sub_mch_id,
      refund.out_refund_no,
    );
    return { ...refund, ...change };
  }

  #insert(table: string, row: object): void {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join(', ');
    const values = Object.values(row) as (string | number | null)[];
    this.state.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`, ...values);
  }
}

/** WeChat Pay closes expired orders; computing this on read needs no timer. */
function closeIfExpired(order: PayOrder, nowMs: number): PayOrder {
  const open = order.trade_state === 'NOTPAY' || order.trade_state === 'PAYERROR';
  return open && nowMs >= order.expires_at ? { ...order, trade_state: 'CLOSED' } : order;
}
