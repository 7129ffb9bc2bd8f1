import { overlap, encloses, world, type Box } from './boxes';

/**
 * A piece of the world: the world cut in four, one of these in four, and so on; each digit says which. Cells that begin with another's
 * digits lie inside it, as with the cells of MongoDB's own 2dsphere index (https://s2geometry.io), which are cut otherwise.
 */
export type Cell = string;

/** Some metres across, beyond which nothing is told apart. */
const maxCellDepth = 22;

/** How many cells stand for one geometry in an index, and for the region of a query. */
const maxGeometryCells = 8;
const maxRegionCells = 24;

/** The cells under which a geometry is found in an index: together they hold all of it. */
export const coverGeometry = (box: Box): readonly Cell[] => cover([box], maxGeometryCells);

export interface Covering {
  /** Whatever lies in one of these, or in a cell within it, may be in the region. */
  readonly cells: readonly Cell[];
  /** Cells around those: what was put there for its size may reach into the region. */
  readonly ancestors: readonly Cell[];
}

/** The cells to look at for a region. */
export function coverRegion(boxes: readonly Box[]): Covering {
  const cells = cover(boxes, maxRegionCells);
  const ancestors = cells.flatMap((cell) => Array.from(cell, (_, length) => cell.slice(0, length)));
  return { cells, ancestors: [...new Set(ancestors)] };
}

/** Cuts what lies partly outside, the largest first, as long as there are few enough. */
function cover(boxes: readonly Box[], most: number): readonly Cell[] {
  const cells: { cell: Cell; box: Box }[] = [{ cell: '', box: world }];
  for (let at = 0; at < cells.length;) {
    const held = cells[at];
    if (held === undefined || held.cell.length === maxCellDepth || boxes.some((box) => encloses(box, held.box))) {
      at += 1;
      continue;
    }
    const parts = divideCell(held.cell, held.box).filter((part) => boxes.some((box) => overlap(box, part.box)));
    // One part for the whole costs nothing; more are taken while there is room.
    if (parts.length > 1 && cells.length + parts.length - 1 > most) {
      at += 1;
      continue;
    }
    cells.splice(at, 1);
    cells.push(...parts);
  }
  return cells.map(({ cell }) => cell);
}

function divideCell(cell: Cell, { west, south, east, north }: Box): readonly { cell: Cell; box: Box }[] {
  const [middle, equator] = [(west + east) / 2, (south + north) / 2];
  return [
    { cell: `${cell}0`, box: { west, south, east: middle, north: equator } },
    { cell: `${cell}1`, box: { west: middle, south, east, north: equator } },
    { cell: `${cell}2`, box: { west, south: equator, east: middle, north } },
    { cell: `${cell}3`, box: { west: middle, south: equator, east, north } },
  ];
}
