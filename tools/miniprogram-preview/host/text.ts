/** A value of WXML or JSON as text: nothing is empty, and what is no text or number is not shown as `[object Object]`. */
export function toText(value: unknown, fallback = ''): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : fallback;
}
