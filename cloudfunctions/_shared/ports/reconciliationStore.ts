import type { Difference, Reconciliation } from '../../../domain/reconciliation';
import type { Day } from '../../../domain/time';

/** The reconciliations of the ledger with WeChat Pay's bills, and the differences they found. */
export interface ReconciliationStore {
  latestReconciledDay(): Promise<Day | null>;
  addReconciliation(reconciliation: Reconciliation): Promise<boolean>;
  saveReconciliation(before: Reconciliation, after: Reconciliation): Promise<boolean>;
  /** Those that wait: least often tried first, then oldest first. */
  waitingReconciliations(limit: number): Promise<readonly Reconciliation[]>;
  addDifference(difference: Difference): Promise<boolean>;
}
