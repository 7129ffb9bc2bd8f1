import type { Box } from '../geo/boxes';
import { isArrayIndex, parsePath } from '../values/path';
import type { Value } from '../values/value';

/** One end of a range. `bracketed`: only values of the same type lie inside, as in queries; in expressions all types compare. */
export interface Bound {
  readonly value: Value;
  readonly inclusive: boolean;
  readonly bracketed: boolean;
}

/**
 * What a query demands of one field, as far as an index can use it: one of `points`, or between `lower` and `upper`. Always weaker than the
 * query itself: every document found is tested again.
 */
export interface Constraint {
  points?: readonly Value[];
  lower?: Bound;
  upper?: Bound;
  /** A place somewhere in these. */
  region?: readonly Box[];
}

export type Constraints = ReadonlyMap<string, Constraint>;

/** Gathers constraints by path. */
export class ConstraintCollector {
  constructor(private readonly constraints: Map<string, Constraint>) {}

  private getConstraint(path: string): Constraint | undefined {
    // A number in a path means a position or a field; indexes know only the latter.
    if (parsePath(path).some(isArrayIndex)) return undefined;
    const constraint = this.constraints.get(path) ?? {};
    this.constraints.set(path, constraint);
    return constraint;
  }

  addPoints(path: string, values: readonly Value[]): void {
    if (!values.every(isIndexable)) return;
    const constraint = this.getConstraint(path);
    if (constraint === undefined) return;
    if (constraint.points === undefined || values.length < constraint.points.length) constraint.points = values;
  }

  addRegion(path: string, boxes: readonly Box[]): void {
    const constraint = this.getConstraint(path);
    if (constraint !== undefined) constraint.region ??= boxes;
  }

  addLower(path: string, bound: Bound): void {
    const constraint = this.getConstraint(path);
    if (constraint !== undefined) constraint.lower ??= bound;
  }

  addUpper(path: string, bound: Bound): void {
    const constraint = this.getConstraint(path);
    if (constraint !== undefined) constraint.upper ??= bound;
  }
}

/** Equality with an array means the array itself or an element equal to it; an index holds elements only. */
export const isIndexable = (value: Value): boolean => !Array.isArray(value) && !(value instanceof RegExp);
