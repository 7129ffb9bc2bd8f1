import type { StorageFolder } from '../../domain/storedFile';
import { errorMessageOf } from './call';
import { newIdempotencyKey } from './idempotencyKey';
import { messageFor, type UserMessage } from './refusalMessages';
import { currentUser } from './session';

export type Upload =
  | { readonly ok: true; readonly fileId: string }
  | { readonly ok: false; readonly failure: UserMessage };

/** A chosen image's path on the phone, or a message when none could be chosen; `null` when the person chose none. */
export type ImageChoice = { readonly path: string } | UserMessage | null;

const maxBytes = 5 * 1024 * 1024;

const tooLarge: UserMessage = {
  title: '图片太大了',
  text: '图片要在 5 MB 以内。换一张，或压缩之后再选。',
  label: '知道了',
  step: 'understood',
};
const notAllowed: UserMessage = {
  title: '没有打开相册',
  text: '同意隐私保护指引、允许访问相册后，才能选择图片。',
  label: '知道了',
  step: 'understood',
};
const notUploaded: UserMessage = {
  title: '图片没有传上去',
  text: '网络可能不稳定，图片还没有保存。连上网络后再试。',
  label: '重试',
  step: 'retry',
};

/** Lets the person choose one image. WeChat itself asks for consent to the privacy contract where it must. */
export async function chooseImage(): Promise<ImageChoice> {
  try {
    const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'], sizeType: ['compressed'] });
    const [file] = tempFiles;
    if (!file) return null;
    return file.size > maxBytes ? tooLarge : { path: file.tempFilePath };
  } catch (error) {
    return /cancel/.test(errorMessageOf(error)) ? null : notAllowed;
  }
}

const extensionOf = (path: string): string => /\.(png|jpe?g|webp|gif)$/i.exec(path)?.[1]?.toLowerCase() ?? 'png';

/** Uploads an image to the person's own part of a folder, under a name that nobody can guess. */
export async function uploadImage(folder: StorageFolder, path: string): Promise<Upload> {
  const user = await currentUser();
  if (!user.ok) return { ok: false, failure: messageFor('login', user.code) };
  const name = `${await newIdempotencyKey()}.${extensionOf(path)}`;
  const cloudPath = `${folder}/${user.value.uploaderId}/${name}`;
  try {
    const { fileID } = await wx.cloud.uploadFile({ cloudPath, filePath: path });
    return { ok: true, fileId: fileID };
  } catch (error) {
    console.warn(`upload to ${folder}: ${errorMessageOf(error)}`);
    return { ok: false, failure: notUploaded };
  }
}
