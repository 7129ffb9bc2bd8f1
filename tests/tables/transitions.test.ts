import { describe, expect, it } from 'vitest';
import { allSwaps, applySwap, nameOf, tables, textsOf, type TableName } from './cells';
import { expectedTransitions } from './expectedTransitions';

function expectTable(name: TableName): void {
  expect(textsOf(tables[name])).toEqual(expectedTransitions[name]);
}

describe('transition tables', () => {
  it.each(Object.keys(tables) as TableName[])('Every cell of the %s table decides what is written by hand', expectTable);

  it('A table in domain/ has no cell that nobody wrote down', () => {
    expect(Object.keys(expectedTransitions).sort()).toEqual(Object.keys(tables).sort());
  });

  it('A cell swapped for anything else fails the comparison of its table', () => {
    const survivors = allSwaps().filter((swap) => {
      const restore = applySwap(swap);
      try {
        expectTable(swap.table);
        return true;
      } catch {
        return false;
      } finally {
        restore();
      }
    });
    expect(survivors.map(nameOf)).toEqual([]);
    // 256 cells in five tables: none may be left out of the swaps.
    expect(new Set(allSwaps().map(({ table, state, event }) => `${table}.${state}.${event}`)).size).toBe(256);
  });
});
