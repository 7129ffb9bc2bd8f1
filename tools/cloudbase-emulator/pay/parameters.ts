import { malformed } from './answers';

/** The parameters of one pay call, checked as they are read. Every method throws WeChat Pay's refusal for an invalid value. */
export class Parameters {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string, rule: { max: number; pattern?: RegExp }): string {
    const value = this.optionalText(name, rule);
    if (value === undefined) throw malformed(`缺少参数${name}`);
    return value;
  }

  optionalText(name: string, rule: { max: number; pattern?: RegExp }): string | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw malformed(`参数格式错误：${name}`);
    if (Buffer.byteLength(value) > rule.max) throw malformed(`${name}长度不能超过${rule.max}`);
    if (rule.pattern && !rule.pattern.test(value)) throw malformed(`${name}参数格式错误`);
    return value;
  }

  /** A positive whole number of fen. */
  fen(name: string): number {
    const value = this.#values[name];
    if (!Number.isSafeInteger(value) || (value as number) <= 0) throw malformed(`${name}参数格式错误`);
    return value as number;
  }

  optionalCount(name: string): number | undefined {
    const value = this.#values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw malformed(`${name}参数格式错误`);
    return value as number;
  }

  /** The other parameters as JSON text in a stable order, for comparison with a repeated request. */
  without(...names: readonly string[]): string {
    const kept = Object.entries(this.#values).filter(([name]) => !names.includes(name));
    return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** https://pay.weixin.qq.com/wiki/doc/api/jsapi_sl.php?chapter=9_1 (sizes are bytes) */
export const rules = {
  subMchId: { max: 32 },
  nonceStr: { max: 32 },
  body: { max: 128 },
  attach: { max: 127 },
  outTradeNo: { max: 32, pattern: /^[A-Za-z0-9_\-|*@]+$/ },
  outRefundNo: { max: 64, pattern: /^[A-Za-z0-9_\-|*@]+$/ },
  transactionId: { max: 32 },
  refundId: { max: 32 },
  spbillCreateIp: { max: 64, pattern: /^[0-9a-fA-F.:]+$/ },
  tradeType: { max: 16, pattern: /^JSAPI$/ },
  time: { max: 14, pattern: /^\d{14}$/ },
  day: { max: 8, pattern: /^\d{8}$/ },
  functionName: { max: 60 },
  envId: { max: 60 },
  billType: { max: 8, pattern: /^(ALL|SUCCESS|REFUND)$/ },
} as const;
