import { readFile } from 'node:fs/promises';
import { storagePaths, type FileIds } from './documents';
import { listings } from './groups';
import { everybody, owners } from './people';
import { renderQrCard } from './qr';
import { requestControl, type SeedTarget } from './target';

interface Upload {
  readonly path: string;
  /** The person whose file it is. */
  readonly as: string;
  readonly content: Buffer;
}

async function readImage(path: string, as: string): Promise<Upload> {
  return { path, as, content: await readFile(new URL(`images/${path}`, import.meta.url)) };
}

async function prepareUploads(): Promise<Upload[]> {
  const qrCards = listings.map(({ id, owner }) => ({
    path: storagePaths.groupQr(id),
    as: owners[owner].name,
    content: Buffer.from(renderQrCard(id)),
  }));
  const images = await Promise.all([
    ...everybody.map(({ name }) => readImage(storagePaths.avatar(name), name)),
    ...listings.map(({ id, owner }) => readImage(storagePaths.cover(id), owners[owner].name)),
  ]);
  return [...images, ...qrCards];
}

/** Puts every avatar, cover and group QR into storage, each uploaded by the person it belongs to. */
export async function uploadImages(target: SeedTarget): Promise<FileIds> {
  const uploads = await prepareUploads();
  const uploaded = await Promise.all(
    uploads.map(async ({ path, as, content }) => {
      const query = new URLSearchParams({ path, as });
      const { fileID } = await requestControl<{ fileID: string }>(
        target,
        'POST',
        `storage/upload?${query.toString()}`,
        content,
      );
      return [path, fileID] as const;
    }),
  );
  return new Map(uploaded);
}
