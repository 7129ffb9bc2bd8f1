import type { CloudIds } from '../functions/cloud-id';
import type { Session } from '../sessions';
import { QueuedAnswers } from '../queued-answers';
import type { OpenApiAnswer } from './answer';
import { openapiMethods } from './methods';
import type { OpenApiParts } from './parts';
import { readCloudIds, readRequest, writeOpenData, writeResponse } from './wire';

interface OpenApiReply {
  readonly bytes: Buffer;
  /** The failure, for the call log. */
  readonly error?: string;
}

/** "云函数未在 config.json 声明该接口的权限". https://developers.weixin.qq.com/miniprogram/dev/wxcloud/guide/openapi/openapi.html */
const noPermission = -604101;
const unknownApi = -604100;

/** `cloud.openapi.*` and `cloud.getOpenData` (docs/protocol.md#openapi). Nothing leaves this machine. */
export class OpenApi {
  readonly #parts: OpenApiParts;
  readonly #cloudIds: CloudIds;
  /** Answers scripted for the next calls of an api. */
  readonly queuedAnswers = new QueuedAnswers<OpenApiAnswer>();

  constructor(parts: OpenApiParts, cloudIds: CloudIds) {
    this.#parts = parts;
    this.#cloudIds = cloudIds;
  }

  async call(api: string, requestData: Buffer, session: Session): Promise<OpenApiReply> {
    const request = readRequest(requestData);
    if (api === 'ApiGetOpenDataByCloudId') return this.#openData(request.svrkitData?.reqData, session);
    const method = Object.hasOwn(openapiMethods, api) ? openapiMethods[api] : undefined;
    if (!method) return gateway(unknownApi, `${api} is not an api`);
    if (!session.openapi.includes(api)) return gateway(noPermission, `config.json does not list ${api}`);
    const pairs = request.openapiData?.pairs ?? [];
    const parameters = Object.fromEntries(
      pairs.map(({ key, value, filename }) => [key, filename ? value : parse(value)]),
    );
    const answer = this.queuedAnswers.take(api) ?? (await method(this.#parts, parameters));
    return reply(answer);
  }

  #openData(reqData: Buffer | undefined, session: Session): OpenApiReply {
    const ids = reqData ? readCloudIds(reqData) : [];
    const items = ids.map((cloudId) => ({
      cloudId,
      json: JSON.stringify(this.#cloudIds.open(cloudId, session.openid ?? '')),
    }));
    return { bytes: writeResponse({ respData: writeOpenData(items), svrkitErrorCode: 0, httpCode: 200 }) };
  }
}

function reply(answer: OpenApiAnswer): OpenApiReply {
  if (answer.kind === 'image') {
    return { bytes: writeResponse({ respData: answer.bytes, contentType: answer.contentType, httpCode: 200 }) };
  }
  const respData = Buffer.from(JSON.stringify(answer.body));
  const { errcode, errmsg } = answer.body;
  const bytes = writeResponse({ respData, contentType: 'application/json; charset=UTF-8', httpCode: 200 });
  return errcode === 0 ? { bytes } : { bytes, error: `${String(errcode)} ${String(errmsg)}` };
}

function gateway(errorCode: number, error: string): OpenApiReply {
  return { bytes: writeResponse({ errorCode, httpCode: 200 }), error: `${errorCode} ${error}` };
}

function parse(value: Buffer): unknown {
  const text = value.toString();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
