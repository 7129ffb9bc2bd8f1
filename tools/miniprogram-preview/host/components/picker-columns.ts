/** The wheels of a picker: their rows, the selected rows, and the value of a selection. */
export interface Columns {
  rows: string[][];
  /** The selected row of each wheel after the last `selectRow`. */
  readonly chosen: number[];
  /** Selects a row and returns the new rows: a month determines how many days there are. */
  selectRow(column: number, row: number): string[][];
  toValue(chosen: number[]): unknown;
  /** Additional fields of the event's detail. */
  toDetail?(chosen: number[]): object;
}

const padTwo = (value: number): string => String(value).padStart(2, '0');

/** Creates wheels of numbers with units. The bounds of a wheel may depend on the wheels before it. */
function createNumberColumns(
  start: number[],
  units: string[],
  bounds: (before: number[], column: number) => [from: number, to: number],
  joint: string,
): Columns {
  const state: number[] = [];
  const ranges = (): number[][] =>
    units.map((_, column) => {
      const [from, to] = bounds(state, column);
      state[column] = Math.min(Math.max(state[column] ?? start[column] ?? from, from), to);
      return Array.from({ length: to - from + 1 }, (__, index) => from + index);
    });
  const rows = (): string[][] =>
    ranges().map((range, column) => range.map((number) => `${padTwo(number)}${units[column] ?? ''}`));
  const first = rows();
  return {
    rows: first,
    get chosen() {
      return ranges().map((range, column) => range.indexOf(state[column] ?? 0));
    },
    selectRow: (column, row) => {
      state[column] = ranges()[column]?.[row] ?? 0;
      return rows();
    },
    toValue: (chosen) => {
      chosen.forEach((row, column) => (state[column] = ranges()[column]?.[row] ?? 0));
      return state.map(padTwo).join(joint);
    },
  };
}

/** Limits a wheel to `start` and `end` while all wheels before it are at that edge. */
function limitBounds(start: number[], end: number[], widest: (before: number[], column: number) => [number, number]) {
  return (before: number[], column: number): [number, number] => {
    const [from, to] = widest(before, column);
    const isAtEdge = (edge: number[]): boolean =>
      edge.length > column && edge.slice(0, column).every((n, i) => n === before[i]);
    return [isAtEdge(start) ? (start[column] ?? from) : from, isAtEdge(end) ? (end[column] ?? to) : to];
  };
}

const parseNumbers = (text: string, separator: string): number[] =>
  text === '' ? [] : text.split(separator).map(Number);

/** `value`, `start` and `end` have the form `hh:mm`. */
export function createTimeColumns(value: string, start: string, end: string): Columns {
  const widest = (_: number[], column: number): [number, number] => [0, column === 0 ? 23 : 59];
  return createNumberColumns(
    parseNumbers(value, ':'),
    ['时', '分'],
    limitBounds(parseNumbers(start, ':'), parseNumbers(end, ':'), widest),
    ':',
  );
}

/** `value`, `start` and `end` have the form `YYYY-MM-DD`, shortened according to `fields`. */
export function createDateColumns(value: string, start: string, end: string, fields: string): Columns {
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  const at = value === '' ? today : parseNumbers(value, '-');
  const depth = { year: 1, month: 2, day: 3 }[fields] ?? 3;
  const widest = ([year = 0, month = 0]: number[], column: number): [number, number] => {
    if (column === 0) return [(at[0] ?? 0) - 60, (at[0] ?? 0) + 60];
    return [1, column === 1 ? 12 : new Date(year, month, 0).getDate()];
  };
  const bounds = limitBounds(parseNumbers(start, '-'), parseNumbers(end, '-'), widest);
  return createNumberColumns(at, ['年', '月', '日'].slice(0, depth), bounds, '-');
}
