import { requestFailed } from '../refusal';
import type { KeyRange } from '../storage/range';
import { KeyWriter, successorOf } from '../values/key-writer';
import type { Path } from '../values/path';
import { plain } from '../values/write-ejson';
import type { Document } from '../values/value';
import { boxOf, type Box } from './boxes';
import { cellsOfShape, coveringOf, type Cell } from './cells';
import { placesAt } from './places';
import { shapeOf } from './shape';

/** The cells of the geometries a document holds at a path; none when it holds nothing. Refuses what is no geometry, as MongoDB's index does. */
export function cellsAt(document: Document, path: Path): readonly Cell[] {
  const cells = placesAt(document, path).flatMap((place) => {
    const shape = shapeOf(place);
    if (shape === undefined) throw requestFailed(`Can't extract geo keys: ${JSON.stringify(plain(place))}`);
    return cellsOfShape(boxOf(shape));
  });
  return [...new Set(cells)];
}

/** The stretches of an index's component that hold what may lie in a region, in key order. */
export function rangesOfRegion(boxes: readonly Box[]): readonly KeyRange[] {
  const { inside, around } = coveringOf(boxes);
  const ranges = [
    ...inside.map((cell) => stretch(beginningOf(cell))),
    ...around.map((cell) => stretch(new KeyWriter().component(cell, 1).take())),
  ];
  return ranges.sort((left, right) => Buffer.compare(left.low, right.low));
}

const stretch = (low: Buffer): KeyRange => ({ low, high: successorOf(low) });

/** A cell's key without its end, so that the keys of all cells within begin so. */
function beginningOf(cell: Cell): Buffer {
  const whole = new KeyWriter().component(cell, 1).take();
  const end = new KeyWriter().component('', 1).take().length - 1;
  return whole.subarray(0, whole.length - end);
}
