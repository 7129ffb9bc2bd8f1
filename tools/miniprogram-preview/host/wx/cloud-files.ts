import { callControlApi } from '../control-api';
import { session } from '../session';

interface CloudFile {
  fileID: string;
  tempFileURL: string;
  status: number;
  errMsg: string;
}

const cachedUrls = new Map<string, Promise<string>>();

/** Fetches temporary URLs of files in cloud storage, in the requested order. */
export async function fetchCloudFileUrls(fileIDs: string[]): Promise<CloudFile[]> {
  const { files } = await callControlApi<{ files: CloudFile[] }>('storage/urls', { fileIDs, as: session.person });
  return files;
}

/** Deletes the person's own files. Each file has its own status. */
export async function deleteCloudFiles(fileIDs: string[]): Promise<Omit<CloudFile, 'tempFileURL'>[]> {
  const { files } = await callControlApi<{ files: CloudFile[] }>('storage/delete', { fileIDs, as: session.person });
  for (const { fileID, status } of files) if (status === 0) cachedUrls.delete(fileID);
  return files;
}

/** Returns the URL of one file, empty when it may not be read. The answer is cached. */
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
