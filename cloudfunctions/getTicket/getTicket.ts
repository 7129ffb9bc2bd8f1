import type { getTicket as contract } from '../../contracts/getTicket';
import { codeMissed, codeShown, noWayInAt, type Entry } from '../../domain/entry';
import { entryIdOf } from '../../domain/ids';
import { withinLimit } from '../_shared/limited';
import { answer, refuse, type Operation } from '../_shared/operation';
import type { GroupForBuyer, Ports } from '../_shared/ports';
import { wayIn, type WayIn } from '../_shared/wayIn';

type Answer = Awaited<ReturnType<Operation<typeof contract>>>;

export const getTicket: Operation<typeof contract> = async (context, { groupId }) => {
  const { ports, caller } = context;
  const now = ports.clock.now();
  const found = await ports.store.groupForBuyer(groupId, entryIdOf(ports.hash, caller.openid, groupId), now);
  const entry = found?.entry;
  // A stranger: no way leads here, so who comes again and again is trying doors.
  if (!found || !entry) return refuse((await withinLimit(context, 'getTicket')) ? 'NotAdmitted' : 'TooManyTries');
  if (entry.state === 'UnderReview') return refuse('UnderReview');
  if (!isInside(entry)) return refuse('NotAdmitted');
  const way = await wayIn(ports, found.code);
  return way ? show(ports, found, entry, way) : wait(ports, found, entry);
};

async function show(ports: Ports, found: GroupForBuyer, entry: Entry, { code, url }: WayIn): Promise<Answer> {
  const shown = ticket(found, entry, { codeUrl: url, codeExpiresAtMs: code.expiresAt.getTime(), noWayInAtMs: null });
  if (entry.shownCodeId === code._id) return shown;
  // Written before it is shown, on the very document a refund would have to move first: nobody sees a code and keeps a refund.
  if (await ports.store.saveEntry(entry, codeShown(entry, code._id, ports.clock.now()))) return shown;
  const current = await ports.store.entry(entry._id);
  if (!current || !isInside(current)) return refuse('NotAdmitted');
  return current.shownCodeId === code._id ? shown : refuse('Busy');
}

/** There is no code: who has never been shown one gets the money back, unless the owner puts one in in time. */
async function wait(ports: Ports, found: GroupForBuyer, entry: Entry): Promise<Answer> {
  const without = (at: Date | null): Answer =>
    ticket(found, entry, { codeUrl: null, codeExpiresAtMs: null, noWayInAtMs: at?.getTime() ?? null });
  if (entry.state === 'Joined' || entry.shownCodeId !== null) return without(null);
  const known = noWayInAt(entry);
  if (known) return without(known);
  const after = codeMissed(entry, ports.clock.now());
  return (await ports.store.saveEntry(entry, after)) ? without(noWayInAt(after)) : refuse('Busy');
}

function ticket(
  { group }: GroupForBuyer,
  entry: Entry,
  code: { codeUrl: string | null; codeExpiresAtMs: number | null; noWayInAtMs: number | null },
): Answer {
  // Who is in has paid.
  if (entry.orderId === null) return refuse('NotAdmitted');
  const { name: groupName, ownerName } = group;
  const { orderId, state: entryState, groupId } = entry;
  return answer({ groupId, groupName, ownerName, orderId, entryState, ...code });
}

const isInside = (entry: Entry): boolean => entry.state === 'Admitted' || entry.state === 'Joined';
