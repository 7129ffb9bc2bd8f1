import { getTemporaryBytes } from './files';
import { decodeText, encodeText, type Encoding } from './text-encoding';
import {
  requireNode,
  FileSystemError,
  isUserPath,
  listNames,
  getNode,
  setNode,
  removeNode,
  userDataPath,
} from './user-files';

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
  const node = isUserPath(path) ? requireNode(path, 'open') : getTemporaryBytes(path);
  if (node === undefined) throw new FileSystemError(`no such file or directory, open "${path}"`);
  if (node === 'folder') throw new FileSystemError(`illegal operation on a directory, open "${path}"`);
  return node;
}

function toBytes(data: string | ArrayBuffer, encoding: Encoding | undefined): Bytes {
  return typeof data === 'string' ? encodeText(data, encoding ?? 'utf8') : new Uint8Array(data.slice(0));
}

function write(path: string, bytes: Bytes): object {
  if (getNode(path) === 'folder') throw new FileSystemError(`illegal operation on a directory, open "${path}"`);
  setNode(path, bytes, 'open');
  return {};
}

function concatBytes(first: Bytes, second: Bytes): Bytes {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function createStats(path: string): object {
  const node = requireNode(path, 'stat');
  const size = node === 'folder' ? 0 : node.length;
  const times = { lastAccessedTime: 0, lastModifiedTime: 0 };
  return { mode: 33_206, size, ...times, isDirectory: () => node === 'folder', isFile: () => node !== 'folder' };
}

function makeFolder({ dirPath, recursive }: Options): object {
  if (getNode(dirPath) !== undefined) {
    if (recursive) return {};
    throw new FileSystemError(`file already exists, mkdir "${dirPath}"`);
  }
  const parent = dirPath.slice(0, dirPath.lastIndexOf('/'));
  if (recursive && getNode(parent) === undefined && isUserPath(parent))
    makeFolder({ dirPath: parent, recursive } as Options);
  setNode(dirPath, 'folder', 'mkdir');
  return {};
}

function removeFolder({ dirPath, recursive }: Options): object {
  requireNode(dirPath, 'rmdir');
  const names = listNames(dirPath);
  if (names.length > 0 && !recursive) throw new FileSystemError(`directory not empty, rmdir "${dirPath}"`);
  for (const name of names) {
    const path = `${dirPath}/${name}`;
    if (getNode(path) === 'folder') removeFolder({ dirPath: path, recursive: true } as Options);
    else removeNode(path);
  }
  removeNode(dirPath);
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
  syncArguments: (keyof Options)[];
  /** Returns the fields of the result. The `…Sync` form returns the first. */
  run: (options: Options) => object;
}

/** Each operation exists as `name(options)` with callbacks and as `nameSync(…arguments)`. */
export const operations: Record<string, Operation> = {
  access: { syncArguments: ['path'], run: ({ path }) => (requireNode(path, 'access'), {}) },
  readFile: {
    syncArguments: ['filePath', 'encoding'],
    run: ({ filePath, encoding }) => ({
      data: encoding === undefined ? read(filePath).buffer : decodeText(read(filePath), encoding),
    }),
  },
  writeFile: {
    syncArguments: ['filePath', 'data', 'encoding'],
    run: ({ filePath, data, encoding }) => write(filePath, toBytes(data, encoding)),
  },
  appendFile: {
    syncArguments: ['filePath', 'data', 'encoding'],
    run: ({ filePath, data, encoding }) => write(filePath, concatBytes(read(filePath), toBytes(data, encoding))),
  },
  truncate: {
    syncArguments: ['filePath', 'length'],
    run: ({ filePath, length }) => write(filePath, read(filePath).slice(0, length ?? 0)),
  },
  copyFile: { syncArguments: ['srcPath', 'destPath'], run: ({ srcPath, destPath }) => write(destPath, read(srcPath)) },
  rename: {
    syncArguments: ['oldPath', 'newPath'],
    run: ({ oldPath, newPath }) => {
      write(newPath, read(oldPath));
      removeNode(oldPath);
      return {};
    },
  },
  unlink: {
    syncArguments: ['filePath'],
    run: ({ filePath }) => {
      requireNode(filePath, 'unlink');
      removeNode(filePath);
      return {};
    },
  },
  mkdir: { syncArguments: ['dirPath', 'recursive'], run: makeFolder },
  rmdir: { syncArguments: ['dirPath', 'recursive'], run: removeFolder },
  readdir: {
    syncArguments: ['dirPath'],
    run: ({ dirPath }) => (requireNode(dirPath, 'scandir'), { files: listNames(dirPath) }),
  },
  stat: { syncArguments: ['path', 'recursive'], run: ({ path }) => ({ stats: createStats(path) }) },
  saveFile: { syncArguments: ['tempFilePath', 'filePath'], run: save },
  getFileInfo: { syncArguments: ['filePath'], run: ({ filePath }) => ({ size: read(filePath).length }) },
  removeSavedFile: { syncArguments: ['filePath'], run: ({ filePath }) => (removeNode(filePath), {}) },
};
