import { countFunction } from '../costs.js';
import { door, DoorError } from '../doors.js';
import { session } from '../session.js';
import { recordCall, type Costs } from '../panel/calls.js';
import { asyncApi } from './async-api.js';
import { clientDatabase } from './cloud-database.js';
import { cloudFileAddress, cloudFileAddresses } from './cloud-files.js';
import { fileBytes, keepTemporary } from './files.js';
import { remember } from './payments.js';

interface CallAnswer {
  requestId: string;
  tookMs: number;
  costs: Costs;
  result?: unknown;
  error?: { errCode: number; errMsg: string };
}

/** An encrypted value of WeChat's, known to functions by its id. Only as a field of `data` itself is it opened for them. */
class CloudID {
  readonly cloudID: string;

  constructor(cloudID: string) {
    this.cloudID = cloudID;
  }
}

function packed(data: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(data).map(([name, value]) => [
    name,
    value instanceof CloudID ? { $cloudID: value.cloudID } : value,
  ]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

/** `errCode` and `errMsg` as `wx.cloud` fails; -404006 is its code for a network that is not there. */
function failure(api: string, errCode: number, errMsg: string): Error {
  return Object.assign(new Error(`${api}:fail ${errMsg}`), { errCode, errMsg: `${api}:fail ${errMsg}` });
}

/** Nothing of the cloud can be reached while the phone is offline. */
function needNetwork(api: string): void {
  if (session.offline) throw failure(api, -404006, 'Error: request:fail');
}

async function callFunction({ name, data = {} }: { name: string; data?: Record<string, unknown> }): Promise<object> {
  needNetwork('cloud.callFunction');
  const answer = await door<CallAnswer>('call', { function: name, data: packed(data), as: session.person }).catch(
    (error: unknown) => {
      throw failure('cloud.callFunction', -501000, error instanceof DoorError ? error.message : String(error));
    },
  );
  countFunction();
  recordCall({ name, tookMs: answer.tookMs, costs: answer.costs, failed: answer.error !== undefined });
  if (answer.error !== undefined) {
    const { errCode, errMsg } = answer.error;
    throw Object.assign(new Error(errMsg), { errCode, errMsg, requestID: answer.requestId });
  }
  remember(answer.result);
  return { errMsg: 'cloud.callFunction:ok', result: answer.result, requestID: answer.requestId };
}

async function uploadFile({ cloudPath, filePath }: { cloudPath: string; filePath: string }): Promise<object> {
  needNetwork('cloud.uploadFile');
  const search = new URLSearchParams({ path: cloudPath, as: session.person });
  const { fileID } = await door<{ fileID: string }>(`storage/upload?${search.toString()}`, await fileBytes(filePath));
  return { errMsg: 'cloud.uploadFile:ok', fileID, statusCode: 204 };
}

async function downloadFile({ fileID }: { fileID: string }): Promise<object> {
  needNetwork('cloud.downloadFile');
  const response = await fetch(await cloudFileAddress(fileID));
  if (!response.ok) throw failure('cloud.downloadFile', -403003, `status ${response.status}`);
  const blob = await response.blob();
  return {
    errMsg: 'cloud.downloadFile:ok',
    statusCode: 200,
    tempFilePath: await keepTemporary(blob, fileID.split('.').pop() ?? 'bin'),
  };
}

type Cloud = (options?: Record<string, unknown>) => Promise<object> | undefined;

/** The errors of `wx.cloud` are made above with their codes; both calling styles get them as they are. */
function cloudApi<O extends object>(work: (options: O) => Promise<object>): Cloud {
  return (options = {}) => {
    const { success, fail, complete } = options as Record<string, ((value: unknown) => void) | undefined>;
    const settled = work(options as O);
    if (success === undefined && fail === undefined && complete === undefined) return settled;
    void settled.then(
      (result) => (success?.(result), complete?.(result)),
      (error: unknown) => (fail?.(error), complete?.(error)),
    );
    return undefined;
  };
}

/** `wx.cloud`, answered by the emulator. */
export const cloud = {
  init: (): void => undefined,
  callFunction: cloudApi(callFunction),
  uploadFile: cloudApi(uploadFile),
  downloadFile: cloudApi(downloadFile),
  getTempFileURL: cloudApi(async ({ fileList }: { fileList: (string | { fileID: string })[] }) => {
    needNetwork('cloud.getTempFileURL');
    const files = await cloudFileAddresses(fileList.map((file) => (typeof file === 'string' ? file : file.fileID)));
    return { errMsg: 'cloud.getTempFileURL:ok', fileList: files };
  }),
  database: clientDatabase,
  CloudID: (id: string): CloudID => new CloudID(id),
  deleteFile: asyncApi('cloud.deleteFile', () => {
    throw new Error('files are deleted by functions');
  }),
};
