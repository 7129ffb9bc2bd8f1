import { activeKeyOf } from '../../../domain/order';
import type { Membership } from '../../../domain/membership';
import { shownLine, shownText } from '../../../domain/text';
import type { Ports } from '../ports';

/** An applicant's message to the managers of a group. */
export interface ApplicationMessage {
  readonly message: string;
  readonly contact: string;
}

/** A message may be older than the rules for what people type. */
const shown = ({ message, contact }: ApplicationMessage): ApplicationMessage => ({
  message: shownText(message),
  contact: shownLine(contact),
});

/** Sealed for one membership in one round, so it can't be opened anywhere else. `null`: no key is set. */
export function encryptMessage(
  ports: Ports,
  membershipId: string,
  round: number,
  message: ApplicationMessage,
): string | null {
  return ports.secrets.seal(JSON.stringify(message), activeKeyOf(membershipId, round));
}

/** The message of the last application; empty if there is none, or if its key is gone. */
export function decryptMessage(ports: Ports, membership: Membership): ApplicationMessage {
  const none = { message: '', contact: '' };
  if (membership.encryptedMessage === null) return none;
  const round =
    membership.history.filter((transition) => transition.event === 'applied').at(-1)?.round ?? membership.round;
  const text = ports.secrets.open(membership.encryptedMessage, activeKeyOf(membership._id, round));
  if (text !== null) return shown(JSON.parse(text) as ApplicationMessage);
  ports.log.warn('an application message can not be decrypted', { membershipId: membership._id, round });
  return none;
}
