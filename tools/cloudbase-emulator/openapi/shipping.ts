import type { Clock } from '../clock';
import type { PayLedger, PayOrder } from '../pay/pay-ledger';
import type { State } from '../state';
import { failure, success, type OpenApiAnswer, type Parameters } from './answer';

const tableSchema = `CREATE TABLE IF NOT EXISTS emulator_shipping (
  transaction_id TEXT PRIMARY KEY, out_trade_no TEXT NOT NULL, at_ms INTEGER NOT NULL, times INTEGER NOT NULL, info TEXT NOT NULL) WITHOUT ROWID`;

/** "每笔支付单仅有一次重新发货机会". https://developers.weixin.qq.com/miniprogram/dev/platform-capabilities/business-capabilities/order-shipping/order-shipping.html */
const maxUploads = 2;
const logisticsTypes = [1, 2, 3, 4];
const maxDescriptionCharacters = 120;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The shipping report of one payment. */
interface ShippingRecord {
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly atMs: number;
  readonly times: number;
  /** The request's parameters, unchanged. */
  readonly info: unknown;
}

interface Row {
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly at_ms: number;
  readonly times: number;
  readonly info: string;
}

/** 发货信息管理 (shipping management): merchants report the delivery of paid goods to WeChat. */
export class Shipping {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #ledger: PayLedger;

  constructor(state: State, clock: Clock, ledger: PayLedger) {
    this.#state = state;
    this.#clock = clock;
    this.#ledger = ledger;
    state.createTables(tableSchema);
  }

  all(): readonly ShippingRecord[] {
    return this.#state.all<Row>('SELECT * FROM emulator_shipping ORDER BY at_ms, transaction_id').map((row) => ({
      outTradeNo: row.out_trade_no,
      transactionId: row.transaction_id,
      atMs: row.at_ms,
      times: row.times,
      info: JSON.parse(row.info) as unknown,
    }));
  }

  /** `wxa.sec.order.uploadShippingInfo` */
  upload(parameters: Parameters): OpenApiAnswer {
    const { order_key: key, payer } = parameters;
    const order = isObject(key) ? this.#find(key) : undefined;
    if (!order) return failure(10060001, '支付单不存在');
    if (order.transaction_id === null || order.trade_state !== 'SUCCESS')
      return failure(10060004, '支付单处于不可发货的状态，请检查支付单状态');
    if (!isObject(payer) || payer['openid'] !== order.sub_openid) return failure(10060031, '支付单payer openid不匹配');
    return invalidField(parameters) ?? this.#store(order, order.transaction_id, parameters);
  }

  #store(order: PayOrder, transactionId: string, parameters: Parameters): OpenApiAnswer {
    const known = this.#state.one<Row>('SELECT * FROM emulator_shipping WHERE transaction_id = ?', transactionId);
    if (known && known.times >= maxUploads) return failure(10060003, '支付单已使用重新发货机会');
    this.#state.run(
      'INSERT OR REPLACE INTO emulator_shipping (transaction_id, out_trade_no, at_ms, times, info) VALUES (?, ?, ?, ?, ?)',
      transactionId,
      order.out_trade_no,
      this.#clock.now(),
      (known?.times ?? 0) + 1,
      JSON.stringify(parameters),
    );
    return success();
  }

  /** `order_number_type` 1: the merchant's order number; 2: WeChat Pay's transaction id. */
  #find(key: Parameters): PayOrder | undefined {
    const { order_number_type: type, mchid, out_trade_no: number, transaction_id: transactionId } = key;
    if (type === 2) return typeof transactionId === 'string' ? this.#ledger.orderPaidBy(transactionId) : undefined;
    if (typeof mchid !== 'string' || typeof number !== 'string') return undefined;
    return this.#ledger.order(mchid, number, this.#clock.now());
  }
}

function invalidField({
  logistics_type: kind,
  shipping_list: list,
  upload_time: at,
}: Parameters): OpenApiAnswer | undefined {
  if (!logisticsTypes.includes(Number(kind))) return failure(10060005, '物流类型有误');
  if (!Array.isArray(list) || list.length === 0) return failure(10060014, '参数错误: shipping_list');
  const descriptions = list.map((item) => (isObject(item) ? item['item_desc'] : undefined));
  if (descriptions.some((text) => typeof text !== 'string' || text === ''))
    return failure(10060008, '商品描述不能为空');
  if (descriptions.some((text) => String(text).length > maxDescriptionCharacters))
    return failure(10060009, '商品描述太长');
  return typeof at === 'string' && rfc3339.test(at) ? undefined : failure(10060014, '参数错误: upload_time');
}

const isObject = (value: unknown): value is Parameters => typeof value === 'object' && value !== null;
