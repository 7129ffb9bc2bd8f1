import { createHash } from 'node:crypto';
import type { Files, QrReader } from '../../cloudfunctions/_shared/ports';
import { createRaster, encodePng } from '../../ops/seed/raster';

const onePixel = encodePng(createRaster(1, 1, '#ffffff'));

/** Every stored file is a PNG of one pixel, with its own id behind the picture's end. */
export const readPretendFile: Files['read'] = async (fileId) => ({
  kind: 'found',
  bytes: Buffer.concat([onePixel, Buffer.from(fileId)]),
});

/** The address that `pretendQrReader` finds in this file. */
export const addressIn = (fileId: string): string =>
  `https://weixin.qq.com/g/${createHash('sha256').update(fileId).digest('hex').slice(0, 16)}`;

/** Finds one WeChat group in each such picture, another one for each file. */
export const pretendQrReader: QrReader = {
  read: async (picture) => [addressIn(Buffer.from(picture).subarray(onePixel.length).toString())],
};
