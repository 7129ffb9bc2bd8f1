import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { mostUnfoldedBytes, pngPixelData } from '../../../domain/picture';
import type { QrReader } from '../ports';

/** More QRs than this in one picture are a poster, not a group's card. */
const mostQrs = 8;

/**
 * zxing-cpp as WebAssembly. It unpacks PNG and JPEG itself, to grey: a photograph of 12 megapixels takes 0.6 s and 140 MB, where unpacking
 * it in JavaScript alone takes 450 MB. `wasm`: the bytes of `zxing_reader.wasm`, which the build puts into the function's bundle.
 */
export function createQrReader(wasm: Uint8Array): QrReader {
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
  return {
    async read(picture) {
      const compressed = pngPixelData(picture);
      if (compressed && !(await unfolds(compressed))) return null;
      const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: mostQrs });
      if (found.some(({ isValid }) => !isValid)) return null;
      return found.map(({ text }) => text);
    },
  };
}

/**
 * Tells whether a PNG's pixels unfold, and to no more than a picture has. The reader would unfold all of them first: six megabytes can hold six
 * gigabytes.
 */
async function unfolds(compressed: readonly Uint8Array[]): Promise<boolean> {
  let length = 0;
  try {
    for await (const part of Readable.from(compressed).pipe(createInflate()) as AsyncIterable<Uint8Array>) {
      length += part.length;
      if (length > mostUnfoldedBytes) return false;
    }
    return true;
  } catch {
    return false;
  }
}
