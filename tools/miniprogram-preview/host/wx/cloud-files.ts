import { callControlApi } from '../control-api';
import { session } from '../session';

interface CloudFile {
  fileID: string;
  tempFileURL: string;
  status: number;
  errMsg: string;
}

const cachedUrls = new Map<string, Promise<string>>();

/** Temporary addresses of files in cloud storage, in the order asked. */
export async function fetchCloudFileUrls(fileIDs: string[]): Promise<CloudFile[]> {
  const { files } = await callControlApi<{ files: CloudFile[] }>('storage/urls', { fileIDs, as: session.person });
  return files;
}

/** Deletes files that are the person's own; what becomes of each is told apart. */
export async function deleteCloudFiles(fileIDs: string[]): Promise<Omit<CloudFile, 'tempFileURL'>[]> {
  const { files } = await callControlApi<{ files: CloudFile[] }>('storage/delete', { fileIDs, as: session.person });
  for (const { fileID, status } of files) if (status === 0) cachedUrls.delete(fileID);
  return files;
}

/** The address of one file, empty when it may not be read; asked once. */
export function fetchCloudFileUrl(fileID: string): Promise<string> {
  const address =
    cachedUrls.get(fileID) ??
    fetchCloudFileUrls([fileID]).then(
      ([file]) => file?.tempFileURL ?? '',
      () => '',
    );
  cachedUrls.set(fileID, address);
  return address;
}
