import type { Geometry } from './geometry';
import type { Position } from './sphere';

type Line = readonly Position[];
type Polygon = readonly Line[];

/** True when every part of `inner` is inside a polygon of `outer`. */
export function isWithin(inner: Geometry, outer: Geometry): boolean {
  const holds = (line: Line) =>
    outer.polygons.some(
      (polygon) =>
        line.every((point) => isInside(point, polygon)) && !polygon.some((ring) => linesCross(line, ring, true)),
    );
  const lines = [...inner.lines, ...inner.polygons.flatMap(([border]) => (border === undefined ? [] : [border]))];
  return inner.points.every((point) => holds([point])) && lines.every(holds);
}

/** True when two geometries share a point. */
export function intersects(left: Geometry, right: Geometry): boolean {
  return hasVertexOn(left, right) || hasVertexOn(right, left) || edgesCross(left, right);
}

/** True when a vertex of `left` is on or in `right`. */
function hasVertexOn(left: Geometry, right: Geometry): boolean {
  const vertices = [...left.points, ...left.lines.flat(), ...left.polygons.flat(2)];
  return vertices.some(
    (point) =>
      right.points.some((other) => point[0] === other[0] && point[1] === other[1]) ||
      right.lines.some((line) => listEdges(line).some(([from, to]) => isOnEdge(point, from, to))) ||
      right.polygons.some((polygon) => isInside(point, polygon)),
  );
}

function edgesCross(left: Geometry, right: Geometry): boolean {
  const linesOf = ({ lines, polygons }: Geometry): Line[] => [...lines, ...polygons.flat()];
  return linesOf(left).some((line) => linesOf(right).some((other) => linesCross(line, other, false)));
}

/** True for a point inside the border or on it, unless it is inside a hole. */
function isInside(point: Position, [border, ...holes]: Polygon): boolean {
  if (border === undefined || !isInRing(point, border)) return false;
  return !holes.some(
    (hole) => isInRing(point, hole) && !listEdges(hole).some(([from, to]) => isOnEdge(point, from, to)),
  );
}

/** Counts the edges that a ray to the east crosses. */
function isInRing(point: Position, ring: Line): boolean {
  const [x, y] = point;
  let inside = false;
  for (const [from, to] of listEdges(ring)) {
    if (isOnEdge(point, from, to)) return true;
    if (from[1] > y !== to[1] > y && x < ((to[0] - from[0]) * (y - from[1])) / (to[1] - from[1]) + from[0]) {
      inside = !inside;
    }
  }
  return inside;
}

const listEdges = (line: Line): [Position, Position][] =>
  line.slice(1).map((to, at): [Position, Position] => [line[at] ?? to, to]);

/** Returns the sign of the side of the line `from`–`to` on which a point lies; 0 means on the line. */
const computeSide = (point: Position, from: Position, to: Position): number =>
  Math.sign((to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]));

function isOnEdge(point: Position, from: Position, to: Position): boolean {
  const between = (axis: 0 | 1) =>
    point[axis] >= Math.min(from[axis], to[axis]) && point[axis] <= Math.max(from[axis], to[axis]);
  return computeSide(point, from, to) === 0 && between(0) && between(1);
}

/** True when an edge of one line crosses an edge of the other. With `properly`, touching does not count. */
function linesCross(left: Line, right: Line, properly: boolean): boolean {
  return listEdges(left).some(([a, b]) =>
    listEdges(right).some(([c, d]) => {
      const splits = computeSide(c, a, b) * computeSide(d, a, b);
      const isSplit = computeSide(a, c, d) * computeSide(b, c, d);
      if (splits < 0 && isSplit < 0) return true;
      return !properly && (isOnEdge(c, a, b) || isOnEdge(d, a, b) || isOnEdge(a, c, d) || isOnEdge(b, c, d));
    }),
  );
}
