import { randomUUID } from 'node:crypto';
import { failed, fine } from './answer';
import type { OpenApiAnswer, Parameters } from './answer';
import type { OpenApiParts } from './methods';

/** "内容长度不超过 2500 字", "用户需在近两小时访问过小程序". https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html */
const mostCheckedCharacters = 2500;
const activeWithinMs = 2 * 60 * 60 * 1000;
const scenes = [1, 2, 3, 4];

/** The answer about a picture "comes within 30 minutes"; here after two seconds. https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/mediaCheckAsync.html */
const mediaCheckTakesMs = 2000;
const mediaTypes = [1, 2];

export function msgSecCheck(parts: OpenApiParts, parameters: Parameters): OpenApiAnswer {
  const { content, nickname, title, signature } = parameters;
  if (typeof content !== 'string' || content === '') return failed(44991, 'empty content');
  if (content.length > mostCheckedCharacters) return failed(45002, 'content size out of limit');
  const refusal = refuseCaller(parts, parameters);
  if (refusal) return refusal;
  const verdict = verdictOn(parts, [content, nickname, title, signature].join('\n'));
  return fine({ trace_id: randomUUID(), result: verdict, detail: detailOf(verdict) });
}

/** Answers at once that it will be looked at; what was seen is pushed later (`wxa_media_check`). */
export function mediaCheckAsync(parts: OpenApiParts, parameters: Parameters): OpenApiAnswer {
  const { media_url: url, media_type: type } = parameters;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return failed(41005, 'media data missing');
  if (!mediaTypes.includes(Number(type))) return failed(40004, 'invalid media type');
  const refusal = refuseCaller(parts, parameters);
  if (refusal) return refusal;
  const traceId = randomUUID();
  const verdict = verdictOn(parts, decoded(url));
  const message = {
    MsgType: 'event',
    Event: 'wxa_media_check',
    appid: parts.settings.appId,
    trace_id: traceId,
    version: 2,
    detail: detailOf(verdict),
    errcode: 0,
    errmsg: 'ok',
    result: verdict,
  };
  parts.pushes.add(message, mediaCheckTakesMs);
  return fine({ trace_id: traceId });
}

/** Both checks want to know whose words or pictures these are, and that person must have been here lately. */
function refuseCaller({ visits }: OpenApiParts, { version, scene, openid }: Parameters): OpenApiAnswer | undefined {
  if (Number(version) !== 2 || !scenes.includes(Number(scene))) return failed(40129, 'invalid scene');
  if (typeof openid !== 'string' || openid === '') return failed(40003, 'invalid openid');
  return visits.isRecent(openid, activeWithinMs) ? undefined : failed(61010, 'code is expired');
}

interface Verdict {
  readonly suggest: 'pass' | 'risky';
  readonly label: number;
}

/** A picture is judged by its address: whoever tests names the file so. */
function verdictOn({ settings }: OpenApiParts, text: string): Verdict {
  const risky = settings.riskyWords.some((word) => text.includes(word));
  return risky ? { suggest: 'risky', label: 20001 } : { suggest: 'pass', label: 100 };
}

const detailOf = (verdict: Verdict): readonly object[] => [
  { strategy: 'content_model', errcode: 0, ...verdict, prob: 90 },
];

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
