import { requestFailed } from '../refusal';
import type { KeyRange } from '../storage/key-range';
import { KeyWriter, computeSuccessor } from '../values/key-writer';
import type { Path } from '../values/path';
import { plain } from '../values/write-ejson';
import type { Document } from '../values/value';
import { computeBox, type Box } from './boxes';
import { coverGeometry, coverRegion, type Cell } from './cells';
import { listGeometries, tryReadGeometry } from './geometry';

/** Returns the cells of all geometries at a path. Refuses a value that is not a geometry, as MongoDB's index does. */
export function extractCells(document: Document, path: Path): readonly Cell[] {
  const cells = listGeometries(document, path).flatMap((value) => {
    const geometry = tryReadGeometry(value);
    if (geometry === undefined) throw requestFailed(`Can't extract geo keys: ${JSON.stringify(plain(value))}`);
    return coverGeometry(computeBox(geometry));
  });
  return [...new Set(cells)];
}

/** Computes the ranges of an index field that can hold geometries of a region, in key order. */
export function computeRegionRanges(boxes: readonly Box[]): readonly KeyRange[] {
  const { cells, ancestors } = coverRegion(boxes);
  const ranges = [
    ...cells.map((cell) => toKeyRange(encodeCellPrefix(cell))),
    ...ancestors.map((cell) => toKeyRange(new KeyWriter().writeComponent(cell, 1).toBuffer())),
  ];
  return ranges.sort((left, right) => Buffer.compare(left.low, right.low));
}

const toKeyRange = (low: Buffer): KeyRange => ({ low, high: computeSuccessor(low) });

/** Encodes a cell without its terminator, so that the keys of all cells inside it share this prefix. */
function encodeCellPrefix(cell: Cell): Buffer {
  const whole = new KeyWriter().writeComponent(cell, 1).toBuffer();
  const end = new KeyWriter().writeComponent('', 1).toBuffer().length - 1;
  return whole.subarray(0, whole.length - end);
}
