import { describe, expect, it } from 'vitest';
import { findPictureObstacle, pngPixelData } from './picture';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (words: string): Uint8Array => Uint8Array.from(Buffer.from(words, 'latin1'));

/** A PNG without pixels: its size (hexadecimal), one chunk, its end. */
const png = (width: string, height: string, rest = '00000000 49454e44 ae426082', depth = '08'): Uint8Array =>
  hex(`89504e470d0a1a0a 0000000d 49484452 ${width} ${height} ${depth}02000000 00000000 ${rest}`);

/** A JPEG without pixels: an application's segment, its size, one scan, its end. */
const jpeg = (height: string, width: string, end = 'ffd9', frame = 'c0', colours = '01'): Uint8Array =>
  hex(
    `ffd8 ffe0 0004 0000 ff${frame} 000b 08 ${height} ${width} ${colours} 012200 ffda 0008 01 0100 003f00 d3ff00 ${end}`,
  );

describe('findPictureObstacle', () => {
  it.each([
    ['a PNG', png('000001e0', '00000244')],
    ['a PNG with something behind its end', Uint8Array.from([...png('000001e0', '00000244'), 1, 2, 3])],
    ['a PNG of 4,096 × 3,072 pixels', png('00001000', '00000c00')],
    ['a JPEG', jpeg('0bb8', '0fa0')],
    ['a progressive JPEG', jpeg('0bb8', '0fa0', 'ffd9', 'c2')],
    [
      'a JPEG with a reserved segment',
      hex(`ffd8 ff90 000b 08 0bb8 0fa0 04 012200 ${hexOf(jpeg('0bb8', '0fa0')).slice(4)}`),
    ],
    ['a JPEG with a phone’s own data behind its end', jpeg('0bb8', '0fa0', 'ffd9 53414d53')],
  ])('Nothing speaks against %s', (_what, bytes) => {
    expect(findPictureObstacle(bytes)).toBeNull();
  });

  it.each([
    ['PictureEmpty', 'an empty file', new Uint8Array()],
    ['PictureIsHeic', 'an iPhone’s photograph', hex('00000018 66747970 68656963 00000000')],
    ['PictureIsHeic', 'a HEIF picture of another maker', hex('0000001c 66747970 6d696631 00000000')],
    ['PictureIsVideo', 'an MP4 film', hex('00000018 66747970 6d703432 00000000')],
    ['PictureIsVideo', 'an iPhone’s film', hex('00000014 66747970 71742020 00000000')],
    ['PictureIsVideo', 'a WebM film', hex('1a45dfa3 01000000 0000001f')],
    ['PictureIsVideo', 'an AVI film', text('RIFF....AVI LIST')],
    ['PictureFormatUnknown', 'a WebP picture', text('RIFF....WEBPVP8 ')],
    ['PictureFormatUnknown', 'a GIF', text('GIF89a..........')],
    ['PictureFormatUnknown', 'a bitmap', text('BM..............')],
    ['PictureFormatUnknown', 'a JPEG in a printer’s four colours', jpeg('0bb8', '0fa0', 'ffd9', 'c0', '04')],
    ['NotAPicture', 'a text', text('https://weixin.qq.com/g/AwYAAOa1b2c3')],
    ['NotAPicture', 'one byte', hex('ff')],
    ['NotAPicture', 'a drawing in SVG', text('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['PictureDamaged', 'a PNG that ends in the middle', png('000001e0', '00000244', '00001000 49444154 0102')],
    ['PictureDamaged', 'a PNG of its first bytes', hex('89504e470d0a1a0a')],
    ['PictureDamaged', 'a PNG without a width', png('00000000', '00000244')],
    ['PictureDamaged', 'a JPEG that ends in the middle', jpeg('0bb8', '0fa0', '')],
    ['PictureDamaged', 'a JPEG without a size', jpeg('0bb8', '0fa0', 'ffd9', 'c4')],
    ['PictureDamaged', 'a JPEG with tables for arithmetic instead of a size', jpeg('0bb8', '0fa0', 'ffd9', 'cc')],
    ['PictureDamaged', 'a JPEG with a reserved frame instead of a size', jpeg('0bb8', '0fa0', 'ffd9', 'c8')],
    ['PictureDamaged', 'a JPEG that ends within its size', hex('ffd8 ffe0 0004 0000 ffc0 000b 08 0b')],
    ['NotAPicture', 'a file that names AVI without being in RIFF', text('ABCD....AVI LIST')],
    ['PictureDamaged', 'a JPEG whose segments do not meet', hex('ffd8 ffe0 0005 0000 ffc0 000b')],
    ['PictureDamaged', 'a JPEG of its first bytes', hex('ffd8ff')],
    [
      'PictureDamaged',
      'a JPEG with a segment that begins with another byte',
      hex(`ffd8 ffe0 0004 0000 00e1 0004 0000 ${hexOf(jpeg('0bb8', '0fa0')).slice(4)}`),
    ],
    ['PictureTooLarge', 'a PNG of one row more than 4,096 × 3,072', png('00001000', '00000c01')],
    ['PictureTooLarge', 'a small PNG that unfolds to four thousand million pixels', png('0000ffff', '0000ffff')],
    ['PictureTooLarge', 'a PNG whose area exceeds 32 bits', png('ffffffff', 'ffffffff')],
    ['PictureTooLarge', 'a PNG of 16 bits and 4,096 × 3,072 pixels', png('00001000', '00000c00', undefined, '10')],
    ['PictureTooLarge', 'a JPEG of 65,535 × 65,535', jpeg('ffff', 'ffff')],
    ['PictureTooLarge', 'a file of a byte more than six megabytes', new Uint8Array(6 * 1024 * 1024 + 1)],
  ] as const)('%s is what speaks against %s', (obstacle, _what, bytes) => {
    expect(findPictureObstacle(bytes)).toBe(obstacle);
  });
});

describe('pngPixelData', () => {
  it('pngPixelData returns the compressed pixels alone, in their order', () => {
    const chunks = '00000003 49444154 010203 00000000 00000002 74455874 6162 00000000 00000001 49444154 04 00000000';
    const whole = png('000001e0', '00000244', `${chunks} 00000000 49454e44 ae426082`);
    expect(pngPixelData(whole)?.map((data) => [...data])).toEqual([[1, 2, 3], [4]]);
    expect(pngPixelData(jpeg('0bb8', '0fa0'))).toBeNull();
  });
});
