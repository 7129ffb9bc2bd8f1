import type { Store } from '../ports';
import { auditStore } from './auditStore';
import { groupQrStore } from './groupQrStore';
import { groupStore } from './groupStore';
import { ledgerStore } from './ledgerStore';
import { membershipStore } from './membershipStore';
import { orderStore } from './orderStore';
import { rateLimitStore } from './rateLimitStore';
import { reconciliationStore } from './reconciliationStore';
import { securityEventStore } from './securityEventStore';
import { sweepStore } from './sweepStore';
import { userStore } from './userStore';

/** The documents in CloudBase's database. */
export const store: Store = {
  ...userStore,
  ...groupStore,
  ...groupQrStore,
  ...membershipStore,
  ...orderStore,
  ...ledgerStore,
  ...reconciliationStore,
  ...securityEventStore,
  ...auditStore,
  ...rateLimitStore,
  ...sweepStore,
};
