import { groupTransitions } from '../../domain/group';
import { groupQrTransitions } from '../../domain/groupQr';
import { membershipTransitions } from '../../domain/membership';
import { orderTransitions } from '../../domain/order';
import { refundTransitions } from '../../domain/refund';
import { noop, refused, to, type TransitionTable } from '../../domain/transition';
import type { ExpectedTable, expectedTransitions } from './expectedTransitions';

export type TableName = keyof typeof expectedTransitions;
type Table = TransitionTable<string, string>;
type Cell = Table[string][string];

export const tables: Readonly<Record<TableName, Table>> = {
  order: orderTransitions,
  refund: refundTransitions,
  membership: membershipTransitions,
  group: groupTransitions,
  groupQr: groupQrTransitions,
};

/** A cell in the notation of `expectedTransitions`. */
function textOf(cell: Cell): string {
  if (cell.kind === 'moved') return `to ${cell.to}`;
  return cell.kind === 'refused' ? `refuse ${cell.code}` : 'noop';
}

function cellOf(text: string): Cell {
  const [kind, word = ''] = text.split(' ');
  if (kind === 'to') return to(word);
  return kind === 'refuse' ? refused(word) : noop;
}

export const textsOf = (table: Table): ExpectedTable =>
  Object.fromEntries(
    Object.entries(table).map(([state, row]) => [
      state,
      Object.fromEntries(Object.entries(row).map(([event, cell]) => [event, textOf(cell)])),
    ]),
  );

/** One cell changed to another value, as by a mistake. */
export interface Swap {
  readonly table: TableName;
  readonly state: string;
  readonly event: string;
  readonly text: string;
}

export const nameOf = ({ table, state, event, text }: Swap): string => `${table}.${state}.${event}: ${text}`;

/** Every cell changed into every other one: a repeat, each code of its table, each state. */
export function allSwaps(): Swap[] {
  return (Object.keys(tables) as TableName[]).flatMap((table) => {
    const rows = Object.entries(textsOf(tables[table]));
    const used = rows.flatMap(([, row]) => Object.values(row));
    const targets = Object.keys(tables[table]).map((state) => `to ${state}`);
    const texts = [...new Set(['noop', 'refuse SomethingElse', ...used, ...targets])];
    return rows.flatMap(([state, row]) =>
      Object.entries(row).flatMap(([event, now]) =>
        texts.filter((text) => text !== now).map((text) => ({ table, state, event, text })),
      ),
    );
  });
}

/** Changes the cell in the object that domain/ itself uses; the returned function restores it. */
export function applySwap({ table, state, event, text }: Swap): () => void {
  const row = tables[table][state] as Record<string, Cell>;
  const before = row[event];
  if (!before) throw new Error(`no cell ${table}.${state}.${event}`);
  row[event] = cellOf(text);
  return () => {
    row[event] = before;
  };
}
