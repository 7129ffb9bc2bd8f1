import type { Collection } from '../storage/collection';
import { isDocument, type Document } from '../values/value';
import { collectConstraints } from './constraints';
import type { EvaluateConstant } from './expression-constraints';
import { choosePlan, type IndexScan } from './planner';

/**
 * Plans an `$or` that no single index serves: one index per branch, each combined with the other conditions of the
 * query. Returns `undefined` when a branch has no index.
 */
export function planOrBranches(
  collection: Collection,
  query: Document,
  evaluateConstant: EvaluateConstant,
): readonly IndexScan[] | undefined {
  const { $or: branches, ...others } = query;
  if (!Array.isArray(branches)) return undefined;
  const plans: IndexScan[] = [];
  for (const branch of branches) {
    if (!isDocument(branch)) return undefined;
    const plan = choosePlan(collection, collectConstraints({ $and: [others, branch] }, evaluateConstant), []);
    if (plan.index === null) return undefined;
    plans.push(plan);
  }
  return plans;
}
