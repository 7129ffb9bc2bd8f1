import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';

/** The security events. */
export interface SecurityEventStore {
  /** Adds an event; returns whether it is new. */
  addSecurityEvent(event: SecurityEvent): Promise<boolean>;
  /** Counts one more time of an event that is open, up to `most`. */
  repeatSecurityEvent(eventId: string, at: Date, most: number): Promise<void>;
  event(eventId: string): Promise<SecurityEvent | null>;
  /** Security events that no operator has resolved, the worst first, then the oldest. */
  openSecurityEvents(limit: number): Promise<readonly (SecurityEvent & { readonly person: User | null })[]>;
  /** Marks as resolved all events of this kind and person that did not happen again after `through`. */
  resolveSecurityEvents(line: Pick<SecurityEvent, 'kind' | 'openid'>, through: Date, at: Date): Promise<void>;
}
