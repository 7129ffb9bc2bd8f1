import { randomUUID } from 'node:crypto';
import { failure, success, type OpenApiAnswer, type Parameters } from './answer';
import type { OpenApiParts } from './parts';

/** "内容长度不超过 2500 字", "用户需在近两小时访问过小程序". https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html */
const maxCheckedCharacters = 2500;
const activeWithinMs = 2 * 60 * 60 * 1000;
const scenes = [1, 2, 3, 4];

/** WeChat's result for an image "comes within 30 minutes"; the emulator's comes after two seconds. https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/mediaCheckAsync.html */
const mediaCheckTakesMs = 2000;
const mediaTypes = [1, 2];

export function msgSecCheck(parts: OpenApiParts, parameters: Parameters): OpenApiAnswer {
  const { content, nickname, title, signature } = parameters;
  if (typeof content !== 'string' || content === '') return failure(44991, 'empty content');
  if (content.length > maxCheckedCharacters) return failure(45002, 'content size out of limit');
  const refusal = refuseAuthor(parts, parameters);
  if (refusal) return refusal;
  const result = checkText(parts, [content, nickname, title, signature].join('\n'));
  return success({ trace_id: randomUUID(), result, detail: detailOf(result) });
}

/** Answers that the check has started; the result is pushed later (`wxa_media_check`). */
export function mediaCheckAsync(parts: OpenApiParts, parameters: Parameters): OpenApiAnswer {
  const { media_url: url, media_type: type } = parameters;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return failure(41005, 'media data missing');
  if (!mediaTypes.includes(Number(type))) return failure(40004, 'invalid media type');
  const refusal = refuseAuthor(parts, parameters);
  if (refusal) return refusal;
  const traceId = randomUUID();
  const result = checkText(parts, decoded(url));
  const message = {
    MsgType: 'event',
    Event: 'wxa_media_check',
    appid: parts.settings.appId,
    trace_id: traceId,
    version: 2,
    detail: detailOf(result),
    errcode: 0,
    errmsg: 'ok',
    result,
  };
  parts.pushes.add(message, mediaCheckTakesMs);
  return success({ trace_id: traceId });
}

/** Both checks need the author's openid, and the author must have used the mini-program recently. */
function refuseAuthor({ lastSeen }: OpenApiParts, { version, scene, openid }: Parameters): OpenApiAnswer | undefined {
  if (Number(version) !== 2 || !scenes.includes(Number(scene))) return failure(40129, 'invalid scene');
  if (typeof openid !== 'string' || openid === '') return failure(40003, 'invalid openid');
  return lastSeen.wasSeenWithin(openid, activeWithinMs) ? undefined : failure(61010, 'code is expired');
}

interface CheckResult {
  readonly suggest: 'pass' | 'risky';
  readonly label: number;
}

/** An image is checked by its address, so that a test can choose the result by the file's name. */
function checkText({ settings }: OpenApiParts, text: string): CheckResult {
  const risky = settings.riskyWords.some((word) => text.includes(word));
  return risky ? { suggest: 'risky', label: 20001 } : { suggest: 'pass', label: 100 };
}

const detailOf = (result: CheckResult): readonly object[] => [
  { strategy: 'content_model', errcode: 0, ...result, prob: 90 },
];

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
