import type { PageStart } from '../ports';

/** A cursor is `<number>_<id>`, as `contracts/shapes.ts` has checked. */
export function pageStart(cursor: string | undefined): PageStart | null {
  if (cursor === undefined) return null;
  const cut = cursor.indexOf('_');
  return { value: Number(cursor.slice(0, cut)), id: cursor.slice(cut + 1) };
}

/** Splits off the extra row that was requested to find out whether a next page exists. */
export function page<Row>(rows: readonly Row[], size: number, startOf: (last: Row) => PageStart) {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const next = rows.length > size && last !== undefined ? startOf(last) : null;
  return { shown, next: next && `${next.value}_${next.id}` };
}
