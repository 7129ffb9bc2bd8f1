/** Files of the phone: what was picked or made, by a temporary path that the browser can open. */
const temporary = new Map<string, Blob>();

/** Keeps bytes under a temporary path. The path ends in the file's extension, as pages read it off. */
export function keepTemporary(blob: Blob, extension: string): string {
  const path = `${URL.createObjectURL(blob)}#.${extension}`;
  temporary.set(path, blob);
  return path;
}

/** The bytes behind a temporary path or any address that can be fetched. */
export async function fileBytes(path: string): Promise<Blob> {
  const known = temporary.get(path);
  if (known !== undefined) return known;
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

/** Lets the person choose files from this computer. Nothing chosen gives an empty list. */
export function pickFiles(accept: string, multiple: boolean): Promise<PickedFile[]> {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept, multiple, hidden: true });
  input.dataset['testid'] = 'pick-files';
  document.body.append(input);
  return new Promise((resolve) => {
    const done = (): void => {
      const files = [...(input.files ?? [])];
      input.remove();
      resolve(
        files.map((file) => ({
          path: keepTemporary(file, extensionOf(file.name)),
          size: file.size,
          name: file.name,
          type: file.type,
        })),
      );
    };
    input.addEventListener('change', done);
    input.addEventListener('cancel', done);
    input.click();
  });
}

function extensionOf(name: string): string {
  return name.includes('.') ? (name.split('.').pop() ?? 'bin') : 'bin';
}

const saved = new Map<string, string | ArrayBuffer>();

interface FileCall {
  filePath: string;
  data?: string | ArrayBuffer;
  encoding?: string;
  success?: (result: object) => void;
  fail?: (result: object) => void;
}

/** The little of WeChat's file system that pages use: write, read, remove, in memory. */
export const fileSystem = {
  writeFileSync: (path: string, data: string | ArrayBuffer): void => void saved.set(path, data),
  readFileSync: (path: string): string | ArrayBuffer => {
    const data = saved.get(path);
    if (data === undefined) throw new Error(`readFileSync:fail no such file or directory, open ${path}`);
    return data;
  },
  unlinkSync: (path: string): void => void saved.delete(path),
  writeFile: ({ filePath, data = '', success }: FileCall): void => {
    saved.set(filePath, data);
    success?.({ errMsg: 'writeFile:ok' });
  },
  readFile: ({ filePath, encoding, success, fail }: FileCall): void => {
    const read = async (): Promise<string | ArrayBuffer> => {
      const kept = saved.get(filePath);
      if (kept !== undefined) return kept;
      const bytes = await (await fileBytes(filePath)).arrayBuffer();
      return encoding === 'base64' ? base64(bytes) : encoding === undefined ? bytes : new TextDecoder().decode(bytes);
    };
    read().then(
      (data) => success?.({ errMsg: 'readFile:ok', data }),
      (error: unknown) => fail?.({ errMsg: `readFile:fail ${String(error)}` }),
    );
  },
};

function base64(bytes: ArrayBuffer): string {
  return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCodePoint(byte)).join(''));
}
