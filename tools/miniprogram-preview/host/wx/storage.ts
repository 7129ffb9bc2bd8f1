import { storagePrefix } from '../session';
import { asyncApi, Refusal } from './async-api';

/** Source: 开放文档, 存储: 10 MB for each person and mini-program, 1 MB for one key. */
const limitKilobytes = 10 * 1024;
const limitKilobytesOfOne = 1024;

/** WeChat keeps a value's type; JSON alone would lose a Date's. */
function packed(value: unknown): string {
  return JSON.stringify(value instanceof Date ? { date: value.getTime() } : { data: value });
}

function unpacked(text: string): unknown {
  const value = JSON.parse(text) as { data?: unknown; date?: number };
  return value.date === undefined ? value.data : new Date(value.date);
}

function keys(): string[] {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(storagePrefix))
    .map((key) => key.slice(storagePrefix.length));
}

function get(key: string): unknown {
  const text = localStorage.getItem(storagePrefix + key);
  return text === null ? '' : unpacked(text);
}

function set(key: string, data: unknown): void {
  if (data === undefined)
    throw new Error('setStorage:fail parameter error: parameter.data should be any instead of undefined');
  const text = packed(data);
  if (text.length > limitKilobytesOfOne * 1024) throw new Refusal('entry size limit reached');
  try {
    localStorage.setItem(storagePrefix + key, text);
  } catch {
    // The browser's own quota is the smaller of the two for everything together.
    throw new Refusal(`exceed storage max size ${limitKilobytes / 1024}Mb`);
  }
}

function info(): { keys: string[]; currentSize: number; limitSize: number } {
  const bytes = keys().reduce(
    (total, key) => total + key.length + (localStorage.getItem(storagePrefix + key)?.length ?? 0),
    0,
  );
  return { keys: keys(), currentSize: Math.ceil(bytes / 1024), limitSize: limitKilobytes };
}

const remove = (key: string): void => localStorage.removeItem(storagePrefix + key);
const clear = (): void => keys().forEach(remove);

/** `wx.setStorage` and its kin, per person and mini-program. */
export const storage = {
  getStorageSync: get,
  setStorageSync: set,
  removeStorageSync: remove,
  clearStorageSync: clear,
  getStorageInfoSync: info,
  setStorage: asyncApi<{ key: string; data: unknown }>('setStorage', ({ key, data }) => set(key, data)),
  removeStorage: asyncApi<{ key: string }>('removeStorage', ({ key }) => remove(key)),
  clearStorage: asyncApi('clearStorage', clear),
  getStorageInfo: asyncApi('getStorageInfo', info),
  getStorage: asyncApi<{ key: string }>('getStorage', ({ key }) => {
    if (!keys().includes(key)) throw new Refusal('data not found');
    return { data: get(key) };
  }),
  batchSetStorageSync: (pairs: { key: string; value: unknown }[]): void =>
    pairs.forEach(({ key, value }) => set(key, value)),
  batchGetStorageSync: (wanted: string[]): unknown[] => wanted.map(get),
};
