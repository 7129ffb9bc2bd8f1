/**
 * Converts a value of WXML or JSON to text: null and undefined are empty, and an object is never shown as `[object
 * Object]`.
 */
export function toText(value: unknown, fallback = ''): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : fallback;
}
