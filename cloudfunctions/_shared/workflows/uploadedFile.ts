import { uploaderIdOf } from '../../../domain/ids';
import { isInPlace, type StorageFolder } from '../../../domain/storedFile';
import type { Context } from '../runtime/operation';

/** Tells whether the caller put this file there; says nothing about whether it exists. Costs no call. */
export function isCallersFile({ ports, caller }: Context, folder: StorageFolder, fileId: string): boolean {
  const uploaderId = uploaderIdOf(ports.hash, caller.openid);
  return isInPlace(fileId, { environment: ports.files.environment, folder, uploaderId });
}

/**
 * Tells whether the caller put this file there and it exists. Callers refuse both cases in the same words: whoever asks about the files of others
 * learns nothing.
 */
export async function hasUploaded(context: Context, folder: StorageFolder, fileId: string): Promise<boolean> {
  if (!isCallersFile(context, folder, fileId)) return false;
  const [url] = await context.ports.files.temporaryUrls([fileId]);
  return typeof url === 'string';
}
