import { countFunctionCall } from '../costs';
import { callControlApi, ControlApiError } from '../control-api';
import { session } from '../session';
import { recordCall, type Costs } from '../panel/calls';
import type * as CloudDatabase from './cloud-database';
import { hasCallbacks, createCloudError, requireNetwork, deliverResult, type Callbacks } from './cloud-errors';
import { fetchCloudFileUrl, fetchCloudFileUrls, deleteCloudFiles } from './cloud-files';
import { readAsBlob, createTemporaryFile } from './files';
import { rememberPayments } from './payments';

interface CallAnswer {
  requestId: string;
  tookMs: number;
  costs: Costs;
  result?: unknown;
  error?: { errCode: number; errMsg: string };
}

/**
 * An encrypted WeChat value, which functions refer to by its id. It is decrypted for them only as a direct field of
 * `data`.
 */
class CloudID {
  readonly cloudID: string;

  constructor(cloudID: string) {
    this.cloudID = cloudID;
  }
}

/** Mini-programs use both `wx.cloud.CloudID(id)` and `new wx.cloud.CloudID(id)`. */
function createCloudID(cloudID: string): CloudID {
  return new CloudID(cloudID);
}

function encodeData(data: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries(data).map(([name, value]) => [
    name,
    value instanceof CloudID ? { $cloudID: value.cloudID } : value,
  ]);
  return Object.fromEntries(fields) as Record<string, unknown>;
}

async function callFunction({ name, data = {} }: { name: string; data?: Record<string, unknown> }): Promise<object> {
  requireNetwork('cloud.callFunction');
  const answer = await callControlApi<CallAnswer>('call', {
    function: name,
    data: encodeData(data),
    as: session.person,
  }).catch((error: unknown) => {
    throw createCloudError(
      'cloud.callFunction',
      -501000,
      error instanceof ControlApiError ? error.message : String(error),
    );
  });
  countFunctionCall();
  recordCall({ name, tookMs: answer.tookMs, costs: answer.costs, failed: answer.error !== undefined });
  if (answer.error !== undefined) {
    const { errCode, errMsg } = answer.error;
    throw Object.assign(new Error(errMsg), { errCode, errMsg, requestID: answer.requestId });
  }
  rememberPayments(answer.result);
  return { errMsg: 'cloud.callFunction:ok', result: answer.result, requestID: answer.requestId };
}

interface Upload extends Callbacks {
  cloudPath: string;
  filePath: string;
}

async function upload({ cloudPath, filePath }: Upload, notifyProgress: (bytes: number) => void): Promise<object> {
  requireNetwork('cloud.uploadFile');
  const search = new URLSearchParams({ path: cloudPath, as: session.person });
  const file = await readAsBlob(filePath);
  const { fileID } = await callControlApi<{ fileID: string }>(`storage/upload?${search.toString()}`, file).catch(
    (error: unknown) => {
      throw createCloudError(
        'cloud.uploadFile',
        -403_002,
        error instanceof ControlApiError ? error.message : String(error),
      );
    },
  );
  notifyProgress(file.size);
  return { errMsg: 'cloud.uploadFile:ok', fileID, statusCode: 204 };
}

type Progress = (progress: { progress: number; totalBytesSent: number; totalBytesExpectedToSend: number }) => void;

/**
 * Returns a task with callbacks, otherwise a promise. On this machine progress has one step: nothing or everything is
 * sent.
 */
function uploadFile(options: Upload): unknown {
  const listeners = new Set<Progress>();
  const notifyProgress = (bytes: number): void => {
    const progress = { progress: 100, totalBytesSent: bytes, totalBytesExpectedToSend: bytes };
    for (const listener of listeners) listener(progress);
  };
  const settled = deliverResult(options, upload(options, notifyProgress));
  if (!hasCallbacks(options)) return settled;
  return {
    abort: (): void => undefined,
    onProgressUpdate: (listener: Progress) => void listeners.add(listener),
    offProgressUpdate: (listener: Progress) => void listeners.delete(listener),
    onHeadersReceived: (): void => undefined,
    offHeadersReceived: (): void => undefined,
  };
}

async function downloadFile({ fileID }: { fileID: string }): Promise<object> {
  requireNetwork('cloud.downloadFile');
  const response = await fetch(await fetchCloudFileUrl(fileID));
  if (!response.ok) throw createCloudError('cloud.downloadFile', -403003, `status ${response.status}`);
  const blob = await response.blob();
  return {
    errMsg: 'cloud.downloadFile:ok',
    statusCode: 200,
    tempFilePath: await createTemporaryFile(blob, fileID.split('.').pop() ?? 'bin'),
  };
}

type Cloud = (options?: Record<string, unknown>) => Promise<object> | undefined;

function createCloudApi<O extends object>(work: (options: O) => Promise<object>): Cloud {
  return (options = {}) => deliverResult(options as Callbacks, work(options as O));
}

/**
 * CloudBase's query builder is loaded on first use: most mini-programs never need it, and it would slow down every
 * start.
 */
declare const require: (module: './cloud-database') => typeof CloudDatabase;

/** `wx.cloud`, answered by the emulator. */
export const cloud = {
  init: (): void => undefined,
  callFunction: createCloudApi(callFunction),
  uploadFile,
  downloadFile: createCloudApi(downloadFile),
  getTempFileURL: createCloudApi(async ({ fileList }: { fileList: (string | { fileID: string })[] }) => {
    requireNetwork('cloud.getTempFileURL');
    const files = await fetchCloudFileUrls(fileList.map((file) => (typeof file === 'string' ? file : file.fileID)));
    return { errMsg: 'cloud.getTempFileURL:ok', fileList: files };
  }),
  database: (): object => require('./cloud-database').createClientDatabase(),
  CloudID: createCloudID,
  deleteFile: createCloudApi(async ({ fileList }: { fileList: string[] }) => {
    requireNetwork('cloud.deleteFile');
    return { errMsg: 'cloud.deleteFile:ok', fileList: await deleteCloudFiles(fileList) };
  }),
};
