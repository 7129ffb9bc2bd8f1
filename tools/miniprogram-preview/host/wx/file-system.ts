import { bytesOf } from './files';
import { asText, fromText, type Encoding } from './text-encoding';
import { demand, FileRefusal, isUserPath, namesIn, nodeAt, put, take, userDataPath } from './user-files';

interface Options {
  filePath: string;
  path: string;
  dirPath: string;
  srcPath: string;
  destPath: string;
  oldPath: string;
  newPath: string;
  tempFilePath: string;
  data: string | ArrayBuffer;
  encoding: Encoding;
  recursive: boolean;
  length: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

function read(path: string): Bytes {
  const node = isUserPath(path) ? demand(path, 'open') : bytesOf(path);
  if (node === undefined) throw new FileRefusal(`no such file or directory, open "${path}"`);
  if (node === 'folder') throw new FileRefusal(`illegal operation on a directory, open "${path}"`);
  return node;
}

function bytesFrom(data: string | ArrayBuffer, encoding: Encoding | undefined): Bytes {
  return typeof data === 'string' ? fromText(data, encoding ?? 'utf8') : new Uint8Array(data.slice(0));
}

function write(path: string, bytes: Bytes): object {
  if (nodeAt(path) === 'folder') throw new FileRefusal(`illegal operation on a directory, open "${path}"`);
  put(path, bytes, 'open');
  return {};
}

function joined(first: Bytes, second: Bytes): Bytes {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function statOf(path: string): object {
  const node = demand(path, 'stat');
  const size = node === 'folder' ? 0 : node.length;
  const times = { lastAccessedTime: 0, lastModifiedTime: 0 };
  return { mode: 33_206, size, ...times, isDirectory: () => node === 'folder', isFile: () => node !== 'folder' };
}

function makeFolder({ dirPath, recursive }: Options): object {
  if (nodeAt(dirPath) !== undefined) {
    if (recursive) return {};
    throw new FileRefusal(`file already exists, mkdir "${dirPath}"`);
  }
  const parent = dirPath.slice(0, dirPath.lastIndexOf('/'));
  if (recursive && nodeAt(parent) === undefined && isUserPath(parent))
    makeFolder({ dirPath: parent, recursive } as Options);
  put(dirPath, 'folder', 'mkdir');
  return {};
}

function removeFolder({ dirPath, recursive }: Options): object {
  demand(dirPath, 'rmdir');
  const names = namesIn(dirPath);
  if (names.length > 0 && !recursive) throw new FileRefusal(`directory not empty, rmdir "${dirPath}"`);
  for (const name of names) {
    const path = `${dirPath}/${name}`;
    if (nodeAt(path) === 'folder') removeFolder({ dirPath: path, recursive: true } as Options);
    else take(path);
  }
  take(dirPath);
  return {};
}

let savedFiles = 0;

function save({ tempFilePath, filePath }: Options): object {
  const ending = /\.\w+$/.exec(tempFilePath)?.[0] ?? '';
  const savedFilePath = filePath ?? `${userDataPath}/saved-${++savedFiles}${ending}`;
  write(savedFilePath, read(tempFilePath));
  return { savedFilePath };
}

interface Operation {
  /** Names of the arguments of the `…Sync` form. */
  takes: (keyof Options)[];
  /** The fields of the result; the `…Sync` form returns the first. */
  run: (options: Options) => object;
}

/** Each operation exists as `name(options)` with callbacks and as `nameSync(…arguments)`. */
export const operations: Record<string, Operation> = {
  access: { takes: ['path'], run: ({ path }) => (demand(path, 'access'), {}) },
  readFile: {
    takes: ['filePath', 'encoding'],
    run: ({ filePath, encoding }) => ({
      data: encoding === undefined ? read(filePath).buffer : asText(read(filePath), encoding),
    }),
  },
  writeFile: {
    takes: ['filePath', 'data', 'encoding'],
    run: ({ filePath, data, encoding }) => write(filePath, bytesFrom(data, encoding)),
  },
  appendFile: {
    takes: ['filePath', 'data', 'encoding'],
    run: ({ filePath, data, encoding }) => write(filePath, joined(read(filePath), bytesFrom(data, encoding))),
  },
  truncate: {
    takes: ['filePath', 'length'],
    run: ({ filePath, length }) => write(filePath, read(filePath).slice(0, length ?? 0)),
  },
  copyFile: { takes: ['srcPath', 'destPath'], run: ({ srcPath, destPath }) => write(destPath, read(srcPath)) },
  rename: {
    takes: ['oldPath', 'newPath'],
    run: ({ oldPath, newPath }) => {
      write(newPath, read(oldPath));
      take(oldPath);
      return {};
    },
  },
  unlink: {
    takes: ['filePath'],
    run: ({ filePath }) => {
      demand(filePath, 'unlink');
      take(filePath);
      return {};
    },
  },
  mkdir: { takes: ['dirPath', 'recursive'], run: makeFolder },
  rmdir: { takes: ['dirPath', 'recursive'], run: removeFolder },
  readdir: {
    takes: ['dirPath'],
    run: ({ dirPath }) => (demand(dirPath, 'scandir'), { files: namesIn(dirPath) }),
  },
  stat: { takes: ['path', 'recursive'], run: ({ path }) => ({ stats: statOf(path) }) },
  saveFile: { takes: ['tempFilePath', 'filePath'], run: save },
  getFileInfo: { takes: ['filePath'], run: ({ filePath }) => ({ size: read(filePath).length }) },
  removeSavedFile: { takes: ['filePath'], run: ({ filePath }) => (take(filePath), {}) },
};
