import QRCode from 'qrcode';
import type { Settings } from '../options';
import { failure, success, type OpenApiAnswer, type Parameters } from './answer';
import { mediaCheckAsync, msgSecCheck } from './content-checks';
import type { OpenApiParts } from './parts';
import { sendSubscribeMessage } from './subscribe-message';

type Method = (parts: OpenApiParts, parameters: Parameters) => OpenApiAnswer | Promise<OpenApiAnswer>;

/** "最大32个可见字符，只支持数字，大小写英文以及部分特殊字符". https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/qrcode-link/qr-code/getUnlimitedQRCode.html */
const scenePattern = /^[\w!#$&'()*+,/:;=?@.~-]{1,32}$/;
const maxPathCharacters = 1024;
const [minWidth, defaultWidth, maxWidth] = [280, 430, 1280];

export const openapiMethods: Readonly<Record<string, Method>> = {
  'subscribeMessage.send': sendSubscribeMessage,
  'security.msgSecCheck': msgSecCheck,
  'security.mediaCheckAsync': mediaCheckAsync,

  'wxacode.getUnlimited': ({ settings }, { scene, page, width }) => {
    if (typeof scene !== 'string' || !scenePattern.test(scene)) return failure(40129, 'invalid scene');
    if (page !== undefined && !isPage(page)) return failure(41030, 'invalid page');
    return draw(`${settings.appId}/${typeof page === 'string' ? page : ''}?scene=${scene}`, width);
  },
  'wxacode.get': ({ settings }, { path, width }) => drawPath(settings, path, width),
  'wxacode.createQRCode': ({ settings }, { path, width }) => drawPath(settings, path, width),

  'wxa.sec.order.uploadShippingInfo': ({ shipping }, parameters) => shipping.upload(parameters),
  'wxa.sec.order.isTradeManaged': ({ settings }) => success({ is_trade_managed: settings.tradeManaged }),
  'wxa.sec.order.is_trade_managed': ({ settings }) => success({ is_trade_managed: settings.tradeManaged }),

  'customerServiceMessage.send': ({ outbox }, { touser, msgtype, ...content }) => {
    if (typeof touser !== 'string' || touser === '') return failure(40003, 'invalid openid');
    if (typeof msgtype !== 'string') return failure(40008, 'invalid message type');
    outbox.add(touser, `customerService/${msgtype}`, undefined, content[msgtype] ?? content);
    return success();
  },
};

/** "根路径前不要填加 /，不能携带参数" */
const isPage = (page: unknown): boolean => typeof page === 'string' && /^[^/?][^?]*$/.test(page);

function drawPath(settings: Settings, path: unknown, width: unknown): OpenApiAnswer | Promise<OpenApiAnswer> {
  if (typeof path !== 'string' || path === '' || path.length > maxPathCharacters) return failure(40159, 'invalid path');
  return draw(`${settings.appId}/${path}`, width);
}

/** Draws a QR code as PNG; production draws a mini-program code as JPEG, which only WeChat can do. */
async function draw(text: string, requested: unknown): Promise<OpenApiAnswer> {
  const width = typeof requested === 'number' ? Math.min(Math.max(requested, minWidth), maxWidth) : defaultWidth;
  return { kind: 'image', contentType: 'image/png', bytes: await QRCode.toBuffer(text, { width }) };
}
