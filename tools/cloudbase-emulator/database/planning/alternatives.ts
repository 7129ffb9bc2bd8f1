import type { Collection } from '../storage/collection';
import { isDocument, type Document } from '../values/value';
import { constraintsOf } from './constraints';
import type { ConstantOf } from './expression-constraints';
import { planOf, type IndexScan } from './planner';

/**
 * For a query that no single index serves: its `$or`, with an index for every branch (joined by what else the query demands). `undefined` when
 * a branch has none.
 */
export function alternativesOf(
  collection: Collection,
  query: Document,
  constantOf: ConstantOf,
): readonly IndexScan[] | undefined {
  const { $or: branches, ...others } = query;
  if (!Array.isArray(branches)) return undefined;
  const plans: IndexScan[] = [];
  for (const branch of branches) {
    if (!isDocument(branch)) return undefined;
    const plan = planOf(collection, constraintsOf({ $and: [others, branch] }, constantOf), []);
    if (plan.index === null) return undefined;
    plans.push(plan);
  }
  return plans;
}
