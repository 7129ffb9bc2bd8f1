import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenOfYuan, readBill } from './bill';

fc.configureGlobal({ seed: 1 });

const header =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,' +
  '微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const totalsHeader = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

interface BillRow {
  readonly orderId: string;
  readonly yuan: string;
  readonly refundNo?: string;
  readonly body?: string;
  readonly state?: string;
}

const line = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');

function row({ orderId, yuan, refundNo, body = '入群 晨读', state = 'SUCCESS' }: BillRow): string {
  const isRefund = refundNo !== undefined;
  const amounts = isRefund ? ['0.00', yuan] : [yuan, '0.00'];
  const middle = isRefund ? ['5030', refundNo, yuan, '0.00', 'ORIGINAL', state] : ['0', '0', '0.00', '0.00', '', ''];
  return line([
    '2026-11-22 10:00:00', 'wx1', '1800008281', '1900000109', '', '4200', orderId, 'oA', 'JSAPI', isRefund ? 'REFUND' : state,
    'OTHERS', 'CNY', yuan, '0.00', ...middle, body, '', '0.05940', '0.60%', ...amounts, '',
  ]); // oxfmt-ignore
}

const totals = (rows: number, paid: string, refunded: string): string =>
  line([String(rows), paid, refunded, '0.00', '0.05940', paid, refunded]);
const bill = (...lines: string[]): string => `\uFEFF${[header, ...lines].join('\r\n')}\r\n`;

describe('fenOfYuan', () => {
  it('An amount in yuan is read digit by digit', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999_999), (fen) => {
        const text = `${String(Math.floor(fen / 100))}.${String(fen % 100).padStart(2, '0')}`;
        expect(fenOfYuan(text)).toBe(fen);
      }),
    );
  });

  it('An amount written in any other form is refused', () => {
    const wrong = [
      '',
      '9',
      '9.9',
      '9.900',
      '.90',
      '9.',
      '-9.90',
      '+9.90',
      '1e2.00',
      '9,90',
      ' 9.90',
      '９.90',
      '12345678901.00',
    ];
    expect(wrong.map(fenOfYuan)).toEqual(wrong.map(() => null));
    const malformed = fc.string().filter((text) => !/^\d{1,10}\.\d\d$/.test(text));
    fc.assert(
      fc.property(malformed, (text) => {
        expect(fenOfYuan(text)).toBeNull();
      }),
    );
  });
});

describe('readBill', () => {
  it('A bill separates payments from refunds, and a comma in a product name does not split a value', () => {
    const text = bill(
      row({ orderId: 'o1', yuan: '9.90', body: '入群 晨读,夜读' }),
      row({ orderId: 'o1', yuan: '4.00', refundNo: 'o1-R1', state: 'PROCESSING' }),
      totalsHeader,
      totals(2, '9.90', '4.00'),
    );
    expect(readBill(text)).toEqual({
      payments: [{ orderId: 'o1', fen: 990, state: 'SUCCESS' }],
      refunds: [{ refundNo: 'o1-R1', refundId: '5030', orderId: 'o1', fen: 400, state: 'PROCESSING' }],
    });
  });

  it('A bill with reordered and additional columns is read by column name', () => {
    const text = [
      '备注,微信退款单号,商户退款单号,申请退款金额,订单金额,退款状态,交易状态,商户订单号',
      line(['新', '', '', '0.00', '9.90', '', 'SUCCESS', 'o1']),
      '新增,订单总金额,总交易单数,申请退款总金额',
      line(['0', '9.90', '1', '0.00']),
    ].join('\n');
    expect(readBill(text)).toMatchObject({ payments: [{ orderId: 'o1', fen: 990 }], refunds: [] });
  });

  const good = [row({ orderId: 'o1', yuan: '9.90' }), row({ orderId: 'o2', yuan: '1.00' })];
  it.each([
    ['is empty', ''],
    ['is a different document', '<xml><return_code>FAIL</return_code></xml>'],
    ['has no totals', bill(...good)],
    ['lost a row', bill(good[0]!, totalsHeader, totals(2, '10.90', '0.00'))],
    ['states another number of rows', bill(...good, totalsHeader, totals(3, '10.90', '0.00'))],
    ['states another payment total', bill(...good, totalsHeader, totals(2, '10.91', '0.00'))],
    ['states another refund total', bill(...good, totalsHeader, totals(2, '10.90', '0.01'))],
    ['was cut off inside a row', bill(good[0]!, good[1]!.slice(0, -30), totalsHeader, totals(2, '10.90', '0.00'))],
    ['has a malformed amount', bill(row({ orderId: 'o1', yuan: '9.9' }), totalsHeader, totals(1, '9.90', '0.00'))],
    [
      'has a row without an order number',
      bill(row({ orderId: '', yuan: '9.90' }), totalsHeader, totals(1, '9.90', '0.00')),
    ],
    ['lacks a column', bill(...good, totalsHeader, totals(2, '10.90', '0.00')).replace('商户退款单号', '单号')],
  ])('A bill that %s is unreadable', (_flaw, text) => {
    expect(readBill(text)).toHaveProperty('unreadable');
  });

  it.each([
    ['missing totals', 'no totals at its end', bill(...good)],
    [
      'a row that can’t be read',
      'row 2',
      bill(good[0]!, row({ orderId: 'o2', yuan: '1' }), totalsHeader, totals(2, '10.90', '0.00')),
    ],
    ['different totals', 'its rows do not match its totals', bill(...good, totalsHeader, totals(2, '10.91', '0.00'))],
  ])('readBill reports %s as the reason', (_what, unreadable, text) => {
    expect(readBill(text)).toEqual({ unreadable });
  });

  it('A bill without payments or refunds is valid', () => {
    expect(readBill(bill(totalsHeader, totals(0, '0.00', '0.00')))).toEqual({ payments: [], refunds: [] });
  });

  it('Random text is reported as unreadable', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('`', ',', '\n', '1', '.', '商', 'a') }), (text) => {
      expect(readBill(text)).toHaveProperty('unreadable');
    })); // oxfmt-ignore
  });
});
