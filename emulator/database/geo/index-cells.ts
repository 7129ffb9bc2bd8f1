import { requestFailed } from '../refusal.js';
import type { KeyRange } from '../storage/range.js';
import { KeyWriter, successorOf } from '../values/key-writer.js';
import type { Path } from '../values/path.js';
import { plain } from '../values/write-ejson.js';
import type { Document } from '../values/value.js';
import { boxOf, type Box } from './boxes.js';
import { cellsOfShape, coveringOf, type Cell } from './cells.js';
import { placesAt } from './places.js';
import { shapeOf } from './shape.js';

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
