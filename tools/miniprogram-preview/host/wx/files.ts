import { getNode } from './user-files';

interface Temporary {
  blob: Blob;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Picked or created files of the phone, by a temporary path that the browser can open. */
const temporary = new Map<string, Temporary>();

/** Stores bytes under a temporary path. The path ends with the file's extension, because pages read it. */
export async function createTemporaryFile(blob: Blob, extension: string): Promise<string> {
  const path = `${URL.createObjectURL(blob)}#.${extension}`;
  temporary.set(path, { blob, bytes: new Uint8Array(await blob.arrayBuffer()) });
  return path;
}

/** Returns the bytes of a temporary file synchronously, or undefined when it doesn't exist. */
export function getTemporaryBytes(path: string): Uint8Array<ArrayBuffer> | undefined {
  return temporary.get(path)?.bytes;
}

/** Returns the bytes of a temporary path, a file in the user folder or any URL that can be fetched. */
export async function readAsBlob(path: string): Promise<Blob> {
  const known = temporary.get(path);
  if (known !== undefined) return known.blob;
  const node = getNode(path);
  if (node !== undefined && node !== 'folder') return new Blob([node]);
  const response = await fetch(path);
  if (!response.ok) throw new Error(`no such file ${path}`);
  return response.blob();
}

export interface PickedFile {
  path: string;
  size: number;
  name: string;
  type: string;
}

/** Lets the person choose files from this computer. Resolves to an empty list when none was chosen. */
export function pickFiles(accept: string, multiple: boolean): Promise<PickedFile[]> {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept, multiple, hidden: true });
  input.dataset['testid'] = 'pick-files';
  document.body.append(input);
  const toPickedFile = async (file: File): Promise<PickedFile> => ({
    path: await createTemporaryFile(file, getExtension(file.name)),
    size: file.size,
    name: file.name,
    type: file.type,
  });
  return new Promise((resolve) => {
    const finish = (): void => {
      const files = [...(input.files ?? [])];
      input.remove();
      resolve(Promise.all(files.map(toPickedFile)));
    };
    input.addEventListener('change', finish);
    input.addEventListener('cancel', finish);
    input.click();
  });
}

function getExtension(name: string): string {
  return name.includes('.') ? (name.split('.').pop() ?? 'bin') : 'bin';
}
