import type { Files, StoredContent } from '../ports';
import { sdk } from './sdk';

/** By its temporary address instead of `downloadFile`, which loads a file of any size into memory. */
export const readStoredFile: Files['read'] = async (fileId, mostBytes) => {
  const { fileList } = await sdk.getTempFileURL({ fileList: [fileId] });
  const url = fileList[0]?.tempFileURL;
  if (!url) return { kind: 'absent' };
  const response = await fetch(url);
  if (response.status === 404) return { kind: 'absent' };
  if (!response.ok || !response.body) throw new Error(`storage answered ${response.status} for a download`);
  return readAtMost(response.body, mostBytes);
};

async function readAtMost(body: ReadableStream<Uint8Array>, mostBytes: number): Promise<StoredContent> {
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the download.
  for await (const part of body) {
    length += part.length;
    if (length > mostBytes) return { kind: 'tooLarge' };
    parts.push(part);
  }
  return { kind: 'found', bytes: Buffer.concat(parts) };
}
