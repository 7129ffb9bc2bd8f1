import type { Columns } from './picker-columns';
import { regions, type Region } from './regions';

const depths: Record<string, number> = { province: 1, city: 2, region: 3, 'sub-district': 3 };

/**
 * Creates up to three wheels, each showing the regions within the selection of the wheel before. `customItem` is the
 * first row of each wheel and leaves the remaining wheels open.
 */
export function createRegionColumns(value: string[], level: string, customItem: string): Columns {
  const depth = depths[level] ?? 3;
  const custom: Region[] = customItem === '' ? [] : [{ name: customItem, code: '' }];
  const listRegions = (chosen: number[]): Region[][] => {
    const found: Region[][] = [];
    let within: Region[] | undefined = regions;
    for (let column = 0; column < depth; column += 1) {
      const list: Region[] = [...custom, ...(within ?? [])];
      found.push(list);
      within = list[Math.min(chosen[column] ?? 0, list.length - 1)]?.children;
    }
    return found;
  };
  const chosen: number[] = [];
  for (let column = 0; column < depth; column += 1)
    chosen[column] = Math.max(
      0,
      (listRegions(chosen)[column] ?? []).findIndex(({ name }) => name === value[column]),
    );
  const rows = (): string[][] => listRegions(chosen).map((list) => list.map(({ name }) => name));
  const pickRegions = (indexes: number[]): Region[] =>
    listRegions(indexes).map((list, column) => list[indexes[column] ?? 0] ?? { name: '', code: '' });
  return {
    rows: rows(),
    get chosen() {
      return [...chosen];
    },
    selectRow: (column, row) => {
      chosen.splice(column, depth, row, ...Array.from({ length: depth - column - 1 }, () => 0));
      return rows();
    },
    toValue: (indexes) => pickRegions(indexes).map(({ name }) => name),
    toDetail: (indexes) => ({
      code: pickRegions(indexes)
        .map(({ code }) => code)
        .filter(Boolean),
      postcode: '',
    }),
  };
}
