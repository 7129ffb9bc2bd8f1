import { session } from './session';

/**
 * Copies a value as it would arrive in the other thread: own enumerable values of plain data. WeChat requires data to
 * be representable as JSON; a Date becomes text. Functions stay, because components pass them to each other inside the
 * logic thread.
 */
export function cloneData(value: unknown): unknown {
  if (value === null || typeof value !== 'object')
    return typeof value === 'symbol' || typeof value === 'bigint' ? undefined : value;
  if (Array.isArray(value)) return value.map((item: unknown) => cloneData(item) ?? null);
  if (value instanceof Date) return value.toJSON();
  if (value instanceof Map || value instanceof Set) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, cloneData(item)]),
  );
}

/** Copies `setData`'s first argument. A top-level undefined is dropped with WeChat's warning, except in libraries. */
export function cloneSetData(data: Record<string, unknown>, path: string): Record<string, unknown> {
  const defined = Object.entries(data).filter(([key, value]) => {
    const own = !path.startsWith('miniprogram_npm/') || session.verbose;
    if (value === undefined && own) console.warn(`[${path}] setData: setting "${key}" to undefined is invalid`);
    return value !== undefined;
  });
  return Object.fromEntries(defined.map(([key, value]) => [key, cloneData(value)]));
}
