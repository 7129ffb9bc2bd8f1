import { activeKeyOf } from '../../../domain/order';
import type { Membership } from '../../../domain/membership';
import { shownLine, shownText } from '../../../domain/text';
import type { Ports, RateLimitStore, SecurityEventStore } from '../ports';
import { refuse, type Context } from '../runtime/operation';
import { withinRateLimit } from '../runtime/rateLimit';
import type { Refusal } from '../../../contracts/contract';

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

/** The refusals of an application's text. */
type MessageRefusal = 'TooManyAttempts' | 'TextRefused' | 'CheckUnavailable' | 'Unavailable';

/** Has WeChat check an applicant's message, and encrypts it. Counted, because each calls the check. */
export async function checkAndEncrypt(
  context: Context<SecurityEventStore & RateLimitStore>,
  membershipId: string,
  round: number,
  text: ApplicationMessage,
): Promise<string | Refusal<MessageRefusal>> {
  const { ports, caller } = context;
  if (!(await withinRateLimit(context, 'applyToGroup'))) return refuse('TooManyAttempts');
  const check = await ports.content.check(caller.openid, 2, `${text.message}\n${text.contact}`.trim());
  if (check !== 'fine') return refuse(check === 'risky' ? 'TextRefused' : 'CheckUnavailable');
  const encrypted = encryptMessage(ports, membershipId, round, text);
  if (encrypted !== null) return encrypted;
  ports.log.warn('CONFIDENTIAL_KEYS is not set: no application can be taken', { membershipId });
  return refuse('Unavailable');
}

/** Sealed for one membership in one round, so it can't be opened anywhere else. `null`: no key is set. */
function encryptMessage(ports: Ports, membershipId: string, round: number, message: ApplicationMessage): string | null {
  return ports.secrets.seal(JSON.stringify(message), activeKeyOf(membershipId, round));
}

/** The message of the last application; empty if there is none, or if its key is gone. */
export function decryptMessage(ports: Ports, membership: Membership): ApplicationMessage {
  const none = { message: '', contact: '' };
  // An order from before buyers were asked has none at all.
  if (!membership.encryptedMessage) return none;
  const round =
    membership.history.filter(({ event }) => event === 'applied' || event === 'reviewBegun').at(-1)?.round ??
    membership.round;
  const text = ports.secrets.open(membership.encryptedMessage, activeKeyOf(membership._id, round));
  if (text !== null) return shown(JSON.parse(text) as ApplicationMessage);
  ports.log.warn('an application message can not be decrypted', { membershipId: membership._id, round });
  return none;
}
