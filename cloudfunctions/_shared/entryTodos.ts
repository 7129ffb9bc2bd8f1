import { timedOut, withEntryChanges, type Entry, type EntryTodo } from '../../domain/entry';
import { backOffMs } from '../../domain/todo';
import type { Ports } from './ports';
import { giveBack } from './refund';

/** Works off what is due of one entry. What fails stays, later; answers whether nothing did. */
export async function workOffEntry(ports: Ports, found: Entry): Promise<boolean> {
  const now = ports.clock.now();
  const entry = await endReviewWhenOver(ports, found, now);
  if (!entry) return true;
  const left: EntryTodo[] = [];
  let failed = false;
  for (const todo of entry.todo) {
    if (todo.at > now) left.push(todo);
    else if (!(await perform(ports, entry, todo))) {
      failed = true;
      const tries = todo.tries + 1;
      left.push({ ...todo, tries, at: new Date(now.getTime() + backOffMs(tries)) });
    }
  }
  if (failed || left.length !== entry.todo.length)
    await ports.store.saveEntry(entry, withEntryChanges(entry, { todo: left }));
  return !failed;
}

/** The entry after its review timed out, where that was due; `null` where somebody else moved it meanwhile. */
async function endReviewWhenOver(ports: Ports, entry: Entry, now: Date): Promise<Entry | null> {
  const due = entry.todo.some((todo) => todo.kind === 'timeOut' && todo.at <= now);
  if (!due) return entry;
  const after = timedOut(entry, now);
  if (!after) return entry;
  return (await ports.store.saveEntry(entry, after)) ? after : null;
}

async function perform(ports: Ports, entry: Entry, todo: EntryTodo): Promise<boolean> {
  switch (todo.kind) {
    case 'refund': {
      if (todo.orderId === undefined || todo.refund === undefined) return true;
      const order = await ports.store.order(todo.orderId);
      if (order) await giveBack(ports, order, todo.refund);
      // From here on the order carries what is left to do.
      return true;
    }
    case 'countCode':
      if (todo.codeId !== undefined) await ports.store.countShown(todo.codeId, entry._id);
      return true;
    case 'timeOut':
      // The review has ended, by this sweep or before it.
      return true;
  }
}
