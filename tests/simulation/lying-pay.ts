import type { Payments, RefundState, Trade } from '../../cloudfunctions/_shared/ports';
import type { PaymentRequest } from '../../domain/order';
import { beijingDay, dayStart } from '../../domain/time';
import type { Chance } from './chance';

interface BookedRefund {
  readonly no: string;
  readonly fen: number;
  status: RefundState['status'];
  endedAt: number;
  readonly endsAt: number;
}

/** One payment as WeChat Pay has it. */
export interface Booked {
  readonly request: string;
  readonly outTradeNo: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'REFUND';
  /** What was really paid; differs from what was asked for only by the fate `wrongAmount`. */
  paidFen: number;
  openid: string;
  transactionId: string;
  paidAt: number;
  readonly refunds: BookedRefund[];
}

export interface Notice {
  readonly kind: 'payment' | 'refund';
  readonly event: Readonly<Record<string, unknown>> & { readonly outTradeNo: string };
  readonly madeAt: number;
  dueAt: number;
}

/** Never fired by code that is right: a planted bug must bring it about. */
export const refundNumberReused = 'a known refund number comes with other figures';

/** Until `closeOrder` may be called (PLATFORM, Paying). */
const closableAfterMs = 5 * 60_000;

/**
 * WeChat Pay, honest in its books and treacherous in its manners: it notifies late, twice, never or with other figures, takes other
 * amounts, fails refunds, and refuses what the real one refuses. That answers get lost, and notices overtake each other, is the
 * simulation's doing.
 */
export class LyingPay {
  readonly books = new Map<string, Booked>();
  notices: Notice[] = [];
  /** Answers `queryRefund` with nothing, as is reported of the real one. */
  silentRefunds = false;
  #transactions = 0;

  constructor(
    private readonly chance: Chance,
    private readonly now: () => number,
    private readonly fired: (fault: string) => void,
    private readonly faulty: () => boolean,
  ) {}

  /** What WeChat Pay holds for an order. */
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

  /** The buyer pays in the sheet. Answers what was paid. */
  confirm(outTradeNo: string, openid: string): number {
    const booked = this.books.get(outTradeNo);
    if (!booked || !this.payable(outTradeNo)) return 0;
    const wrong = this.faulty() && this.chance.happens(0.13);
    if (wrong) this.fired('another amount is paid');
    Object.assign(booked, {
      state: 'SUCCESS',
      paidFen: wrong ? booked.paidFen - 1 : booked.paidFen,
      openid,
      paidAt: this.now(),
      transactionId: `4200${String((this.#transactions += 1)).padStart(8, '0')}`,
    });
    const event = { outTradeNo, resultCode: 'SUCCESS', totalFee: booked.paidFen };
    this.#notify({ kind: 'payment', event, madeAt: this.now(), dueAt: this.now() });
    return booked.paidFen;
  }

  /** Refunds whose time has come end. */
  settleRefunds(): void {
    for (const booked of this.books.values()) {
      for (const refund of booked.refunds) {
        if (refund.status !== 'PROCESSING' || refund.endsAt > this.now()) continue;
        const fails = this.faulty() && this.chance.happens(0.35);
        if (fails) this.fired('a refund fails');
        refund.status = fails ? 'CHANGE' : 'SUCCESS';
        refund.endedAt = this.now();
        const { outTradeNo, paidFen } = booked;
        const event = {
          outTradeNo,
          outRefundNo: refund.no,
          totalFee: paidFen,
          refundFee: refund.fen,
          refundStatus: refund.status,
        };
        this.#notify({ kind: 'refund', event, madeAt: this.now(), dueAt: this.now() });
      }
    }
  }

  #notify(notice: Notice): void {
    const fate = this.faulty() ? this.chance.weighted({ onTime: 5, late: 2, twice: 2, never: 2 }) : 'onTime';
    if (fate !== 'onTime') this.fired(`a notice comes ${fate}`);
    if (fate === 'never') return;
    const event = this.faulty() && this.chance.happens(0.15) ? this.#lie(notice.event) : notice.event;
    const dueAt = fate === 'late' ? notice.dueAt + this.chance.below(3_600_000) : notice.dueAt;
    this.notices.push({ ...notice, event, dueAt });
    if (fate === 'twice') this.notices.push({ ...notice, event, dueAt });
  }

  /** The same notice with figures that are not those of the books. */
  #lie(event: Notice['event']): Notice['event'] {
    this.fired('a notice lies about amounts');
    const amount = 'refundFee' in event ? 'refundFee' : 'totalFee';
    return { ...event, [amount]: Number(event[amount]) + 1 };
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

    queryOrder: async ({ outTradeNo, subMchId }) => {
      const booked = this.books.get(outTradeNo);
      if (!booked) return { kind: 'absent' };
      const paid = booked.state === 'SUCCESS' || booked.state === 'REFUND';
      const trade: Trade = {
        state: booked.state,
        outTradeNo,
        totalFee: booked.paidFen,
        subMchId,
        subOpenid: paid ? booked.openid : null,
        transactionId: paid ? booked.transactionId : null,
      };
      return { kind: 'found', trade };
    },

    closeOrder: async ({ outTradeNo }) => {
      const booked = this.books.get(outTradeNo);
      if (!booked) return { kind: 'refused', why: '订单不存在' };
      if (booked.state === 'SUCCESS' || booked.state === 'REFUND') return { kind: 'refused', why: '订单已支付' };
      if (this.now() < booked.createdAt + closableAfterMs) return { kind: 'refused', why: '订单生成后不能马上关闭' };
      booked.state = 'CLOSED';
      return { kind: 'closed' };
    },

    refund: async ({ outTradeNo, totalFee }, no, fen) => {
      const booked = this.books.get(outTradeNo);
      if (!booked || (booked.state !== 'SUCCESS' && booked.state !== 'REFUND'))
        return { kind: 'refused', why: '订单未支付' };
      const known = booked.refunds.find((refund) => refund.no === no);
      if (known && known.fen !== fen) {
        this.fired(refundNumberReused);
        return { kind: 'refused', why: '退款单号金额不一致' };
      }
      if (known) return { kind: 'accepted' };
      const asked = booked.refunds
        .filter((refund) => refund.status !== 'CHANGE')
        .reduce((sum, refund) => sum + refund.fen, 0);
      if (totalFee !== booked.paidFen || asked + fen > booked.paidFen)
        return { kind: 'refused', why: '退款金额大于支付金额' };
      booked.refunds.push({
        no,
        fen,
        status: 'PROCESSING',
        endedAt: 0,
        endsAt: this.now() + this.chance.below(120_000),
      });
      booked.state = 'REFUND';
      return { kind: 'accepted' };
    },

    queryRefund: async ({ outTradeNo }, no) => {
      const refund = this.books.get(outTradeNo)?.refunds.find((row) => row.no === no);
      if (refund && this.silentRefunds) this.fired('a refund is not found when asked for');
      if (!refund || this.silentRefunds) return { kind: 'absent' };
      return { kind: 'found', refund: { status: refund.status, fen: refund.fen } };
    },

    downloadBill: async (_subMchId, day) => {
      const rows = [...this.books.values()].flatMap((booked) => billRows(booked, day));
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
      transactionId: '',
      paidAt: 0,
      refunds: [],
    });
  }
}

interface BillRow {
  readonly state: 'SUCCESS' | 'REFUND';
  readonly fen: number;
  readonly values: readonly string[];
}

/** What the bill of a day says of one payment: payments on the day they were made, refunds on the day they arrived. */
function billRows({ outTradeNo, paidFen, paidAt, refunds }: Booked, day: string): BillRow[] {
  const isOn = (at: number): boolean => at > 0 && beijingDay(new Date(at)) === day;
  const rows: BillRow[] = isOn(paidAt)
    ? [{ state: 'SUCCESS', fen: paidFen, values: [outTradeNo, 'SUCCESS', yuan(paidFen), '', '0.00', ''] }]
    : [];
  for (const { no, fen, status, endedAt } of refunds) {
    if (status !== 'SUCCESS' || !isOn(endedAt)) continue;
    rows.push({ state: 'REFUND', fen, values: [outTradeNo, 'REFUND', '0.00', no, yuan(fen), status] });
  }
  return rows;
}

function writeBill(rows: readonly BillRow[], sums: readonly string[]): string {
  const line = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');
  const header = '商户订单号,交易状态,订单金额,商户退款单号,申请退款金额,退款状态';
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
