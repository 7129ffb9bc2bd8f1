/** The folders of cloud storage in which people put pictures; `storage.json` says who reads and writes them. */
export const storageFolders = ['avatars', 'covers', 'groupQrs'] as const;
export type StorageFolder = (typeof storageFolders)[number];

/** The place in cloud storage where one person's files of one kind lie. */
export interface FilePlace {
  /** The environment's id, '' where it is unknown. */
  readonly environment: string;
  readonly folder: StorageFolder;
  /** Names the person in paths; see `uploaderIdOf`. */
  readonly uploaderId: string;
}

/** `<folder>/<uploader>/<name>.<extension>`: the form of `storage.json`, which no `..` or encoded sign fits. */
const pathPattern = /^([A-Za-z]+)\/([0-9a-f]{32})\/[A-Za-z0-9-]{1,64}\.(?:gif|jpg|jpeg|png|webp)$/;

/** `cloud://<environment>.<bucket>/<path>`. */
const fileIdPattern = /^cloud:\/\/([A-Za-z0-9-]+)\.[A-Za-z0-9-]+\/(.*)$/s;

/**
 * Tells whether a file id lies in this place. A function may read every file of its environment and is not told who created one, so the path itself
 * must name the person.
 */
export function isInPlace(fileId: string, { environment, folder, uploaderId }: FilePlace): boolean {
  const [, fileEnvironment, path = ''] = fileIdPattern.exec(fileId) ?? [];
  const [, fileFolder, fileUploader] = pathPattern.exec(path) ?? [];
  return fileEnvironment === environment && fileFolder === folder && fileUploader === uploaderId;
}
