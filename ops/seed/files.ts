import { readFile } from 'node:fs/promises';
import { storagePaths, type FileIds } from './documents';
import { requestControl, type SeedEnvironment } from './environment';
import { seedGroups } from './groups';
import { pathInStorage } from './pathInStorage';
import { owners, people } from './people';
import { renderQrCard } from './qr';

interface Upload {
  readonly path: string;
  /** The person who owns the file. */
  readonly as: string;
  readonly content: Buffer;
}

async function readImage(path: string, as: string): Promise<Upload> {
  return { path, as, content: await readFile(new URL(`images/${path}`, import.meta.url)) };
}

async function prepareUploads(): Promise<Upload[]> {
  const qrCards = seedGroups.map(({ id, owner }) => ({
    path: storagePaths.groupQr(id),
    as: owners[owner].name,
    content: renderQrCard(id),
  }));
  const images = await Promise.all([
    ...people.map(({ name }) => readImage(storagePaths.avatar(name), name)),
    ...seedGroups.map(({ id, owner }) => readImage(storagePaths.cover(id), owners[owner].name)),
  ]);
  return [...images, ...qrCards];
}

/** Puts every avatar, cover and group QR into storage, each uploaded by the person it belongs to. */
export async function uploadImages(environment: SeedEnvironment): Promise<FileIds> {
  const uploads = await prepareUploads();
  const uploaded = await Promise.all(
    uploads.map(async ({ path, as, content }) => {
      const query = new URLSearchParams({ path: pathInStorage(path, environment.openidOf(as)), as });
      const { fileID } = await requestControl<{ fileID: string }>(
        environment,
        'POST',
        `storage/upload?${query.toString()}`,
        content,
      );
      return [path, fileID] as const;
    }),
  );
  return new Map(uploaded);
}
