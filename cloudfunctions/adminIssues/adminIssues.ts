import { mostIssues, type adminIssues as contract } from '../../contracts/adminIssues';
import type { OutputOf } from '../../contracts/contract';
import { isTooOldToRefund, refundableFen, type Order } from '../../domain/order';
import { linesOf } from '../../domain/security';
import type { Effect } from '../../domain/effect';
import { shownLine } from '../../domain/text';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { operatorRole } from '../_shared/runtime/operatorRole';
import { personView } from '../_shared/views/orderViews';
import type {
  OrderFile,
  NeedingAttention,
  UserStore,
  GroupQrStore,
  MembershipStore,
  OrderStore,
  SecurityEventStore,
} from '../_shared/ports';

/** Security events read to be put on lines: more of them than lines, because many may share one. */
const mostEventsRead = 500;

type Output = OutputOf<typeof contract>;
type AttentionRow = Output['needingAttention'][number];

export const adminIssues: Operation<
  typeof contract,
  UserStore & GroupQrStore & MembershipStore & OrderStore & SecurityEventStore
> = async (context) => {
  if (!(await operatorRole(context))) return refuse('NotAllowed');
  const { store, clock } = context.ports;
  const now = clock.now();
  const oneMore = mostIssues + 1;
  const [failed, orders, memberships, qrs, securityEvents] = await Promise.all([
    store.orderFiles({ state: 'RefundFailed' }, null, oneMore),
    store.ordersNeedingAttention(oneMore),
    store.membershipsNeedingAttention(oneMore),
    store.groupQrsNeedingAttention(oneMore),
    store.openSecurityEvents(mostEventsRead + 1),
  ]);
  const needingAttention = [
    ...orders.map((row) =>
      attentionRow(hasFailingEffect(row.document) ? 'order' : 'failedRefund', row, row.document._id),
    ),
    ...memberships.map((row) => attentionRow('membership', row, row.document.orderId)),
    ...qrs.map((row) => attentionRow('groupQr', row, null)),
  ].sort((a, b) => a.needsAttentionAtMs - b.needsAttentionAtMs);
  const lines = linesOf(securityEvents.slice(0, mostEventsRead));
  return answer({
    refunds: failed.slice(0, mostIssues).flatMap((file) => failedRefunds(file, now)),
    needingAttention: needingAttention.slice(0, mostIssues),
    // `detail` is left out: an outside caller's input may contain anything, including somebody's openid.
    securityEvents: lines.slice(0, mostIssues).map(({ event, count, firstAt, lastAt, orderIds }) => ({
      eventId: event._id,
      kind: event.kind,
      count,
      firstAtMs: firstAt.getTime(),
      lastAtMs: lastAt.getTime(),
      orderIds: orderIds.slice(0, 20),
      person: event.openid === null ? null : personView(event.person),
      function: event.function,
    })),
    more:
      [failed, needingAttention, lines].some((rows) => rows.length > mostIssues) ||
      securityEvents.length > mostEventsRead,
  });
};

/** Every failed refund of an order. One whose rows don't tell is still shown, because its state says that money is stuck. */
function failedRefunds({ order, buyer }: OrderFile, now: Date): Output['refunds'] {
  const failed = order.refunds.filter(({ state }) => state === 'Failed');
  const rows = failed.length > 0 ? failed : [order.refunds.at(-1)];
  return rows.map((refund) => ({
    orderId: order._id,
    refundNo: refund?.no ?? '',
    groupName: shownLine(order.terms.groupName),
    buyer: personView(buyer),
    fen: refund?.fen ?? refundableFen(order),
    failedAtMs: (refund?.endedAt ?? order.createdAt).getTime(),
    failure: refund?.failure ?? null,
    tooOld: isTooOldToRefund(order, now),
  }));
}

const hasFailingEffect = ({ effects }: Order): boolean =>
  effects.some((effect) => effect.needsAttentionAt !== undefined);

interface Unfinished {
  readonly _id: string;
  readonly needsAttentionAt: Date | null;
  readonly effects: readonly Effect<NonNullable<AttentionRow['effect']>>[];
}

function attentionRow(
  what: AttentionRow['what'],
  row: NeedingAttention<Unfinished>,
  orderId: string | null,
): AttentionRow {
  const { document, groupName } = row;
  const effect = document.effects.find((each) => each.needsAttentionAt !== undefined);
  return {
    what,
    id: document._id,
    orderId,
    groupName: shownLine(groupName),
    effect: effect?.kind ?? null,
    attempts: effect?.attempts ?? 0,
    needsAttentionAtMs: document.needsAttentionAt?.getTime() ?? 0,
  };
}
