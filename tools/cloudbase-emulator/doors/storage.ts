import * as v from 'valibot';
import { downloadUrl } from '../storage/actions';
import { isCloudPath } from '../storage/files';
import { read } from './door';
import type { Door, DoorAnswer, Knock } from './door';
import type { House } from './house';

const Urls = v.strictObject({ fileIDs: v.array(v.string()), as: v.optional(v.string()) });
const Deletion = v.strictObject({ fileIDs: v.array(v.string()), as: v.string() });

/** "一次最多取 50 个". https://developers.weixin.qq.com/miniprogram/dev/wxcloudservice/wxcloud/reference-sdk-api/storage/Cloud.getTempFileURL.html */
const mostUrls = 50;

export function storageDoors(house: House): readonly Door[] {
  return [
    { method: 'POST', path: 'storage/upload', open: (knock) => upload(house, knock) },
    { method: 'POST', path: 'storage/delete', open: (knock) => remove(house, read(Deletion, knock)) },
    { method: 'POST', path: 'storage/urls', open: (knock) => urls(house, read(Urls, knock).fileIDs) },
  ];
}

/** `wx.cloud.uploadFile`. By the preset of cloud storage everybody reads a file, and only its creator writes over it. */
function upload({ files, people }: House, { query, body }: Knock): DoorAnswer {
  const path = query.get('path') ?? '';
  if (!isCloudPath(path)) throw new Error('path: not a path in cloud storage');
  const person = query.get('as');
  const openid = person === null ? null : people.openid(person);
  if (openid !== null && files.has(path) && files.creatorOf(path) !== openid) throw new Error(exceeded);
  files.write(path, body, openid);
  return { fileID: files.fileID(path) };
}

const exceeded = 'STORAGE_EXCEED_AUTHORITY';

/** `wx.cloud.deleteFile`: a page deletes what its person uploaded, and nothing else. */
function remove({ files, people }: House, { fileIDs, as }: v.InferOutput<typeof Deletion>): DoorAnswer {
  if (fileIDs.length > mostUrls) throw new Error(`fileIDs: at most ${mostUrls}`);
  const deleted = (fileID: string): readonly [number, string] => {
    const path = files.pathOf(fileID);
    if (path === undefined || !files.has(path)) return [-503_003, 'STORAGE_FILE_NONEXIST'];
    if (files.creatorOf(path) !== people.openid(as)) return [-503_002, exceeded];
    files.remove(path);
    return [0, 'ok'];
  };
  return {
    files: fileIDs.map((fileID) => {
      const [status, errMsg] = deleted(fileID);
      return { fileID, status, errMsg };
    }),
  };
}

/** `wx.cloud.getTempFileURL`. */
function urls({ files, url }: House, fileIDs: readonly string[]): DoorAnswer {
  if (fileIDs.length > mostUrls) throw new Error(`fileIDs: at most ${mostUrls}`);
  const found = fileIDs.map((fileID) => downloadUrl(files, url(), { fileid: fileID }));
  return {
    files: found.map(({ code, fileID, tempFileURL }) => ({
      fileID,
      tempFileURL,
      status: code === 'SUCCESS' ? 0 : 1,
      errMsg: code === 'SUCCESS' ? 'ok' : code,
    })),
  };
}
