import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';

/** The security events. */
export interface SecurityEventStore {
  addSecurityEvent(event: SecurityEvent): Promise<void>;
  event(eventId: string): Promise<SecurityEvent | null>;
  /** Security events that no operator has resolved, oldest first. */
  openSecurityEvents(limit: number): Promise<readonly (SecurityEvent & { readonly person: User | null })[]>;
  /** Marks an event as resolved; returns whether it was unresolved. */
  resolveSecurityEvent(eventId: string, at: Date): Promise<boolean>;
}
