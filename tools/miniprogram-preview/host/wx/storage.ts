import { storagePrefix } from '../session';
import { asyncApi, ApiFailure } from './async-api';

/** Limits: 10 MB per person and mini-program, 1 MB per key. Source: 开放文档, 存储. */
const limitKilobytes = 10 * 1024;
const entryLimitKilobytes = 1024;

/** WeChat keeps a value's type. JSON alone would lose a Date's. */
function serialize(value: unknown): string {
  return JSON.stringify(value instanceof Date ? { date: value.getTime() } : { data: value });
}

function deserialize(text: string): unknown {
  const value = JSON.parse(text) as { data?: unknown; date?: number };
  return value.date === undefined ? value.data : new Date(value.date);
}

function listKeys(): string[] {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(storagePrefix))
    .map((key) => key.slice(storagePrefix.length));
}

function readEntry(key: string): unknown {
  const text = localStorage.getItem(storagePrefix + key);
  return text === null ? '' : deserialize(text);
}

function writeEntry(key: string, data: unknown): void {
  if (data === undefined)
    throw new Error('setStorage:fail parameter error: parameter.data should be any instead of undefined');
  const text = serialize(data);
  if (text.length > entryLimitKilobytes * 1024) throw new ApiFailure('entry size limit reached');
  try {
    localStorage.setItem(storagePrefix + key, text);
  } catch {
    // The browser's quota is smaller than WeChat's total limit.
    throw new ApiFailure(`exceed storage max size ${limitKilobytes / 1024}Mb`);
  }
}

function readInfo(): { keys: string[]; currentSize: number; limitSize: number } {
  const bytes = listKeys().reduce(
    (total, key) => total + key.length + (localStorage.getItem(storagePrefix + key)?.length ?? 0),
    0,
  );
  return { keys: listKeys(), currentSize: Math.ceil(bytes / 1024), limitSize: limitKilobytes };
}

const removeEntry = (key: string): void => localStorage.removeItem(storagePrefix + key);
const clearEntries = (): void => listKeys().forEach(removeEntry);

/** `wx.setStorage` and the other storage APIs, per person and mini-program. */
export const storage = {
  getStorageSync: readEntry,
  setStorageSync: writeEntry,
  removeStorageSync: removeEntry,
  clearStorageSync: clearEntries,
  getStorageInfoSync: readInfo,
  setStorage: asyncApi<{ key: string; data: unknown }>('setStorage', ({ key, data }) => writeEntry(key, data)),
  removeStorage: asyncApi<{ key: string }>('removeStorage', ({ key }) => removeEntry(key)),
  clearStorage: asyncApi('clearStorage', clearEntries),
  getStorageInfo: asyncApi('getStorageInfo', readInfo),
  getStorage: asyncApi<{ key: string }>('getStorage', ({ key }) => {
    if (!listKeys().includes(key)) throw new ApiFailure('data not found');
    return { data: readEntry(key) };
  }),
  batchSetStorageSync: (pairs: { key: string; value: unknown }[]): void =>
    pairs.forEach(({ key, value }) => writeEntry(key, value)),
  batchGetStorageSync: (wanted: string[]): unknown[] => wanted.map(readEntry),
};
