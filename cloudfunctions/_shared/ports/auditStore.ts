import type { AuditRecord } from '../../../domain/audit';

/** The audit log of what operators did. */
export interface AuditStore {
  addAudit(record: AuditRecord): Promise<void>;
}
