import protobuf from 'protobufjs';

/** The messages that the emulator reads or writes (docs/protocol.md#openapi). Field numbers are from wx-server-sdk, `./src/protobuf/openapi.js`. */
const definitions = `
syntax = "proto3";
message KeyValuePair { string key = 1; bytes value = 2; string contenttype = 3; string filename = 4; }
message OpenApiData { repeated KeyValuePair pairs = 1; }
message SvrkitApiData { string apiName = 1; bytes reqData = 2; }
message CommApiData { int32 apiType = 1; OpenApiData openapiData = 2; SvrkitApiData svrkitData = 4; string appid = 6; }
message CommOpenApiResp { bytes respData = 1; string contentType = 2; int32 errorCode = 3; uint32 httpCode = 4; int32 svrkitErrorCode = 6; }
message ApiGetOpenDataByCloudIdReq { repeated string cloudidList = 2; string appid = 3; }
message OpDataItem { string cloudId = 1; string json = 2; }
message ApiGetOpenDataByCloudIdResp { repeated OpDataItem dataList = 1; }
`;

const root = protobuf.parse(definitions, { keepCase: true }).root;

interface KeyValuePair {
  readonly key: string;
  readonly value: Buffer;
  readonly filename: string;
}

interface CommApiData {
  readonly openapiData?: { readonly pairs: readonly KeyValuePair[] };
  readonly svrkitData?: { readonly apiName: string; readonly reqData: Buffer };
}

interface CommOpenApiResp {
  readonly respData?: Uint8Array;
  readonly contentType?: string;
  readonly errorCode?: number;
  readonly httpCode?: number;
  readonly svrkitErrorCode?: number;
}

export function readRequest(bytes: Buffer): CommApiData {
  return decode('CommApiData', bytes);
}

export function writeResponse(response: CommOpenApiResp): Buffer {
  return encode('CommOpenApiResp', response);
}

export function readCloudIds(bytes: Buffer): readonly string[] {
  return (decode('ApiGetOpenDataByCloudIdReq', bytes) as { cloudidList?: readonly string[] }).cloudidList ?? [];
}

export function writeOpenData(dataList: readonly { readonly cloudId: string; readonly json: string }[]): Buffer {
  return encode('ApiGetOpenDataByCloudIdResp', { dataList });
}

function decode(name: string, bytes: Buffer): object {
  const type = root.lookupType(name);
  return type.toObject(type.decode(bytes), { bytes: Buffer, arrays: true });
}

function encode(name: string, value: object): Buffer {
  const type = root.lookupType(name);
  return Buffer.from(type.encode(type.fromObject(value)).finish());
}
