import { failure, success, type OpenApiAnswer, type Parameters } from './answer';
import type { OpenApiParts } from './parts';

/**
 * The values that each kind of keyword allows.
 * https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/mp-message-management/subscribe-message/sendMessage.html
 */
const kinds: Readonly<Record<string, RegExp>> = {
  thing: /^[^]{1,20}$/u,
  number: /^-?\d+(\.\d+)?$/,
  letter: /^[A-Za-z]{1,32}$/,
  symbol: /^[^\p{L}\p{N}]{1,5}$/u,
  character_string: /^[\x20-\x7e]{1,32}$/,
  time: /^[^]{1,40}$/u,
  date: /^[^]{1,40}$/u,
  amount: /^\p{Sc}?-?\d{1,10}(\.\d+)?元?$/u,
  phone_number: /^[\d+\-() ]{1,17}$/,
  car_number: /^[^]{1,8}$/u,
  name: /^([^\x00-\x7f]{1,10}|[\x20-\x7e]{1,20})$/u,
  phrase: /^[\p{Script=Han}]{1,5}$/u,
};

/** `subscribeMessage.send`: the message goes to the outbox. */
export function sendSubscribeMessage(parts: OpenApiParts, parameters: Parameters): OpenApiAnswer {
  const { touser, template_id: templateId, page, data } = parameters;
  if (typeof touser !== 'string' || touser === '') return failure(40003, 'invalid openid');
  if (typeof templateId !== 'string' || templateId === '') return failure(40037, 'invalid template_id');
  if (typeof data !== 'object' || data === null) return failure(47003, 'argument invalid! data is empty');
  const invalid = Object.entries(data).find(([keyword, field]) => !isValid(keyword, field));
  if (invalid) return failure(47003, `argument invalid! data.${invalid[0]}.value invalid`);
  if (typeof page === 'string' && page.startsWith('/')) return failure(41030, 'invalid page');
  if (!parts.subscriptions.use(touser, templateId)) return failure(43101, 'user refuse to accept the msg');
  parts.outbox.add(touser, templateId, typeof page === 'string' ? page : undefined, data);
  return success();
}

/** A keyword is a kind and a number (`thing3`). A keyword of unknown kind only needs a non-empty value. */
function isValid(keyword: string, field: unknown): boolean {
  const value: unknown = typeof field === 'object' && field !== null ? (field as Parameters)['value'] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const kind = keyword.replace(/\d+$/, '');
  return Object.hasOwn(kinds, kind) ? kinds[kind]?.test(String(value)) === true : String(value) !== '';
}
