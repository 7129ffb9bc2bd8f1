import { isCloudPath, type Files } from './files';

type Fields = Readonly<Record<string, unknown>>;

const notFound = { code: 'STORAGE_FILE_NONEXIST' };

interface FileUrl {
  readonly code: string;
  readonly fileID: string;
  readonly tempFileURL: string;
  readonly maxAge?: number;
}

/** Answers the `storage.*` actions of `/admin`; undefined for unknown ones. `url` is the emulator's own. */
export function storageAction(files: Files, url: string, action: string, fields: Fields): Fields | undefined {
  switch (action) {
    case 'storage.getUploadMetadata':
      return uploadMetadata(files, url, fields);
    case 'storage.batchGetDownloadUrl':
      return { data: { download_list: items(fields['file_list']).map((item) => downloadUrl(files, url, item)) } };
    case 'storage.batchDeleteFile':
      return { data: { delete_list: items(fields['fileid_list']).map((item) => remove(files, item)) } };
    case 'storage.batchCopyFile':
      return { data: { copy_list: items(fields['file_list']).map((item) => copy(files, item)) } };
    default:
      return undefined;
  }
}

/** A temporary URL for one file, `{fileid, max_age?}`. */
export function downloadUrl(files: Files, url: string, item: unknown): FileUrl {
  const { fileid, max_age: maxAge } = (typeof item === 'string' ? { fileid: item } : (item ?? {})) as {
    fileid?: unknown;
    max_age?: unknown;
  };
  const fileID = String(fileid);
  const path = files.pathOf(fileID);
  if (path === undefined || !files.has(path)) return { ...notFound, fileID, tempFileURL: '' };
  const seconds = typeof maxAge === 'number' && maxAge > 0 ? maxAge : files.urlSeconds(path);
  const tempFileURL = `${cosUrl(url, path)}?sign=${files.downloadSignature(path, seconds)}`;
  return { code: 'SUCCESS', fileID, tempFileURL, maxAge: seconds };
}

function uploadMetadata(files: Files, url: string, fields: Fields): Fields {
  const path = fields['path'];
  if (typeof path !== 'string' || !isCloudPath(path)) {
    return { code: 'STORAGE_SIGN_PARAM_INVALID', message: 'path is not valid' };
  }
  const { fileID, authorization } = files.uploadTicket(path);
  // The SDK puts `cosFileId` into a header without encoding it, and a header must be ASCII.
  const cosFileId = encodeURI(fileID);
  return { data: { url: cosUrl(url, path), token: authorization, authorization, fileId: fileID, cosFileId } };
}

function remove(files: Files, item: unknown): Fields {
  const fileID = String(item);
  const path = files.pathOf(fileID);
  if (path === undefined || !files.remove(path)) return { ...notFound, fileID };
  return { code: 'SUCCESS', fileID };
}

/** `copyFile` of node-sdk 3: `{src_path, dst_path, overwrite?, remove_original?}` with cloud paths. The answer's shape is assumed. */
function copy(files: Files, item: unknown): Fields {
  const request = (typeof item === 'object' && item !== null ? item : {}) as Fields;
  const [source, target] = [String(request['src_path']), String(request['dst_path'])];
  const fileId = files.fileID(target);
  const content = files.read(source);
  if (!content) return { ...notFound, fileId, message: `${source} does not exist` };
  if (!isCloudPath(target)) return { code: 'STORAGE_SIGN_PARAM_INVALID', fileId, message: 'path is not valid' };
  if (files.has(target) && request['overwrite'] !== true) {
    return { code: 'STORAGE_FILE_EXISTS', fileId, message: `${target} exists` };
  }
  files.write(target, content, null);
  if (request['remove_original'] === true) files.remove(source);
  return { code: 'SUCCESS', fileId, message: '' };
}

/** Not encoded, because the SDK encodes the URL itself (`encodeURI`), as a browser does. */
function cosUrl(url: string, path: string): string {
  return `${url}/cos/${path}`;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
