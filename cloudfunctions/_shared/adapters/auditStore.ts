import type { AuditStore } from '../ports';
import { add } from './documents';

export const auditStore: AuditStore = {
  async addAudit(record) {
    await add('audit', record);
  },
};
