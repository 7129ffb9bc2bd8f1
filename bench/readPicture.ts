import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createQrReader } from '../cloudfunctions/_shared/adapters/qrReader';

/** Reads one picture in a process of its own, whose memory is then the reader's and Node's, and prints what it took as JSON. */
export interface Reading {
  readonly texts: readonly string[] | null;
  readonly tookMs: number;
  /** The most memory of the whole process. */
  readonly megabytes: number;
}

const picture = readFileSync(process.argv[2] ?? '');
const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
const startedAt = performance.now();
const texts = await createQrReader(wasm).read(picture);
const reading: Reading = {
  texts,
  tookMs: Math.round(performance.now() - startedAt),
  megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.stdout.write(JSON.stringify(reading));
