/** Files below `wx.env.USER_DATA_PATH`, in memory: gone with the page, as with a mini-program that was deleted. */
export const userDataPath = 'wxfile://usr';

/** A folder is a path without bytes. */
const nodes = new Map<string, Uint8Array<ArrayBuffer> | 'folder'>([[userDataPath, 'folder']]);
const urls = new Map<Uint8Array, string>();

/** Refusals in the words of WeChat's file system, after `<api>:fail `. */
export class FileSystemError extends Error {}

const trimSlashes = (path: string): string => path.replace(/\/+$/, '');
const getParent = (path: string): string => path.slice(0, path.lastIndexOf('/'));

export function isUserPath(path: string): boolean {
  return path === userDataPath || path.startsWith(`${userDataPath}/`);
}

export function getNode(path: string): Uint8Array<ArrayBuffer> | 'folder' | undefined {
  return nodes.get(trimSlashes(path));
}

/** Refuses what is not there, or lies outside the user's own folder. */
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

/** Names in a folder. */
export function listNames(path: string): string[] {
  const prefix = `${trimSlashes(path)}/`;
  return [...nodes.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((name) => !name.includes('/'));
}

/** An address under which the browser can show the file; empty when there is none. */
export function getUserFileUrl(path: string): string {
  const node = getNode(path);
  if (node === undefined || node === 'folder') return '';
  const address = urls.get(node) ?? URL.createObjectURL(new Blob([node]));
  urls.set(node, address);
  return address;
}
