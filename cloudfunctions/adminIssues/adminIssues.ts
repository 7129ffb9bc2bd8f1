import { mostIssues, type adminIssues as contract } from '../../contracts/adminIssues';
import type { OutputOf } from '../../contracts/contract';
import { refundableFen, tooOldToRefund } from '../../domain/order';
import type { Todo } from '../../domain/todo';
import { answer, refuse, type Operation } from '../_shared/operation';
import { operatorRole } from '../_shared/operator';
import { personView } from '../_shared/orderViews';
import type { OrderFile, Stuck } from '../_shared/ports';

type Output = OutputOf<typeof contract>;
type StuckRow = Output['stuck'][number];

export const adminIssues: Operation<typeof contract> = async (context) => {
  if (!(await operatorRole(context))) return refuse('NotAllowed');
  const { store, clock } = context.ports;
  const now = clock.now();
  const oneMore = mostIssues + 1;
  const [failed, orders, entries, codes, events] = await Promise.all([
    store.orderFiles({ state: 'RefundFailed' }, null, oneMore),
    store.stuckOrders(oneMore),
    store.stuckEntries(oneMore),
    store.stuckCodes(oneMore),
    store.openEvents(oneMore),
  ]);
  const stuck = [
    ...orders.map((row) => stuckRow('order', row, row.document._id)),
    ...entries.map((row) => stuckRow('entry', row, row.document.orderId)),
    ...codes.map((row) => stuckRow('code', row, null)),
  ].sort((a, b) => a.stuckAtMs - b.stuckAtMs);
  return answer({
    refunds: failed.slice(0, mostIssues).map((file) => failedRefund(file, now)),
    stuck: stuck.slice(0, mostIssues),
    // The detail stays here: what a stranger sent may be anything, somebody's openid too.
    events: events.slice(0, mostIssues).map((event) => ({
      eventId: event._id,
      kind: event.kind,
      atMs: event.at.getTime(),
      orderId: event.orderId,
      person: event.openid === null ? null : personView(event.person),
      function: event.function,
    })),
    more: [failed, stuck, events].some((rows) => rows.length > mostIssues),
  });
};

function failedRefund({ order, buyer }: OrderFile, now: Date): Output['refunds'][number] {
  const last = order.refunds.at(-1);
  return {
    orderId: order._id,
    groupName: order.sold.groupName,
    buyer: personView(buyer),
    fen: last?.fen ?? refundableFen(order),
    failedAtMs: (last?.endedAt ?? order.createdAt).getTime(),
    tooOld: tooOldToRefund(order, now),
  };
}

interface Unfinished {
  readonly _id: string;
  readonly stuckAt: Date | null;
  readonly todo: readonly Todo<string>[];
}

function stuckRow(what: StuckRow['what'], row: Stuck<Unfinished>, orderId: string | null): StuckRow {
  const { document, groupName } = row;
  const todo = document.todo.find((each) => each.stuckAt !== undefined);
  return {
    what,
    id: document._id,
    orderId,
    groupName,
    todo: todo?.kind ?? '',
    tries: todo?.tries ?? 0,
    stuckAtMs: document.stuckAt?.getTime() ?? 0,
  };
}
