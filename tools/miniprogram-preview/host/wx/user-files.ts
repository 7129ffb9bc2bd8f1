/** Files below `wx.env.USER_DATA_PATH`, in memory: a reload deletes them. */
export const userDataPath = 'wxfile://usr';

/** A folder is a path without bytes. */
const nodes = new Map<string, Uint8Array<ArrayBuffer> | 'folder'>([[userDataPath, 'folder']]);
const urls = new Map<Uint8Array, string>();

/** An error in the words of WeChat's file system, after `<api>:fail `. */
export class FileSystemError extends Error {}

const trimSlashes = (path: string): string => path.replace(/\/+$/, '');
const getParent = (path: string): string => path.slice(0, path.lastIndexOf('/'));

export function isUserPath(path: string): boolean {
  return path === userDataPath || path.startsWith(`${userDataPath}/`);
}

export function getNode(path: string): Uint8Array<ArrayBuffer> | 'folder' | undefined {
  return nodes.get(trimSlashes(path));
}

/** Returns a node; fails when it doesn't exist. */
export function requireNode(path: string, verb: string): Uint8Array<ArrayBuffer> | 'folder' {
  const node = getNode(path);
  if (node === undefined) throw new FileSystemError(`no such file or directory, ${verb} "${path}"`);
  return node;
}

export function setNode(path: string, node: Uint8Array<ArrayBuffer> | 'folder', verb: string): void {
  if (!isUserPath(path)) throw new FileSystemError(`permission denied, ${verb} "${path}"`);
  if (nodes.get(getParent(trimSlashes(path))) !== 'folder')
    throw new FileSystemError(`no such file or directory, ${verb} "${path}"`);
  nodes.set(trimSlashes(path), node);
}

export function removeNode(path: string): void {
  nodes.delete(trimSlashes(path));
}

/** Lists the names in a folder. */
export function listNames(path: string): string[] {
  const prefix = `${trimSlashes(path)}/`;
  return [...nodes.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((name) => !name.includes('/'));
}

/** Returns a URL under which the browser can show the file, or an empty string when it doesn't exist. */
export function getUserFileUrl(path: string): string {
  const node = getNode(path);
  if (node === undefined || node === 'folder') return '';
  const address = urls.get(node) ?? URL.createObjectURL(new Blob([node]));
  urls.set(node, address);
  return address;
}
