/** The reasons why bytes are not a picture that is read. */
export const pictureObstacles = [
  'PictureEmpty',
  'PictureIsHeic',
  'PictureIsVideo',
  'PictureFormatUnknown',
  'NotAPicture',
  'PictureDamaged',
  'PictureTooLarge',
] as const;
export type PictureObstacle = (typeof pictureObstacles)[number];

/** A phone's upload is at most 5 MB (`miniprogram/services/images.ts`); this is the end for everybody. */
export const mostPictureBytes = 6 * 1024 * 1024;
/** 4,096 × 3,072: a phone's photograph of 12 megapixels, which takes 100 to 190 MB to read (256 MB are there). */
const mostPicturePixels = 4096 * 3072;

interface Size {
  readonly width: number;
  readonly height: number;
  /** Two bytes a channel instead of one. */
  readonly isDeep: boolean;
}

/** Looks at the file's frame alone, so that a small file that would unfold into gigabytes is refused before anything is allocated. */
export function findPictureObstacle(bytes: Uint8Array): PictureObstacle | null {
  if (bytes.length === 0) return 'PictureEmpty';
  if (bytes.length > mostPictureBytes) return 'PictureTooLarge';
  const size = startsWith(bytes, pngHead) ? sizeOfPng(bytes) : startsWith(bytes, jpegHead) ? sizeOfJpeg(bytes) : null;
  if (size === null) return otherFormatOf(bytes);
  if (size === 'unknown') return 'PictureFormatUnknown';
  if (size === 'damaged' || size.width === 0 || size.height === 0) return 'PictureDamaged';
  return size.width * size.height * (size.isDeep ? 2 : 1) > mostPicturePixels ? 'PictureTooLarge' : null;
}

const pngHead = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const jpegHead = [0xff, 0xd8, 0xff];

const startsWith = (bytes: Uint8Array, head: readonly number[]): boolean =>
  head.every((byte, index) => bytes[index] === byte);

const textAt = (bytes: Uint8Array, from: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + length));

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A PNG's chunks, `length, name, data, checksum`, up to its end or to where the file breaks off. */
function* chunksOfPng(bytes: Uint8Array): Generator<{ readonly name: string; readonly data: Uint8Array }> {
  const view = viewOf(bytes);
  for (let at = pngHead.length; at + 12 <= bytes.length;) {
    const [length, name] = [view.getUint32(at), textAt(bytes, at + 4, 4)];
    yield { name, data: bytes.subarray(at + 8, at + 8 + length) };
    if (name === 'IEND') return;
    at += 12 + length;
  }
}

/** A whole file begins with its size and reaches its end. */
function sizeOfPng(bytes: Uint8Array): Size | 'damaged' {
  const [first, ...others] = chunksOfPng(bytes);
  if (first?.name !== 'IHDR' || first.data.length < 13 || others.at(-1)?.name !== 'IEND') return 'damaged';
  const view = viewOf(first.data);
  return { width: view.getUint32(0), height: view.getUint32(4), isDeep: view.getUint8(8) === 16 };
}

/** The compressed pixels of a PNG, `null` for another format. */
export function pngPixelData(bytes: Uint8Array): readonly Uint8Array[] | null {
  if (!startsWith(bytes, pngHead)) return null;
  return [...chunksOfPng(bytes)].filter(({ name }) => name === 'IDAT').map(({ data }) => data);
}

/** Four bytes a pixel at the most (a deep one counts twice), and room for the filter's byte of each row: no honest PNG unfolds to more. */
export const mostUnfoldedBytes = mostPicturePixels * 5;

/** Start of frame, with the size: 0xC0 to 0xCF but for tables (C4, CC) and a reserved one (C8). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const startOfScan = 0xda;
const endOfImage = 0xd9;

/** Walks the segments: `FF, marker, length, data`. Inside a scan FF D9 occurs only at its end, so a file without it was cut off. */
function sizeOfJpeg(bytes: Uint8Array): Size | 'damaged' | 'unknown' {
  const view = viewOf(bytes);
  let size: Size | null = null;
  for (let at = 2; at + 4 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) return 'damaged';
    if (isFrame(marker) && at + 10 <= bytes.length) {
      // Printers' four colours take a third more memory, and no phone makes them.
      if (view.getUint8(at + 9) > 3) return 'unknown';
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7), isDeep: false };
    }
    if (marker === startOfScan) return size !== null && endsAfter(bytes, at) ? size : 'damaged';
  }
  return 'damaged';
}

function endsAfter(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === endOfImage) return true;
  }
  return false;
}

/** Brands of HEIF files; an `ftyp` box with another brand is a film. */
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif', 'avis'];
const matroska = [0x1a, 0x45, 0xdf, 0xa3];

function otherFormatOf(bytes: Uint8Array): PictureObstacle {
  if (textAt(bytes, 4, 4) === 'ftyp') {
    return heicBrands.includes(textAt(bytes, 8, 4)) ? 'PictureIsHeic' : 'PictureIsVideo';
  }
  const riff = textAt(bytes, 0, 4) === 'RIFF' ? textAt(bytes, 8, 4) : '';
  if (riff === 'AVI ' || ['moov', 'mdat'].includes(textAt(bytes, 4, 4)) || startsWith(bytes, matroska)) {
    return 'PictureIsVideo';
  }
  const isOther = riff === 'WEBP' || textAt(bytes, 0, 4) === 'GIF8' || textAt(bytes, 0, 2) === 'BM' || isTiff(bytes);
  return isOther ? 'PictureFormatUnknown' : 'NotAPicture';
}

const isTiff = (bytes: Uint8Array): boolean => ['II*\0', 'MM\0*'].includes(textAt(bytes, 0, 4));
