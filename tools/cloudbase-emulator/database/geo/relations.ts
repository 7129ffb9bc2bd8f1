import type { Shape } from './shape';
import type { Position } from './sphere';

type Line = readonly Position[];
type Polygon = readonly Line[];

/** Is every part of `inner` inside one of the polygons of `outer`? */
export function isWithin(inner: Shape, outer: Shape): boolean {
  const holds = (line: Line) =>
    outer.polygons.some(
      (polygon) => line.every((point) => isInside(point, polygon)) && !polygon.some((ring) => cross(line, ring, true)),
    );
  const lines = [...inner.lines, ...inner.polygons.flatMap(([border]) => (border === undefined ? [] : [border]))];
  return inner.points.every((point) => holds([point])) && lines.every(holds);
}

/** Do two geometries share a place? */
export function doIntersect(left: Shape, right: Shape): boolean {
  return touches(left, right) || touches(right, left) || edgesCross(left, right);
}

/** Does a vertex of `left` lie on or in `right`? */
function touches(left: Shape, right: Shape): boolean {
  const vertices = [...left.points, ...left.lines.flat(), ...left.polygons.flat(2)];
  return vertices.some(
    (point) =>
      right.points.some((other) => point[0] === other[0] && point[1] === other[1]) ||
      right.lines.some((line) => edgesOf(line).some(([from, to]) => isOn(point, from, to))) ||
      right.polygons.some((polygon) => isInside(point, polygon)),
  );
}

function edgesCross(left: Shape, right: Shape): boolean {
  const linesOf = ({ lines, polygons }: Shape): Line[] => [...lines, ...polygons.flat()];
  return linesOf(left).some((line) => linesOf(right).some((other) => cross(line, other, false)));
}

/** Inside the border and in no hole; the border itself counts. */
function isInside(point: Position, [border, ...holes]: Polygon): boolean {
  if (border === undefined || !isInRing(point, border)) return false;
  return !holes.some((hole) => isInRing(point, hole) && !edgesOf(hole).some(([from, to]) => isOn(point, from, to)));
}

/** Counts the edges a ray to the east crosses. */
function isInRing(point: Position, ring: Line): boolean {
  const [x, y] = point;
  let inside = false;
  for (const [from, to] of edgesOf(ring)) {
    if (isOn(point, from, to)) return true;
    if (from[1] > y !== to[1] > y && x < ((to[0] - from[0]) * (y - from[1])) / (to[1] - from[1]) + from[0]) {
      inside = !inside;
    }
  }
  return inside;
}

const edgesOf = (line: Line): [Position, Position][] =>
  line.slice(1).map((to, at): [Position, Position] => [line[at] ?? to, to]);

/** On which side of the line from `from` to `to` a point lies. */
const sideOf = (point: Position, from: Position, to: Position): number =>
  Math.sign((to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]));

function isOn(point: Position, from: Position, to: Position): boolean {
  const between = (axis: 0 | 1) =>
    point[axis] >= Math.min(from[axis], to[axis]) && point[axis] <= Math.max(from[axis], to[axis]);
  return sideOf(point, from, to) === 0 && between(0) && between(1);
}

/** Do edges of two lines cross? `properly`: touching does not count. */
function cross(left: Line, right: Line, properly: boolean): boolean {
  return edgesOf(left).some(([a, b]) =>
    edgesOf(right).some(([c, d]) => {
      const splits = sideOf(c, a, b) * sideOf(d, a, b);
      const isSplit = sideOf(a, c, d) * sideOf(b, c, d);
      if (splits < 0 && isSplit < 0) return true;
      return !properly && (isOn(c, a, b) || isOn(d, a, b) || isOn(a, c, d) || isOn(b, c, d));
    }),
  );
}
