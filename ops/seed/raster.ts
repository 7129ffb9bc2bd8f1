import { crc32, deflateSync } from 'node:zlib';

/** A picture of RGB pixels, three bytes each, row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture of one colour, `#rrggbb`. */
export function createRaster(width: number, height: number, colour: string): Raster {
  return { width, height, pixels: Buffer.alloc(width * height * 3, Buffer.from(colour.slice(1), 'hex')) };
}

export function fillBox({ width, pixels }: Raster, box: Box, colour: string): void {
  const row = Buffer.alloc(box.width * 3, Buffer.from(colour.slice(1), 'hex'));
  for (let y = box.y; y < box.y + box.height; y += 1) row.copy(pixels, (y * width + box.x) * 3);
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
/** 8 bits a channel, RGB, the usual compression and filter, not interlaced. */
const rgbFormat = [8, 2, 0, 0, 0] as const;

/** https://www.w3.org/TR/png-3/: a header, the pixels with a filter byte before each row, an end. */
export function encodePng({ width, height, pixels }: Raster): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set(rgbFormat, 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y += 1) pixels.copy(rows, y * (width * 3 + 1) + 1, y * width * 3, (y + 1) * width * 3);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

function chunk(name: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
