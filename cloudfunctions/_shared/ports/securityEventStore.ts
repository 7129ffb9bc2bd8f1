import type { SecurityEvent } from '../../../domain/security';
import type { User } from '../../../domain/user';

/** The security events. */
export interface SecurityEventStore {
  addSecurityEvent(event: SecurityEvent): Promise<void>;
  event(eventId: string): Promise<SecurityEvent | null>;
  /** Security events no operator is done with, oldest first. */
  openSecurityEvents(limit: number): Promise<readonly (SecurityEvent & { readonly person: User | null })[]>;
  /** Marks an open event as handled; answers whether it was open. */
  resolveSecurityEvent(eventId: string, at: Date): Promise<boolean>;
}
