/** Wheels of a picker: their rows, the chosen ones, and what a choice is worth. */
export interface Columns {
  rows: string[][];
  chosen: number[];
  /** The rows once `column` stands at `row`: a month decides how many days there are. */
  rowsAfter(column: number, row: number): string[][];
  valueOf(chosen: number[]): unknown;
}

const two = (value: number): string => String(value).padStart(2, '0');
const counted = (from: number, to: number, unit: string): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${two(from + index)}${unit}`);

export function timeColumns(value: string): Columns {
  const [hour = 0, minute = 0] = value.split(':').map(Number);
  const rows = [counted(0, 23, '时'), counted(0, 59, '分')];
  return { rows, chosen: [hour, minute], rowsAfter: () => rows, valueOf: ([h = 0, m = 0]) => `${two(h)}:${two(m)}` };
}

/** `value`, `start` and `end` are `YYYY-MM-DD`, or less of it as `fields` says. */
export function dateColumns(value: string, start: string, end: string, fields: string): Columns {
  const now = new Date();
  const [year = now.getFullYear(), month = now.getMonth() + 1, day = now.getDate()] =
    value === '' ? [] : value.split('-').map(Number);
  const firstYear = Number(start.slice(0, 4)) || year - 60;
  const lastYear = Number(end.slice(0, 4)) || year + 60;
  const depth = { year: 1, month: 2, day: 3 }[fields] ?? 3;
  const state = [year - firstYear, month - 1, day - 1];
  const rows = (): string[][] => {
    const days = new Date(firstYear + (state[0] ?? 0), (state[1] ?? 0) + 1, 0).getDate();
    return [counted(firstYear, lastYear, '年'), counted(1, 12, '月'), counted(1, days, '日')].slice(0, depth);
  };
  return {
    rows: rows(),
    chosen: [...state].slice(0, depth),
    rowsAfter: (column, row) => {
      state[column] = row;
      return rows();
    },
    valueOf: ([y = 0, m = 0, d = 0]) => [String(firstYear + y), two(m + 1), two(d + 1)].slice(0, depth).join('-'),
  };
}
