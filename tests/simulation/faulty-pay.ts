import type { Payments, RefundState, Trade } from '../../cloudfunctions/_shared/ports';
import type { PaymentRequest } from '../../domain/order';
import { beijingDay, dayStart } from '../../domain/time';
import type { Chance } from './chance';

interface BookedRefund {
  readonly no: string;
  /** WeChat Pay's own number. */
  readonly id: string;
  /** The requested amount. */
  readonly askedFen: number;
  /** The amount actually refunded; differs only by the fault "another amount is given back". */
  fen: number;
  status: RefundState['status'];
  endedAt: number;
  endsAt: number;
}

/** One payment in WeChat Pay's records. */
export interface Booked {
  readonly request: string;
  readonly outTradeNo: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  state: 'NOTPAY' | 'USERPAYING' | 'ACCEPT' | 'SUCCESS' | 'CLOSED' | 'REFUND';
  /** The amount actually paid; differs from the requested one only by the fault "another amount is paid". */
  paidFen: number;
  /** The person who actually paid, and the merchant who received it. */
  openid: string;
  subMchId: string;
  transactionId: string;
  paidAt: number;
  /** The end of a payment that is under way. */
  underWay: { readonly endsAt: number; readonly openid: string; readonly succeeds: boolean } | null;
  readonly refunds: BookedRefund[];
}

export interface Notice {
  readonly kind: 'payment' | 'refund';
  readonly event: Readonly<Record<string, unknown>> & { readonly outTradeNo: string };
  readonly madeAt: number;
  dueAt: number;
}

/** Correct code never triggers this fault; only a planted bug does. */
export const refundNumberReused = 'a known refund number comes with other figures';

/** WeChat Pay refuses `closeOrder` in the first five minutes (docs/platform.md, Paying). */
const closableAfterMs = 5 * 60_000;
const slowToFindMs = 5 * 60_000;
const otherMerchant = '1900000999';

/**
 * A WeChat Pay with correct records and faulty behaviour. Its notices come late, early, twice, never or with other figures; people pay other
 * amounts, from other accounts or to another merchant; refunds fail, have another amount, or are made by the merchant at WeChat Pay's own desk; an
 * answer may be about another payment. It refuses what the real one refuses. The simulation itself loses answers and reorders notices.
 */
export class FaultyPay {
  readonly books = new Map<string, Booked>();
  notices: Notice[] = [];
  /** `queryRefund` returns nothing, as the real one reportedly does at times. */
  silentRefunds = false;
  #transactions = 0;
  #refunds = 0;

  constructor(
    private readonly chance: Chance,
    private readonly now: () => number,
    private readonly countFault: (fault: string) => void,
    private readonly faulty: () => boolean,
  ) {}

  /** The amount that WeChat Pay holds for an order. */
  heldFen(outTradeNo: string): number {
    const booked = this.books.get(outTradeNo);
    if (!booked || (booked.state !== 'SUCCESS' && booked.state !== 'REFUND')) return 0;
    const back = booked.refunds
      .filter((refund) => refund.status === 'SUCCESS')
      .reduce((sum, refund) => sum + refund.fen, 0);
    return booked.paidFen - back;
  }

  payable(outTradeNo: string): boolean {
    const booked = this.books.get(outTradeNo);
    return booked?.state === 'NOTPAY' && this.now() < booked.expiresAt;
  }

  /** The buyer pays. Returns the amount paid: 0 while the payment is only under way. */
  confirm(outTradeNo: string, openid: string): number {
    const booked = this.books.get(outTradeNo);
    if (!booked || !this.payable(outTradeNo)) return 0;
    if (!this.#happens(0.15, 'a payment is under way')) return this.#pay(booked, openid);
    booked.state = this.chance.pick(['USERPAYING', 'ACCEPT']);
    booked.underWay = { endsAt: this.now() + this.chance.below(300_000), openid, succeeds: this.chance.happens(0.6) };
    return 0;
  }

  #pay(booked: Booked, openid: string, at = this.now()): number {
    const wrong = this.#happens(0.1, 'another amount is paid');
    const { outTradeNo } = booked;
    Object.assign(booked, {
      state: 'SUCCESS',
      underWay: null,
      paidFen: wrong ? booked.paidFen - 1 : booked.paidFen,
      openid: this.#happens(0.08, 'somebody else pays') ? 'eve' : openid,
      subMchId: this.#happens(0.1, 'another merchant is paid') ? otherMerchant : booked.subMchId,
      paidAt: at,
      transactionId: `4200${String((this.#transactions += 1)).padStart(8, '0')}`,
    });
    const event = { outTradeNo, resultCode: 'SUCCESS', totalFee: booked.paidFen };
    this.#notify({ kind: 'payment', event, madeAt: this.now(), dueAt: this.now() });
    return booked.paidFen;
  }

  /** Payments and refunds whose time has come end. */
  endWhatIsDue(): void {
    for (const booked of this.books.values()) {
      const { underWay } = booked;
      if (underWay && underWay.endsAt <= this.now()) this.#endPayment(booked, underWay);
      for (const refund of booked.refunds) {
        if (refund.status === 'PROCESSING' && refund.endsAt <= this.now()) this.#endRefund(booked, refund);
      }
    }
  }

  #endPayment(booked: Booked, { endsAt, openid, succeeds }: NonNullable<Booked['underWay']>): void {
    if (succeeds) this.#pay(booked, openid, endsAt);
    else Object.assign(booked, { state: 'NOTPAY', underWay: null });
  }

  #endRefund(booked: Booked, refund: BookedRefund): void {
    const fails = this.#happens(0.35, 'a refund fails');
    if (!fails && this.#happens(0.25, 'another amount is given back')) refund.fen -= 1;
    refund.status = fails ? 'CHANGE' : 'SUCCESS';
    refund.endedAt = this.now();
    this.#notifyOfRefund(booked, refund, refund.status);
  }

  #notifyOfRefund({ outTradeNo, paidFen }: Booked, { no, id, fen }: BookedRefund, refundStatus: string): void {
    const event = { outTradeNo, outRefundNo: no, refundId: id, totalFee: paidFen, refundFee: fen, refundStatus };
    this.#notify({ kind: 'refund', event, madeAt: this.now(), dueAt: this.now() });
  }

  /** The amount that the merchant can still refund of a payment: a refund that failed keeps its money. */
  refundableFen(outTradeNo: string): number {
    const booked = this.books.get(outTradeNo);
    if (booked?.state !== 'SUCCESS' && booked?.state !== 'REFUND') return 0;
    return booked.paidFen - booked.refunds.reduce((sum, { askedFen }) => sum + askedFen, 0);
  }

  /** The merchant refunds `fen` at WeChat Pay's own desk, under a number of its own. A notice may tell of it. */
  refundAtDesk(outTradeNo: string, fen: number): void {
    const booked = this.books.get(outTradeNo);
    if (!booked) return;
    this.countFault('money is given back behind our back');
    booked.state = 'REFUND';
    const endsAt = this.chance.happens(0.5) ? this.now() : this.#soon();
    const refund = this.#addRefund(booked, `desk-${this.#refunds}`, fen, endsAt);
    if (endsAt <= this.now()) this.#endRefund(booked, refund);
  }

  /** The merchant finishes a failed refund of ours at WeChat Pay's own desk: it keeps its number. */
  finishAtDesk(outTradeNo: string): boolean {
    const booked = this.books.get(outTradeNo);
    const refund = booked?.refunds.find(({ status }) => status === 'CHANGE');
    if (!booked || !refund) return false;
    this.countFault('a failed refund is finished at the desk');
    Object.assign(refund, { status: 'SUCCESS', endedAt: this.now() });
    this.#notifyOfRefund(booked, refund, 'SUCCESS');
    return true;
  }

  #addRefund(booked: Booked, no: string, fen: number, endsAt: number): BookedRefund {
    const id = `5030${String((this.#refunds += 1)).padStart(8, '0')}`;
    const refund: BookedRefund = { no, id, askedFen: fen, fen, status: 'PROCESSING', endedAt: 0, endsAt };
    booked.refunds.push(refund);
    return refund;
  }

  #soon(): number {
    return this.now() + this.chance.below(120_000);
  }

  #happens(probability: number, fault: string): boolean {
    if (!this.faulty() || !this.chance.happens(probability)) return false;
    this.countFault(fault);
    return true;
  }

  #notify(notice: Notice): void {
    const delivery = this.faulty() ? this.chance.weighted({ onTime: 5, late: 2, twice: 2, never: 2 }) : 'onTime';
    if (delivery !== 'onTime') this.countFault(`a notice comes ${delivery}`);
    if (delivery === 'never') return;
    const event = this.#happens(0.15, 'a notice lies about amounts') ? this.#withOtherAmount(notice.event) : notice.event;
    const dueAt = delivery === 'late' ? notice.dueAt + this.chance.below(3_600_000) : notice.dueAt;
    this.notices.push({ ...notice, event, dueAt });
    if (delivery === 'twice') this.notices.push({ ...notice, event, dueAt });
  } // oxfmt-ignore

  /** The same notice with an amount that is not in the records. */
  #withOtherAmount(event: Notice['event']): Notice['event'] {
    const amount = 'refundFee' in event ? this.chance.pick(['refundFee', 'totalFee']) : 'totalFee';
    return { ...event, [amount]: Number(event[amount]) + 7 };
  }

  readonly payments: Payments = {
    unifiedOrder: async (request) => {
      const text = JSON.stringify(request);
      const booked = this.books.get(request.outTradeNo);
      if (booked && booked.request !== text) return { kind: 'refused', why: '商户订单号重复' };
      if (booked?.state === 'SUCCESS' || booked?.state === 'REFUND') return { kind: 'refused', why: '该订单已支付' };
      if (booked?.state === 'CLOSED') return { kind: 'refused', why: '订单已关闭' };
      if (!booked) this.#book(request, text);
      const payment = {
        timeStamp: '1',
        nonceStr: 'n',
        package: `prepay_id=${request.outTradeNo}`,
        signType: 'MD5',
        paySign: 's',
      } as const;
      return { kind: 'accepted', payment };
    },

    queryOrder: async ({ outTradeNo, totalFee }) => {
      const booked = this.books.get(outTradeNo);
      if (!booked) return { kind: 'absent' };
      // Before its time is over, and some minutes longer, "there is no such order" is not the last word.
      if (this.now() < booked.expiresAt + slowToFindMs && this.#happens(0.05, 'a payment is not found when asked for'))
        return { kind: 'absent' };
      const paid = booked.state === 'SUCCESS' || booked.state === 'REFUND';
      const trade: Trade = {
        state: booked.state,
        outTradeNo,
        totalFee: booked.paidFen,
        subMchId: booked.subMchId,
        subOpenid: paid ? booked.openid : null,
        transactionId: paid ? booked.transactionId : null,
      };
      if (!this.#happens(0.02, 'an answer is about another payment')) return { kind: 'found', trade };
      const other = {
        outTradeNo: `other-${outTradeNo}`,
        state: 'SUCCESS',
        totalFee,
        transactionId: '4200999',
      } as const;
      return { kind: 'found', trade: { ...trade, ...other } };
    },

    closeOrder: async ({ outTradeNo }) => {
      const booked = this.books.get(outTradeNo);
      if (!booked) return { kind: 'refused', why: '订单不存在' };
      if (booked.state === 'SUCCESS' || booked.state === 'REFUND') return { kind: 'refused', why: '订单已支付' };
      if (booked.underWay) return { kind: 'refused', why: '用户支付中' };
      if (this.now() < booked.createdAt + closableAfterMs) return { kind: 'refused', why: '订单生成后不能马上关闭' };
      booked.state = 'CLOSED';
      return { kind: 'closed' };
    },

    refund: async ({ outTradeNo, totalFee }, no, fen) => {
      const booked = this.books.get(outTradeNo);
      if (!booked || (booked.state !== 'SUCCESS' && booked.state !== 'REFUND'))
        return { kind: 'refused', why: '订单未支付' };
      const known = booked.refunds.find((refund) => refund.no === no);
      if (known && known.askedFen !== fen) {
        this.countFault(refundNumberReused);
        return { kind: 'refused', why: '退款单号金额不一致' };
      }
      if (known) {
        // A failed refund is tried again under its own number only; meanwhile its money stays spoken for.
        if (known.status === 'CHANGE') Object.assign(known, { status: 'PROCESSING', endedAt: 0, endsAt: this.#soon() });
        return { kind: 'accepted' };
      }
      if (this.#happens(0.12, 'a refund is refused for good'))
        return { kind: 'refused', why: '基本账户余额不足', outlook: 'forGood' };
      const asked = booked.refunds.reduce((sum, refund) => sum + refund.askedFen, 0);
      if (totalFee !== booked.paidFen || asked + fen > booked.paidFen)
        return { kind: 'refused', why: '累计退款金额大于支付金额', outlook: 'forGood' };
      const endsAt = this.#soon();
      const refund = this.#addRefund(booked, no, fen, endsAt);
      booked.state = 'REFUND';
      // A notice counts on its own while queryRefund finds nothing; if it is also early, it can't be told from a correct one.
      if (!this.silentRefunds && this.#happens(0.3, 'a refund notice is early'))
        this.#notifyOfRefund(booked, refund, 'SUCCESS');
      return { kind: 'accepted' };
    },

    queryRefund: async ({ outTradeNo }, no) => {
      const refund = this.books.get(outTradeNo)?.refunds.find((row) => row.no === no);
      if (refund && this.silentRefunds) this.countFault('a refund is not found when asked for');
      if (!refund || this.silentRefunds) return { kind: 'absent' };
      return { kind: 'found', refund: { status: refund.status, fen: refund.fen } };
    },

    queryRefunds: async ({ outTradeNo }) => {
      const rows = this.books.get(outTradeNo)?.refunds ?? [];
      if (rows.length > 0 && this.silentRefunds) this.countFault('a refund is not found when asked for');
      if (rows.length === 0 || this.silentRefunds) return { kind: 'absent' };
      const refunds = rows.map(({ no, id, status, fen, endedAt }) => ({
        outRefundNo: no,
        refundId: id,
        status,
        fen,
        succeededAt: status === 'SUCCESS' ? new Date(endedAt) : null,
      }));
      return { kind: 'found', refunds };
    },

    downloadBill: async (subMchId, day) => {
      const own = [...this.books.values()].filter((booked) => booked.subMchId === subMchId);
      const rows = own.flatMap((booked) => billRows(booked, day));
      if (rows.length === 0 || this.now() < dayStart(day).getTime() + 34 * 3_600_000) return { kind: 'none' };
      const paid = rows.filter(({ state }) => state === 'SUCCESS').reduce((sum, { fen }) => sum + fen, 0);
      const back = rows.filter(({ state }) => state === 'REFUND').reduce((sum, { fen }) => sum + fen, 0);
      return { kind: 'bill', text: writeBill(rows, [String(rows.length), yuan(paid), yuan(back)]) };
    },
  };

  #book(request: PaymentRequest, text: string): void {
    this.books.set(request.outTradeNo, {
      request: text,
      outTradeNo: request.outTradeNo,
      createdAt: this.now(),
      expiresAt: beijingMs(request.timeExpire),
      state: 'NOTPAY',
      paidFen: request.totalFee,
      openid: '',
      subMchId: request.subMchId,
      transactionId: '',
      paidAt: 0,
      underWay: null,
      refunds: [],
    });
  }
}

interface BillRow {
  readonly state: 'SUCCESS' | 'REFUND';
  readonly fen: number;
  readonly values: readonly string[];
}

/** One payment's rows in the bill of a day: payments on the day they were made, refunds on the day they arrived. */
function billRows({ outTradeNo, paidFen, paidAt, refunds }: Booked, day: string): BillRow[] {
  const isOn = (at: number): boolean => at > 0 && beijingDay(new Date(at)) === day;
  const rows: BillRow[] = isOn(paidAt)
    ? [{ state: 'SUCCESS', fen: paidFen, values: [outTradeNo, 'SUCCESS', yuan(paidFen), '', '', '0.00', ''] }]
    : [];
  for (const { no, id, fen, status, endedAt } of refunds) {
    if (status !== 'SUCCESS' || !isOn(endedAt)) continue;
    rows.push({ state: 'REFUND', fen, values: [outTradeNo, 'REFUND', '0.00', id, no, yuan(fen), status] });
  }
  return rows;
}

function writeBill(rows: readonly BillRow[], sums: readonly string[]): string {
  const line = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');
  const header = '商户订单号,交易状态,订单金额,微信退款单号,商户退款单号,申请退款金额,退款状态';
  return [header, ...rows.map(({ values }) => line(values)), '总交易单数,订单总金额,申请退款总金额', line(sums)].join(
    '\r\n',
  );
}

const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

function beijingMs(stamp: string): number {
  const [year, month, day, hour, minute, second] = [0, 4, 6, 8, 10, 12].map((from, index) =>
    Number(stamp.slice(from, index === 0 ? 4 : from + 2)),
  );
  return Date.UTC(year!, month! - 1, day, hour! - 8, minute, second);
}
