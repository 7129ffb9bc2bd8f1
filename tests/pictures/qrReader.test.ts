import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createQrReader } from '../../cloudfunctions/_shared/adapters/qrReader';
import { findPictureObstacle } from '../../domain/picture';
import { findGroupLink } from '../../domain/qrContent';
import { seedGroups } from '../../ops/seed/groups';
import { renderQrCard } from '../../ops/seed/qr';
import { createRaster, encodePng } from '../../ops/seed/raster';
import { squareAt, takePhotograph, type Photograph } from './photograph';

const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
const reader = createQrReader(readFileSync(wasm));
const text = 'https://weixin.qq.com/g/AwYAAOa1b2c3d4e5f6g7h8i9j0kLmNoPqRsTuVwXyZ0123456789';

const phone = { text, width: 800, height: 800 };
const wide = { text, width: 1200, height: 900 };
const large = { text, width: 4000, height: 3000 };
const middle = [400, 400] as const;

const hard: readonly (readonly [how: string, photograph: Photograph])[] = [
  ['straight on', { ...phone, corners: squareAt(middle, 600, 0) }],
  ['turned by 17 degrees', { ...phone, corners: squareAt(middle, 520, 17) }],
  ['turned by 45 degrees', { ...phone, corners: squareAt(middle, 520, 45) }],
  ['upside down', { ...phone, corners: squareAt(middle, 520, 187) }],
  ['at an angle', { ...wide, corners: [[300, 150], [900, 260], [820, 760], [260, 700]] }], // oxfmt-ignore
  ['at a steep angle', { ...wide, corners: [[350, 200], [800, 320], [760, 620], [300, 800]] }], // oxfmt-ignore
  ['out of focus', { ...phone, corners: squareAt(middle, 520, 8), blur: 5 }],
  ['with much noise', { ...phone, corners: squareAt(middle, 520, 8), noise: 110 }],
  ['squeezed to JPEG quality 30', { ...phone, corners: squareAt(middle, 340, 5), noise: 20, quality: 30 }],
  ['in the dark', { ...phone, corners: squareAt(middle, 520, -12), light: 0.18, noise: 8 }],
  ['half in the shade', { ...phone, corners: squareAt(middle, 520, -12), shade: 0.85 }],
];

describe('createQrReader', () => {
  it.each(hard)('A group QR photographed %s is read', async (_how, photograph) => {
    expect(await reader.read(takePhotograph(photograph))).toEqual([text]);
  });

  it.each([
    ['at an angle', { ...large, corners: [[900, 500], [2700, 800], [2500, 2500], [700, 2200]], noise: 15, blur: 2 }],
    ['small in a corner', { ...large, corners: squareAt([2900, 900], 420, 9), noise: 12 }],
  ] as const)('A group QR photographed 4,000 px wide, %s, is read', async (_how, photograph) => {
    const picture = takePhotograph(photograph);
    expect(findPictureObstacle(picture)).toBeNull();
    expect(await reader.read(picture)).toEqual([text]);
  }); // oxfmt-ignore

  it('Every card of the seed is a true code of a WeChat group, each of another one', async () => {
    expect(await reader.read(renderQrCard('g-one'))).toEqual(['https://weixin.qq.com/g/DEMOef8229294a5f3a70']);
    const texts = await Promise.all(seedGroups.map(({ id }) => reader.read(renderQrCard(id))));
    for (const found of texts) expect(findGroupLink(found ?? [])).toMatchObject({ kind: 'wechat' });
    expect(new Set(texts.flat()).size).toBe(34);
  });

  it('A picture without a QR has no texts', async () => {
    expect(await reader.read(encodePng(createRaster(200, 200, '#8fbea5')))).toEqual([]);
    expect(await reader.read(readFileSync('ops/seed/images/avatars/alice.png'))).toEqual([]);
  });

  it('A picture of one pixel that unfolds to a hundred megabytes is refused before it does', async () => {
    const bomb = encodePng({ ...createRaster(1, 1, '#ffffff'), pixels: Buffer.alloc(0) });
    const zeros = deflateSync(Buffer.alloc(100_000_000), { level: 9 });
    const length = Buffer.alloc(4);
    length.writeUInt32BE(zeros.length);
    const end = bomb.subarray(-12);
    const data = Buffer.concat([length, Buffer.from('IDAT'), zeros, Buffer.alloc(4)]);
    const picture = Buffer.concat([bomb.subarray(0, 33), data, end]);
    expect([picture.length < 200_000, findPictureObstacle(picture)]).toEqual([true, null]);
    expect(await reader.read(picture)).toBeNull();
  });

  it('A picture whose pixels can’t be unpacked is reported, and the next one is read', async () => {
    const broken = renderQrCard('g-one');
    broken.fill(0, 60, 400);
    expect(findPictureObstacle(broken)).toBeNull();
    expect(await reader.read(broken)).toBeNull();
    expect(await reader.read(renderQrCard('g-one'))).toHaveLength(1);
  });
});
