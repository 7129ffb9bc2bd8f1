import type { PaymentArguments, PaymentRequest } from '../../../domain/order';
import type { ListedRefund } from '../../../domain/refund';
import type { Day } from '../../../domain/time';

/** A payment as WeChat Pay reports it. Fields it left out are `null`. */
export interface Trade {
  readonly state: 'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR' | 'ACCEPT';
  readonly outTradeNo: string | null;
  readonly totalFee: number | null;
  readonly subMchId: string | null;
  readonly subOpenid: string | null;
  readonly transactionId: string | null;
}

export interface RefundState {
  readonly status: ListedRefund['status'];
  readonly fen: number | null;
}

/** WeChat Pay gave no usable answer: the request may or may not have taken effect. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly why: string;
}
export interface Refused {
  readonly kind: 'refused';
  readonly why: string;
}

/** A refused refund. `forGood`: asking again can't help unless somebody does something first. `passing`: WeChat Pay asks for patience. */
export interface RefundRefused extends Refused {
  readonly outlook?: 'forGood' | 'passing';
}

/** WeChat Pay. Never throws: a missing answer is `unknown`. Each method is one call. */
export interface Payments {
  unifiedOrder(request: PaymentRequest): Promise<{ kind: 'accepted'; payment: PaymentArguments } | Refused | Unknown>;
  queryOrder(request: PaymentRequest): Promise<{ kind: 'found'; trade: Trade } | { kind: 'absent' } | Unknown>;
  closeOrder(request: PaymentRequest): Promise<{ kind: 'closed' } | Refused | Unknown>;
  refund(
    request: PaymentRequest,
    refundNo: string,
    fen: number,
  ): Promise<{ kind: 'accepted' } | RefundRefused | Unknown>;
  queryRefund(
    request: PaymentRequest,
    refundNo: string,
  ): Promise<{ kind: 'found'; refund: RefundState } | { kind: 'absent' } | Unknown>;
  /** All refunds of a payment, those made at WeChat Pay's own desk among them. One call for every ten of them. */
  queryRefunds(
    request: PaymentRequest,
  ): Promise<{ kind: 'found'; refunds: readonly ListedRefund[] } | { kind: 'absent' } | Unknown>;
  /**
   * A merchant's bill of a day, as text. `none`: there is none; WeChat Pay says so for a day without trade and for one whose bill is not
   * ready.
   */
  downloadBill(subMchId: string, day: Day): Promise<{ kind: 'bill'; text: string } | { kind: 'none' } | Unknown>;
}
