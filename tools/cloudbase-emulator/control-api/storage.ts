import * as v from 'valibot';
import type { Services } from '../services';
import { downloadUrl } from '../storage/actions';
import { isCloudPath } from '../storage/files';
import { readBody, type ControlRequest, type Route, type RouteAnswer } from './route';

const Urls = v.strictObject({ fileIDs: v.array(v.string()), as: v.optional(v.string()) });
const Deletion = v.strictObject({ fileIDs: v.array(v.string()), as: v.string() });

/** "一次最多取 50 个". https://developers.weixin.qq.com/miniprogram/dev/wxcloudservice/wxcloud/reference-sdk-api/storage/Cloud.getTempFileURL.html */
const maxFiles = 50;

const exceedsAuthority = 'STORAGE_EXCEED_AUTHORITY';

export function storageRoutes(services: Services): readonly Route[] {
  return [
    { method: 'POST', path: 'storage/upload', handle: (request) => upload(services, request) },
    { method: 'POST', path: 'storage/delete', handle: (request) => remove(services, readBody(Deletion, request)) },
    { method: 'POST', path: 'storage/urls', handle: (request) => urls(services, readBody(Urls, request)) },
  ];
}

/** `wx.cloud.uploadFile`: the bucket's rule binds a person; without `as` the upload is an operator's. */
function upload({ files, people }: Services, { query, body }: ControlRequest): RouteAnswer {
  const path = query.get('path') ?? '';
  if (!isCloudPath(path)) throw new Error('path: not a path in cloud storage');
  const person = query.get('as');
  const openid = person === null ? null : people.openid(person);
  if (openid !== null && !files.allows('write', path, openid)) throw new Error(exceedsAuthority);
  files.write(path, body, openid);
  return { fileID: files.fileID(path) };
}

/** `wx.cloud.deleteFile`. */
function remove({ files, people }: Services, { fileIDs, as }: v.InferOutput<typeof Deletion>): RouteAnswer {
  if (fileIDs.length > maxFiles) throw new Error(`fileIDs: at most ${maxFiles}`);
  const removeOne = (fileID: string): readonly [status: number, errMsg: string] => {
    const path = files.pathOf(fileID);
    if (path === undefined || !files.has(path)) return [-503_003, 'STORAGE_FILE_NONEXIST'];
    if (!files.allows('write', path, people.openid(as))) return [-503_002, exceedsAuthority];
    files.remove(path);
    return [0, 'ok'];
  };
  return {
    files: fileIDs.map((fileID) => {
      const [status, errMsg] = removeOne(fileID);
      return { fileID, status, errMsg };
    }),
  };
}

/** `wx.cloud.getTempFileURL`: the bucket's rule binds a person; without `as` an operator asks. */
function urls({ files, people, url }: Services, { fileIDs, as }: v.InferOutput<typeof Urls>): RouteAnswer {
  if (fileIDs.length > maxFiles) throw new Error(`fileIDs: at most ${maxFiles}`);
  const urlOf = (fileID: string): RouteAnswer => {
    const path = files.pathOf(fileID);
    if (as !== undefined && path !== undefined && !files.allows('read', path, people.openid(as))) {
      return { fileID, tempFileURL: '', status: -503_002, errMsg: exceedsAuthority };
    }
    const { code, tempFileURL } = downloadUrl(files, url(), { fileid: fileID });
    return { fileID, tempFileURL, status: code === 'SUCCESS' ? 0 : 1, errMsg: code === 'SUCCESS' ? 'ok' : code };
  };
  return { files: fileIDs.map(urlOf) };
}
