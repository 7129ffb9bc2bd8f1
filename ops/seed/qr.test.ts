import { crc32, inflateSync } from 'node:zlib';
import qrcode from 'qrcode';
import { expect, it } from 'vitest';
import { qrCard, qrContent, qrLeft, qrPicture } from './qr';

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): Chunk[] {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

/** The brightness of a pixel, from a PNG of true colour whose lines are not filtered. */
function brightnessOf(png: Buffer): (x: number, y: number) => number {
  const chunks = chunksOf(png);
  const header = chunks[0];
  expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
  expect(header?.data.readUInt32BE(0)).toBe(qrCard.width);
  expect(header?.data.readUInt32BE(4)).toBe(qrCard.height);
  const lines = inflateSync(chunks[1]?.data ?? Buffer.alloc(0));
  const lineBytes = qrCard.width * 3 + 1;
  expect(lines.length).toBe(qrCard.height * lineBytes);
  return (x, y) => {
    expect(lines[y * lineBytes]).toBe(0);
    return lines[y * lineBytes + 1 + x * 3] ?? -1;
  };
}

it('the picture is a PNG in which every module of the group’s code stands where it belongs', () => {
  const brightness = brightnessOf(qrPicture('g-one'));
  const { modules } = qrcode.create(qrContent('g-one'), { errorCorrectionLevel: 'M' });
  const middle = Math.floor(qrCard.moduleSide / 2);
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      const x = qrLeft(modules.size) + column * qrCard.moduleSide + middle;
      const y = qrCard.qrTop + row * qrCard.moduleSide + middle;
      expect(brightness(x, y) < 128, `${row}, ${column}`).toBe(modules.get(row, column) === 1);
    }
  }
});

it('around the code there are the four light modules a reader needs', () => {
  const brightness = brightnessOf(qrPicture('g-one'));
  const side = qrcode.create(qrContent('g-one'), { errorCorrectionLevel: 'M' }).modules.size;
  const quiet = 4 * qrCard.moduleSide;
  const [left, top] = [qrLeft(side), qrCard.qrTop];
  const extent = side * qrCard.moduleSide;
  for (let step = -quiet; step < extent + quiet; step += 1) {
    for (const [x, y] of [
      [left + step, top - quiet],
      [left + step, top + extent + quiet - 1],
      [left - quiet, top + step],
      [left + extent + quiet - 1, top + step],
    ] as const) {
      expect(brightness(x, y), `${x}, ${y}`).toBe(255);
    }
  }
});

it('a group’s code is its own, and always the same', () => {
  expect(qrContent('g-one')).toMatch(/^https:\/\/weixin\.qq\.com\/g\/DEMO[0-9a-f]{16}$/);
  expect(qrContent('g-one')).not.toBe(qrContent('g-two'));
  expect(qrPicture('g-one').equals(qrPicture('g-one'))).toBe(true);
});
