import { computeRegionRanges } from '../geo/index-cells';
import type { IndexTable } from '../storage/index-table';
import type { KeyRange } from '../storage/key-range';
import { KeyWriter, computeSuccessor } from '../values/key-writer';
import { kindOf, kinds, type Value } from '../values/value';
import type { Bound, Constraint, Constraints } from './constraint-collector';

/** The part of an index that planning needs; `_id_` has it, too. */
export type IndexShape = Pick<IndexTable, 'name' | 'fields' | 'unique' | 'multikey'>;

export interface IndexBounds {
  /** In key order, without overlaps. */
  readonly ranges: readonly KeyRange[];
  /** The number of leading fields that are fixed to points. */
  readonly pointFieldCount: number;
  /** True when a range narrows the field after the points. */
  readonly hasRange: boolean;
  /** Per range: the length of the key prefix that encodes the points, in bytes. */
  readonly prefixLengths: readonly number[];
}

/**
 * With more combinations of `$in` lists than this, later fields are left to the query itself (MongoDB's planner limits
 * the explosion in a similar way).
 */
const maxPrefixes = 1000;

/** Computes the key ranges of an index that can hold matches. */
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

/**
 * Conditions on two fields below the same array may be met by different elements, so an index scan can use only the
 * first.
 */
function findUsableConstraint(index: IndexShape, at: number, constraints: Constraints): Constraint | undefined {
  const root = index.fields[at]?.path[0];
  const shared = index.multikey[at] === true && index.fields.slice(0, at).some((field) => field.path[0] === root);
  return shared ? undefined : constraints.get(index.fields[at]?.name ?? '');
}

/** `bounds` are the ranges of the field after the points; `undefined` stands for all of it. */
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

/**
 * Computes the key range of one field. In an array each bound may be met by another element, so only one bound counts.
 */
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
 * Converts a range to descending keys. `low` and `high` are cuts between components: whole codes or their successors. A
 * cut at c means "everything below the code of c"; in inverted order it becomes a cut just after the inverted codes
 * that begin above it.
 */
function invertRange(low: Buffer, high: Buffer): KeyRange {
  return { low: invertCut(high), high: invertCut(low) };
}

function invertCut(cut: Buffer): Buffer {
  // Codes x < cut map to ~x. The least ~x with x < cut is above every ~y with y >= cut. The codes that begin with `cut`
  // itself map to strings that begin with ~cut, the greatest of those ~y, so the boundary is the successor of ~cut.
  return computeSuccessor(Buffer.from(cut.map((byte) => 0xff - byte)));
}
