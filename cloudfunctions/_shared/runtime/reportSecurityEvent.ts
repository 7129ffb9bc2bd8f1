import { mostCounted, type SecurityEvent } from '../../../domain/security';
import type { Ports, SecurityEventStore } from '../ports';

/** Records an event for operators; one that is known already is counted, up to a limit. */
export async function reportSecurityEvent(ports: Ports<SecurityEventStore>, event: SecurityEvent): Promise<void> {
  if (await ports.store.addSecurityEvent(event)) return;
  await ports.store.repeatSecurityEvent(event._id, event.at, mostCounted);
}
