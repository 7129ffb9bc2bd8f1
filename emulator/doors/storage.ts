import * as v from 'valibot';
import { downloadUrl } from '../storage/actions.js';
import { isCloudPath } from '../storage/files.js';
import { read } from './door.js';
import type { Door, DoorAnswer, Knock } from './door.js';
import type { House } from './house.js';

const Urls = v.strictObject({ fileIDs: v.array(v.string()), as: v.optional(v.string()) });

/** "一次最多取 50 个". https://developers.weixin.qq.com/miniprogram/dev/wxcloudservice/wxcloud/reference-sdk-api/storage/Cloud.getTempFileURL.html */
const MOST_URLS = 50;

export function storageDoors(house: House): readonly Door[] {
  return [
    { method: 'POST', path: 'storage/upload', open: (knock) => upload(house, knock) },
    { method: 'POST', path: 'storage/urls', open: (knock) => urls(house, read(Urls, knock).fileIDs) },
  ];
}

/** `wx.cloud.uploadFile`. */
function upload({ files, people }: House, { query, body }: Knock): DoorAnswer {
  const path = query.get('path') ?? '';
  if (!isCloudPath(path)) throw new Error('path: not a path in cloud storage');
  const person = query.get('as');
  files.write(path, body, person === null ? null : people.openid(person));
  return { fileID: files.fileID(path) };
}

/** `wx.cloud.getTempFileURL`. */
function urls({ files, url }: House, fileIDs: readonly string[]): DoorAnswer {
  if (fileIDs.length > MOST_URLS) throw new Error(`fileIDs: at most ${MOST_URLS}`);
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
