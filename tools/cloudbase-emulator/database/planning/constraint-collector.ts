import type { Box } from '../geo/boxes';
import { isArrayIndex, parsePath } from '../values/path';
import type { Value } from '../values/value';

/**
 * One end of a range. A `bracketed` bound admits values of its own type only, as queries do; expressions compare all
 * types.
 */
export interface Bound {
  readonly value: Value;
  readonly inclusive: boolean;
  readonly bracketed: boolean;
}

/**
 * The requirement of a query on one field, as far as an index can use it: one of `points`, or a value between `lower`
 * and `upper`. It is always weaker than the query, so every document found is tested again.
 */
export interface Constraint {
  points?: readonly Value[];
  lower?: Bound;
  upper?: Bound;
  /** The field holds a geometry that meets one of these boxes. */
  region?: readonly Box[];
}

export type Constraints = ReadonlyMap<string, Constraint>;

/** Collects constraints by path. */
export class ConstraintCollector {
  constructor(private readonly constraints: Map<string, Constraint>) {}

  private getConstraint(path: string): Constraint | undefined {
    // A number in a path may mean a position or a field name; an index covers field names only.
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

/** Equality with an array matches the whole array or an element equal to it, but an index holds elements only. */
export const isIndexable = (value: Value): boolean => !Array.isArray(value) && !(value instanceof RegExp);
