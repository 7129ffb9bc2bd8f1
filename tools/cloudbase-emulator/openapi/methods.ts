import QRCode from 'qrcode';
import type { Settings } from '../options';
import type { Visits } from '../visits';
import { failed, fine } from './answer';
import type { OpenApiAnswer, Parameters } from './answer';
import { mediaCheckAsync, msgSecCheck } from './content-checks';
import type { Outbox } from './outbox';
import type { Pushes } from './pushes';
import type { Shipping } from './shipping';
import type { Subscriptions } from './subscriptions';
import { sendSubscribeMessage } from './subscribe-message';

export interface OpenApiParts {
  readonly settings: Settings;
  readonly outbox: Outbox;
  readonly pushes: Pushes;
  readonly shipping: Shipping;
  readonly subscriptions: Subscriptions;
  readonly visits: Visits;
}

type Method = (parts: OpenApiParts, parameters: Parameters) => OpenApiAnswer | Promise<OpenApiAnswer>;

/** "最大32个可见字符，只支持数字，大小写英文以及部分特殊字符". https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/qr-code/getUnlimitedQRCode.html */
const sceneField = /^[\w!#$&'()*+,/:;=?@.~-]{1,32}$/;
const mostPathCharacters = 1024;
const [NARROWEST, USUAL, WIDEST] = [280, 430, 1280];

export const openapiMethods: Readonly<Record<string, Method>> = {
  'subscribeMessage.send': sendSubscribeMessage,
  'security.msgSecCheck': msgSecCheck,
  'security.mediaCheckAsync': mediaCheckAsync,

  'wxacode.getUnlimited': ({ settings }, { scene, page, width }) => {
    if (typeof scene !== 'string' || !sceneField.test(scene)) return failed(40129, 'invalid scene');
    if (page !== undefined && !isPage(page)) return failed(41030, 'invalid page');
    return draw(`${settings.appId}/${typeof page === 'string' ? page : ''}?scene=${scene}`, width);
  },
  'wxacode.get': ({ settings }, { path, width }) => drawPath(settings, path, width),
  'wxacode.createQRCode': ({ settings }, { path, width }) => drawPath(settings, path, width),

  'wxa.sec.order.uploadShippingInfo': ({ shipping }, parameters) => shipping.upload(parameters),
  'wxa.sec.order.isTradeManaged': ({ settings }) => fine({ is_trade_managed: settings.tradeManaged }),
  'wxa.sec.order.is_trade_managed': ({ settings }) => fine({ is_trade_managed: settings.tradeManaged }),

  'customerServiceMessage.send': ({ outbox }, { touser, msgtype, ...content }) => {
    if (typeof touser !== 'string' || touser === '') return failed(40003, 'invalid openid');
    if (typeof msgtype !== 'string') return failed(40008, 'invalid message type');
    outbox.add(touser, `customerService/${msgtype}`, undefined, content[msgtype] ?? content);
    return fine();
  },
};

/** "根路径前不要填加 /，不能携带参数" */
const isPage = (page: unknown): boolean => typeof page === 'string' && /^[^/?][^?]*$/.test(page);

function drawPath(settings: Settings, path: unknown, width: unknown): OpenApiAnswer | Promise<OpenApiAnswer> {
  if (typeof path !== 'string' || path === '' || path.length > mostPathCharacters) return failed(40159, 'invalid path');
  return draw(`${settings.appId}/${path}`, width);
}

/** A QR code, as no other program could draw a mini-program's own round one; production's is a JPEG. */
async function draw(text: string, wanted: unknown): Promise<OpenApiAnswer> {
  const width = typeof wanted === 'number' ? Math.min(Math.max(wanted, NARROWEST), WIDEST) : USUAL;
  return { kind: 'image', contentType: 'image/png', bytes: await QRCode.toBuffer(text, { width }) };
}
