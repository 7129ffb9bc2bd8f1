import type { Reconciliation } from '../../../domain/reconciliation';
import type { ReconciliationStore } from '../ports';
import { add, first, save } from './documents';
import { database } from './sdk';

export const reconciliationStore: ReconciliationStore = {
  async latestReconciledDay() {
    const { data } = await database.collection('reconciliations').orderBy('day', 'desc').limit(1).get();
    return first(data as Reconciliation[])?.day ?? null;
  },
  addReconciliation: (reconciliation) => add('reconciliations', reconciliation),
  saveReconciliation: (before, after) => save('reconciliations', before, after),
  async waitingReconciliations(limit) {
    const waiting = database.collection('reconciliations').where({ state: 'Waiting' });
    const { data } = await waiting
      .orderBy('attempts', 'asc')
      .orderBy('day', 'asc')
      .orderBy('_id', 'asc')
      .limit(limit)
      .get();
    return data as Reconciliation[];
  },
  addDifference: (difference) => add('differences', difference),
};
