import { computeRegionRanges } from '../geo/index-cells';
import type { IndexTable } from '../storage/index-table';
import type { KeyRange } from '../storage/key-range';
import { KeyWriter, computeSuccessor } from '../values/key-writer';
import { kindOf, kinds, type Value } from '../values/value';
import type { Bound, Constraint, Constraints } from './constraint-collector';

/** As much of an index as planning needs; `_id_` is one too. */
export type IndexShape = Pick<IndexTable, 'name' | 'fields' | 'unique' | 'multikey'>;

export interface IndexBounds {
  /** In key order, not overlapping. */
  readonly ranges: readonly KeyRange[];
  /** How many leading fields are fixed to points. */
  readonly pointFieldCount: number;
  /** Does a range on the next field narrow it further? */
  readonly hasRange: boolean;
  /** Per range: how many leading bytes are the points. */
  readonly prefixLengths: readonly number[];
}

/** Beyond this many combinations of `$in` lists, later fields are left to the test (MongoDB's own planner limits explosion likewise). */
const maxPrefixes = 1000;

/** The stretches of an index that can hold matches. */
export function computeIndexBounds(index: IndexShape, constraints: Constraints): IndexBounds {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  let pointFieldCount = 0;
  for (const [at, field] of index.fields.entries()) {
    const constraint = findUsableConstraint(index, at, constraints);
    if (field.geo)
      return buildBounds(prefixes, pointFieldCount, constraint?.region && computeRegionRanges(constraint.region));
    if (constraint?.points === undefined || prefixes.length * constraint.points.length > maxPrefixes) {
      const bounds = constraint && computeFieldRange(constraint, field.direction, index.multikey[at] === true);
      return buildBounds(prefixes, pointFieldCount, bounds && [bounds]);
    }
    const { points } = constraint;
    prefixes = prefixes.flatMap((prefix) =>
      points.map((point) => new KeyWriter().writeRaw(prefix).writeComponent(point, field.direction).toBuffer()),
    );
    pointFieldCount++;
  }
  return buildBounds(prefixes, pointFieldCount, undefined);
}

/** A condition on an array that an earlier field's condition shares may be met by another element: such a pair cannot be used together. */
function findUsableConstraint(index: IndexShape, at: number, constraints: Constraints): Constraint | undefined {
  const root = index.fields[at]?.path[0];
  const shared = index.multikey[at] === true && index.fields.slice(0, at).some((field) => field.path[0] === root);
  return shared ? undefined : constraints.get(index.fields[at]?.name ?? '');
}

/** `bounds`: the stretches of the next component that count; undefined for all of it. */
function buildBounds(
  prefixes: readonly Buffer[],
  pointFieldCount: number,
  bounds: readonly KeyRange[] | undefined,
): IndexBounds {
  const distinct = new Map(prefixes.map((prefix) => [prefix.toString('latin1'), prefix]));
  const sorted = [...distinct.values()].sort((left, right) => Buffer.compare(left, right));
  const ranges = sorted.flatMap((prefix): (KeyRange & { prefix: Buffer })[] =>
    bounds === undefined
      ? [{ low: prefix, high: computeSuccessor(prefix), prefix }]
      : bounds.map(({ low, high }) => ({
          low: Buffer.concat([prefix, low]),
          high: Buffer.concat([prefix, high]),
          prefix,
        })),
  );
  return {
    ranges,
    pointFieldCount,
    hasRange: bounds !== undefined,
    prefixLengths: ranges.map(({ prefix }) => prefix.length),
  };
}

/** The stretch of one component between two bounds. An array may meet each bound by another element, so there only one counts. */
function computeFieldRange(constraint: Constraint, direction: 1 | -1, multikey: boolean): KeyRange | undefined {
  let { lower, upper } = constraint;
  if (multikey) {
    lower = lower?.bracketed === true ? lower : undefined;
    upper = upper?.bracketed === true && lower === undefined ? upper : undefined;
  }
  if (lower !== undefined && upper !== undefined && kindOf(lower.value) !== kindOf(upper.value)) upper = undefined;
  if (lower === undefined && upper === undefined) return undefined;
  const encode = (value: Value) => new KeyWriter().writeComponent(value, 1).toBuffer();
  const low =
    lower === undefined
      ? computeBracketStart(upper)
      : lower.inclusive
        ? encode(lower.value)
        : computeSuccessor(encode(lower.value));
  const high =
    upper === undefined
      ? computeBracketEnd(lower)
      : upper.inclusive
        ? computeSuccessor(encode(upper.value))
        : encode(upper.value);
  return direction === 1 ? { low, high } : invertRange(low, high);
}

const computeBracketStart = (bound: Bound | undefined): Buffer =>
  Buffer.of(bound?.bracketed === true ? kindOf(bound.value) : 0);

const computeBracketEnd = (bound: Bound | undefined): Buffer =>
  Buffer.of(bound?.bracketed === true ? kindOf(bound.value) + 1 : kinds.regExp + 1);

/**
 * The same stretch among inverted components. `low` and `high` are cuts between components (whole codes or their successors), and a cut at
 * c, "everything below c's code", becomes, seen from above, a cut just after the inverted codes that begin above it.
 */
function invertRange(low: Buffer, high: Buffer): KeyRange {
  return { low: invertCut(high), high: invertCut(low) };
}

function invertCut(cut: Buffer): Buffer {
  // Codes x < cut map to ~x. The least ~x with x < cut lies above every ~y with y >= cut, and the codes that begin with `cut` itself map
  // to strings that begin with ~cut, which is the greatest of those y: so the boundary is the successor of ~cut.
  return computeSuccessor(Buffer.from(cut.map((byte) => 0xff - byte)));
}
