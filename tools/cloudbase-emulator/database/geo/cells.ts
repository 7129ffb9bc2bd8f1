import { overlap, encloses, world, type Box } from './boxes';

/**
 * A quadtree cell: each digit selects one quarter of the cell before it, starting with the whole world. A cell lies
 * inside every cell whose digits begin its own, as with the cells of MongoDB's 2dsphere index (https://s2geometry.io),
 * which divides the sphere differently.
 */
export type Cell = string;

/** A cell of this depth is a few metres across; the index does not distinguish anything smaller. */
const maxCellDepth = 22;

/** Limits on the cells that stand for one geometry in an index and for the region of a query. */
const maxGeometryCells = 8;
const maxRegionCells = 24;

/** Returns the cells under which an index stores a geometry. Together they cover all of it. */
export const coverGeometry = (box: Box): readonly Cell[] => cover([box], maxGeometryCells);

export interface Covering {
  /** A geometry stored in one of these cells, or in a cell inside one of them, may be in the region. */
  readonly cells: readonly Cell[];
  /** The ancestors of those cells: a large geometry stored in one of them may reach into the region. */
  readonly ancestors: readonly Cell[];
}

/** Returns the cells that an index scan of a region must visit. */
export function coverRegion(boxes: readonly Box[]): Covering {
  const cells = cover(boxes, maxRegionCells);
  const ancestors = cells.flatMap((cell) => Array.from(cell, (_, length) => cell.slice(0, length)));
  return { cells, ancestors: [...new Set(ancestors)] };
}

/** Divides the cells that are partly outside the boxes, the largest first, while the limit allows it. */
function cover(boxes: readonly Box[], max: number): readonly Cell[] {
  const cells: { cell: Cell; box: Box }[] = [{ cell: '', box: world }];
  for (let at = 0; at < cells.length;) {
    const current = cells[at];
    if (
      current === undefined ||
      current.cell.length === maxCellDepth ||
      boxes.some((box) => encloses(box, current.box))
    ) {
      at += 1;
      continue;
    }
    const parts = divideCell(current.cell, current.box).filter((part) => boxes.some((box) => overlap(box, part.box)));
    // Replacing a cell by a single quarter is free; more quarters need room.
    if (parts.length > 1 && cells.length + parts.length - 1 > max) {
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
