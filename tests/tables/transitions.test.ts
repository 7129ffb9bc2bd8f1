import { describe, expect, it } from 'vitest';
import { allSwaps, applySwap, nameOf, tables, textsOf, type TableName } from './cells';
import { expectedTransitions } from './expectedTransitions';

const expectTable = (name: TableName): void => expect(textsOf(tables[name])).toEqual(expectedTransitions[name]);

describe('transition tables', () => {
  it.each(Object.keys(tables) as TableName[])(
    'The %s table matches the handwritten decision of every cell',
    expectTable,
  );

  it('Every table in domain/ has an expectation, and every expectation has a table', () => {
    expect(Object.keys(expectedTransitions).sort()).toEqual(Object.keys(tables).sort());
  });

  it('A cell changed to any other value fails the test of its table', () => {
    const swaps = allSwaps();
    const survivors = swaps.filter((swap) => {
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
    const written = Object.values(expectedTransitions).flatMap((rows) => Object.values(rows).flatMap(Object.keys));
    expect(new Set(swaps.map(({ table, state, event }) => `${table}.${state}.${event}`)).size).toBe(written.length);
  });
});
