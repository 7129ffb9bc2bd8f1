import type { CloudIds } from '../functions/cloud-id.js';
import type { Session } from '../sessions.js';
import { OPENAPI_METHODS, failed } from './methods.js';
import type { OpenApiAnswer, OpenApiParts } from './methods.js';
import { readCloudIds, readRequest, writeOpenData, writeResponse } from './wire.js';

export interface OpenApiRefusal {
  readonly api: string;
  readonly errCode: number;
  readonly errMsg: string;
  count: number;
}

export interface OpenApiReply {
  readonly bytes: Buffer;
  /** For the record, when it did not work. */
  readonly error?: string;
}

/** "云函数未在 config.json 声明该接口的权限". https://developers.weixin.qq.com/miniprogram/dev/wxcloud/guide/openapi/openapi.html */
const NO_PERMISSION = -604101;
const UNKNOWN_API = -604100;

/** `cloud.openapi.*` and `cloud.getOpenData` over protobuf. Nothing leaves this machine. */
export class OpenApi {
  readonly #parts: OpenApiParts;
  readonly #cloudIds: CloudIds;
  #refusals: OpenApiRefusal[] = [];

  constructor(parts: OpenApiParts, cloudIds: CloudIds) {
    this.#parts = parts;
    this.#cloudIds = cloudIds;
  }

  /** The next `count` calls of `api` answer this error. */
  refuseNext(refusal: OpenApiRefusal): void {
    this.#refusals.push(refusal);
  }

  forgetRefusals(): void {
    this.#refusals = [];
  }

  async call(api: string, requestData: Buffer, session: Session): Promise<OpenApiReply> {
    const request = readRequest(requestData);
    if (api === 'ApiGetOpenDataByCloudId') return this.#openData(request.svrkitData?.reqData, session);
    if (!OPENAPI_METHODS[api]) return gateway(UNKNOWN_API, `${api} is not an api`);
    if (!session.openapi.includes(api)) return gateway(NO_PERMISSION, `config.json does not list ${api}`);
    const pairs = request.openapiData?.pairs ?? [];
    const parameters = Object.fromEntries(
      pairs.map(({ key, value, filename }) => [key, filename ? value : parse(value)]),
    );
    const answer = this.#takeRefusal(api) ?? (await OPENAPI_METHODS[api](this.#parts, parameters));
    return reply(answer);
  }

  #takeRefusal(api: string): OpenApiAnswer | undefined {
    const found = this.#refusals.find((refusal) => refusal.api === api);
    if (!found) return undefined;
    found.count -= 1;
    if (found.count <= 0) this.#refusals = this.#refusals.filter((other) => other !== found);
    return failed(found.errCode, found.errMsg);
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
