import { randomUUID } from 'node:crypto';
import QRCode from 'qrcode';
import type { Settings } from '../options.js';
import type { Outbox } from './outbox.js';

/** Parameters as WeChat's HTTP api has them: snake_case. */
type Parameters = Readonly<Record<string, unknown>>;

/** JSON with `errcode`, or an image. */
export type OpenApiAnswer =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'image'; readonly contentType: string; readonly bytes: Buffer };

export interface OpenApiParts {
  readonly settings: Settings;
  readonly outbox: Outbox;
}

type Method = (parts: OpenApiParts, parameters: Parameters) => OpenApiAnswer | Promise<OpenApiAnswer>;

/** "内容长度不超过 2500 字". https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html */
const MOST_CHECKED_CHARACTERS = 2500;

/** https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/qr-code/getUnlimitedQRCode.html */
const MOST_SCENE_CHARACTERS = 32;

const fine = (more: Parameters = {}): OpenApiAnswer => ({ kind: 'json', body: { errcode: 0, errmsg: 'ok', ...more } });

export const failed = (errcode: number, errmsg: string): OpenApiAnswer => ({ kind: 'json', body: { errcode, errmsg } });

export const OPENAPI_METHODS: Readonly<Record<string, Method>> = {
  'subscribeMessage.send': ({ outbox }, parameters) => {
    const { touser, template_id: templateId, page, data } = parameters;
    if (typeof touser !== 'string' || touser === '') return failed(40003, 'invalid openid');
    if (typeof templateId !== 'string' || templateId === '') return failed(40037, 'invalid template_id');
    if (typeof data !== 'object' || data === null) return failed(47003, 'argument invalid! data is empty');
    outbox.add(touser, templateId, typeof page === 'string' ? page : undefined, data);
    return fine();
  },

  'security.msgSecCheck': ({ settings }, { content, openid, scene, version }) => {
    if (typeof content !== 'string' || content === '') return failed(44991, 'empty content');
    if (content.length > MOST_CHECKED_CHARACTERS) return failed(45002, 'content size out of limit');
    if (version !== 2 || typeof openid !== 'string' || typeof scene !== 'number') return failed(40129, 'invalid scene');
    const risky = settings.riskyWords.some((word) => content.includes(word));
    const result = risky ? { suggest: 'risky', label: 20001 } : { suggest: 'pass', label: 100 };
    return fine({
      trace_id: randomUUID(),
      result,
      detail: [{ strategy: 'content_model', errcode: 0, ...result, prob: 90 }],
    });
  },

  'security.mediaCheckAsync': (_parts, { media_url: mediaUrl }) =>
    typeof mediaUrl === 'string' ? fine({ trace_id: randomUUID() }) : failed(41005, 'media data missing'),

  'wxacode.getUnlimited': async ({ settings }, { scene, page }) => {
    if (typeof scene !== 'string' || scene === '' || scene.length > MOST_SCENE_CHARACTERS) {
      return failed(40129, 'invalid scene');
    }
    const text = `${settings.appId}/${typeof page === 'string' ? page : ''}?scene=${scene}`;
    return { kind: 'image', contentType: 'image/png', bytes: await QRCode.toBuffer(text, { width: 430 }) };
  },

  'wxa.sec.order.uploadShippingInfo': (_parts, { order_key: orderKey, shipping_list: shippingList }) =>
    typeof orderKey === 'object' && Array.isArray(shippingList) && shippingList.length > 0
      ? fine()
      : failed(10060003, '订单或发货信息不完整'),

  'wxa.sec.order.isTradeManaged': () => fine({ is_trade_managed: false }),
  'wxa.sec.order.is_trade_managed': () => fine({ is_trade_managed: false }),
};
