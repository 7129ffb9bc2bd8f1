import { noWayIn, timedOut, withEntryChanges, type Entry, type EntryTodo } from '../../domain/entry';
import { backsEntry } from '../../domain/order';
import { afterFailure } from '../../domain/todo';
import { endApproval, secureSeat } from './approvals';
import type { Ports } from './ports';
import { giveBack } from './refund';
import { wayIn } from './wayIn';

/**
 * `done`: it need not be looked at again. `failed`: try again after a while. `moved`: the entry is another now, by us or by somebody else;
 * what is due of it then is seen to next.
 */
interface Outcome {
  readonly result: 'done' | 'failed' | 'moved';
  readonly entry: Entry;
}

/** Works off what is due of one entry. What fails stays, later; answers whether nothing did. */
export async function workOffEntry(ports: Ports, found: Entry): Promise<boolean> {
  let entry = found;
  const results = new Map<EntryTodo, Outcome['result']>();
  for (;;) {
    const now = ports.clock.now();
    const next = entry.todo.find((todo) => todo.at <= now && !results.has(todo));
    if (!next) break;
    const outcome = await perform(ports, entry, next);
    // Somebody else has it in hand; what is left, the next sweep sees.
    if (outcome.result === 'moved' && outcome.entry.rev === entry.rev) return true;
    results.set(next, outcome.result);
    entry = outcome.entry;
  }
  const todo = entry.todo.flatMap((each) => afterTry(each, results.get(each), ports.clock.now()));
  const changed = todo.length !== entry.todo.length || todo.some((each, index) => each !== entry.todo[index]);
  if (changed) await ports.store.saveEntry(entry, withEntryChanges(entry, { todo }));
  return ![...results.values()].includes('failed');
}

/** An entry of which something due broke: all that was due is tried later. */
export async function postponeEntry(ports: Ports, entry: Entry): Promise<void> {
  const now = ports.clock.now();
  const todo = entry.todo.map((each) => (each.at <= now ? afterFailure(each, now) : each));
  await ports.store.saveEntry(entry, withEntryChanges(entry, { todo }));
}

function afterTry(todo: EntryTodo, result: Outcome['result'] | undefined, now: Date): EntryTodo[] {
  if (result === undefined) return [todo];
  return result === 'failed' ? [afterFailure(todo, now)] : [];
}

async function perform(ports: Ports, entry: Entry, todo: EntryTodo): Promise<Outcome> {
  const done = { result: 'done', entry } as const;
  switch (todo.kind) {
    case 'timeOut':
      return endWhenOver(ports, entry);
    case 'seat': {
      const after = await secureSeat(ports, entry);
      return { result: after === entry ? 'done' : 'moved', entry: after };
    }
    case 'freeSeat':
      if (todo.seatId !== undefined) await ports.store.freeSeat(entry.groupId, todo.seatId);
      return done;
    case 'noWayIn':
      return endWithoutWayIn(ports, entry);
    case 'refund': {
      if (todo.orderId === undefined || todo.refund === undefined) return done;
      const order = await ports.store.order(todo.orderId);
      if (!order) return done;
      // From here on the order carries what is left to do, unless a part is on its way and the rest has to wait.
      const waits = backsEntry(await giveBack(ports, order, todo.refund));
      return { result: waits ? 'failed' : 'done', entry };
    }
    case 'countCode':
      if (todo.codeId !== undefined) await ports.store.countShown(todo.codeId, entry._id);
      return done;
  }
}

async function write(ports: Ports, before: Entry, after: Entry | null): Promise<Outcome> {
  if (!after) return { result: 'done', entry: before };
  return { result: 'moved', entry: (await ports.store.saveEntry(before, after)) ? after : before };
}

/** Ends a review that nobody decided, or an approval that nobody paid for. */
async function endWhenOver(ports: Ports, entry: Entry): Promise<Outcome> {
  if (entry.state !== 'Approved') return write(ports, entry, timedOut(entry, ports.clock.now()));
  const { kind, entry: after } = await endApproval(ports, entry);
  return { result: kind === 'open' ? 'failed' : 'moved', entry: after };
}

/** Gives the money back of whom no code could be shown, unless there is one by now: then they can get in. */
async function endWithoutWayIn(ports: Ports, entry: Entry): Promise<Outcome> {
  const now = ports.clock.now();
  const found = await ports.store.groupForBuyer(entry.groupId, entry._id, now);
  if (await wayIn(ports, found?.code ?? null)) return { result: 'done', entry };
  return write(ports, entry, noWayIn(entry, now));
}
