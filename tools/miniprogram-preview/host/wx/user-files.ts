/** Files below `wx.env.USER_DATA_PATH`, in memory: gone with the page, as with a mini-program that was deleted. */
export const userDataPath = 'wxfile://usr';

/** A folder is a path without bytes. */
const nodes = new Map<string, Uint8Array<ArrayBuffer> | 'folder'>([[userDataPath, 'folder']]);
const addresses = new Map<Uint8Array, string>();

/** Refusals in the words of WeChat's file system, after `<api>:fail `. */
export class FileRefusal extends Error {}

const tidy = (path: string): string => path.replace(/\/+$/, '');
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

export function isUserPath(path: string): boolean {
  return path === userDataPath || path.startsWith(`${userDataPath}/`);
}

export function nodeAt(path: string): Uint8Array<ArrayBuffer> | 'folder' | undefined {
  return nodes.get(tidy(path));
}

/** Refuses what is not there, or lies outside the user's own folder. */
export function demand(path: string, verb: string): Uint8Array<ArrayBuffer> | 'folder' {
  const node = nodeAt(path);
  if (node === undefined) throw new FileRefusal(`no such file or directory, ${verb} "${path}"`);
  return node;
}

export function put(path: string, node: Uint8Array<ArrayBuffer> | 'folder', verb: string): void {
  if (!isUserPath(path)) throw new FileRefusal(`permission denied, ${verb} "${path}"`);
  if (nodes.get(parentOf(tidy(path))) !== 'folder')
    throw new FileRefusal(`no such file or directory, ${verb} "${path}"`);
  nodes.set(tidy(path), node);
}

export function take(path: string): void {
  nodes.delete(tidy(path));
}

/** Names in a folder. */
export function namesIn(path: string): string[] {
  const prefix = `${tidy(path)}/`;
  return [...nodes.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .filter((name) => !name.includes('/'));
}

/** An address under which the browser can show the file; empty when there is none. */
export function userFileAddress(path: string): string {
  const node = nodeAt(path);
  if (node === undefined || node === 'folder') return '';
  const address = addresses.get(node) ?? URL.createObjectURL(new Blob([node]));
  addresses.set(node, address);
  return address;
}
