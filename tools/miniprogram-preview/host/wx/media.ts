import { asyncApi, ApiFailure } from './async-api';
import { readAsBlob, pickFiles, type PickedFile } from './files';
import { requirePrivacy } from './privacy';

async function pickMedia(api: string, accept: string, count: number): Promise<PickedFile[]> {
  await requirePrivacy(api);
  const files = await pickFiles(accept, count > 1);
  if (files.length === 0) throw new ApiFailure('cancel');
  return files.slice(0, count);
}

function measureImage(src: string): Promise<{ width: number; height: number }> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight });
    image.onerror = () => reject(new ApiFailure(`file not found: ${src}`));
    image.src = src;
  });
}

/** APIs that choose and show pictures and files. */
export const media = {
  chooseMedia: asyncApi<{ count?: number; mediaType?: string[] }>(
    'chooseMedia',
    async ({ count = 9, mediaType = ['image'] }) => {
      const accept = mediaType.includes('video') ? 'image/*,video/*' : 'image/*';
      const files = await pickMedia('chooseMedia', accept, count);
      const tempFiles = files.map(({ path, size: bytes, type }) => ({
        tempFilePath: path,
        size: bytes,
        fileType: type.split('/')[0],
      }));
      return { tempFiles, type: 'image' };
    },
  ),
  chooseImage: asyncApi<{ count?: number }>('chooseImage', async ({ count = 9 }) => {
    const files = await pickMedia('chooseImage', 'image/*', count);
    return { tempFilePaths: files.map(({ path }) => path), tempFiles: files };
  }),
  chooseMessageFile: asyncApi<{ count?: number }>('chooseMessageFile', async ({ count = 1 }) => ({
    tempFiles: await pickMedia('chooseMessageFile', '', count),
  })),
  getImageInfo: asyncApi<{ src: string }>('getImageInfo', async ({ src }) => ({
    ...(await measureImage(src)),
    path: src,
    type: 'png',
    orientation: 'up',
  })),
  compressImage: asyncApi<{ src: string }>('compressImage', ({ src }) => ({ tempFilePath: src })),
  getFileInfo: asyncApi<{ filePath: string }>('getFileInfo', async ({ filePath }) => ({
    size: (await readAsBlob(filePath)).size,
  })),
  saveImageToPhotosAlbum: asyncApi<{ filePath: string }>('saveImageToPhotosAlbum', ({ filePath }) => {
    Object.assign(document.createElement('a'), { href: filePath, download: 'image.png' }).click();
  }),
};
