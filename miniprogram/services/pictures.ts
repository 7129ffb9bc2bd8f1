import type { Saying } from './sentences';
import { newIdempotencyKey } from './requests';

/** Where in the cloud storage which pictures go; rules and functions know these folders. */
export type Folder = 'avatars' | 'covers' | 'groupQrs';

export type Uploaded = { readonly ok: true; readonly fileId: string } | { readonly ok: false; readonly saying: Saying };

/** A chosen picture's path on the phone; `null` when the person chose none; a saying when none could be chosen. */
export type Chosen = { readonly path: string } | Saying | null;

const mostBytes = 5 * 1024 * 1024;

const tooLarge: Saying = {
  title: '图片太大了',
  text: '图片要在 5 MB 以内。换一张，或压缩之后再选。',
  label: '知道了',
  step: 'understood',
};
const notAgreed: Saying = {
  title: '没有打开相册',
  text: '同意隐私保护指引、允许访问相册后，才能选择图片。',
  label: '知道了',
  step: 'understood',
};
const notUploaded: Saying = {
  title: '图片没有传上去',
  text: '网络可能不稳定，图片还没有保存。连上网络后再试。',
  label: '重试',
  step: 'retry',
};

const cancelled = (error: unknown): boolean => /cancel/.test(messageOf(error));

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'errMsg' in error ? String(error.errMsg) : String(error);
}

/** Lets the person choose one picture. WeChat asks for the privacy contract's acceptance by itself where it must. */
export async function choosePicture(): Promise<Chosen> {
  try {
    const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sizeType: ['compressed'] });
    const [file] = tempFiles;
    if (!file) return null;
    return file.size > mostBytes ? tooLarge : { path: file.tempFilePath };
  } catch (error) {
    return cancelled(error) ? null : notAgreed;
  }
}

const extensionOf = (path: string): string => /\.(png|jpe?g|webp|gif)$/i.exec(path)?.[1]?.toLowerCase() ?? 'png';

/** Uploads a picture under a name nobody can guess. */
export async function uploadPicture(folder: Folder, path: string): Promise<Uploaded> {
  const cloudPath = `${folder}/${await newIdempotencyKey()}.${extensionOf(path)}`;
  try {
    const { fileID } = await wx.cloud.uploadFile({ cloudPath, filePath: path });
    return { ok: true, fileId: fileID };
  } catch (error) {
    console.warn(`upload to ${folder}: ${messageOf(error)}`);
    return { ok: false, saying: notUploaded };
  }
}
