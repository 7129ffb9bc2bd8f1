import type { adminGroups as contract } from '../../contracts/adminGroups';
import type { AnswerOf, OutputOf } from '../../contracts/contract';
import { currentQrState, qrForNewcomer, sortPool, type PoolQr } from '../../domain/groupQr';
import { isNoted, isRefundingAll, type Group } from '../../domain/group';
import { paidOrderStates, type OrderState } from '../../domain/order';
import type { RefundState } from '../../domain/refund';
import { shownLine, shownText } from '../../domain/text';
import { knownCategory, ownersWords } from '../_shared/views/groupViews';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import { operatorRole } from '../_shared/runtime/operatorRole';
import { page, pageStart } from '../_shared/runtime/paging';
import type { Ports, OrderStore, UserStore, GroupStore } from '../_shared/ports';

const pageSize = 10;

export const adminGroups: Operation<typeof contract, UserStore & GroupStore & OrderStore> = async (context, input) => {
  const role = await operatorRole(context);
  if (!role) return refuse('NotAllowed');
  if (input.lookup === 'group') return one(context.ports, input.groupId, role === 'admin');
  const { state, after } = input;
  const oldestFirst = state === 'PendingReview';
  const rows = await context.ports.store.groupsInState(state, oldestFirst, pageStart(after), pageSize + 1);
  const { shown, next } = page(rows, pageSize, (last) => ({ value: last.createdAt.getTime(), id: last._id }));
  return answer({ groups: shown.map((group) => groupFile(group, [], null)), next });
};

type Answer = AnswerOf<typeof contract>;

async function one(ports: Ports<GroupStore & OrderStore>, groupId: string, mayDecide: boolean): Promise<Answer> {
  const now = ports.clock.now();
  const [found, money] = await Promise.all([ports.store.groupWithQrs(groupId, now), moneyOf(ports, groupId)]);
  if (!found) return refuse('GroupNotFound');
  const qrs = mayDecide ? await qrFiles(ports, sortPool(found.qrs), now) : [];
  return answer({ groups: [groupFile(found.group, qrs, money)], next: null });
}

async function qrFiles(ports: Ports, qrs: readonly PoolQr[], now: Date): Promise<Row['qrs']> {
  const urls = qrs.length === 0 ? [] : await ports.files.temporaryUrls(qrs.map((qr) => qr.fileId));
  const newcomers = qrForNewcomer(qrs, now);
  return qrs.map((qr, index) => ({
    qrId: qr._id,
    state: currentQrState(qr, now),
    imageUrl: urls[index] ?? null,
    expiresAtMs: qr.expiresAt.getTime(),
    createdAtMs: qr.createdAt.getTime(),
    isNewcomers: qr._id === newcomers?._id,
  }));
}

async function moneyOf(ports: Ports<OrderStore>, groupId: string): Promise<Row['money']> {
  const [orders, refunds] = await Promise.all([ports.store.orderSums(groupId), ports.store.refundSums(groupId)]);
  const paid = orders.filter(({ state }) => paidOrderStates.includes(state));
  const count = (...states: readonly OrderState[]): number =>
    orders.reduce((sum, row) => (states.includes(row.state) ? sum + row.count : sum), 0);
  const refundFen = (...states: readonly RefundState[]): number =>
    refunds.reduce((sum, row) => (states.includes(row.state) ? sum + row.fen : sum), 0);
  const paidFen = paid.reduce((sum, row) => sum + row.priceFen, 0);
  const refundedFen = paid.reduce((sum, row) => sum + row.refundedFen, 0);
  const onItsWayFen = refundFen('Requested', 'Processing');
  const failedFen = refundFen('Failed');
  return {
    orders: orders.reduce((sum, row) => sum + row.count, 0),
    paidOrders: paid.reduce((sum, row) => sum + row.count, 0),
    paidFen,
    refundedFen,
    onItsWayFen,
    failedFen,
    // The two sums are read one after the other, so that a refund in between may count twice.
    keptFen: Math.max(0, paidFen - refundedFen - onItsWayFen - failedFen),
    settledOrders: count('Refunded', 'RefundGivenUp'),
    failedOrders: count('RefundFailed'),
  };
}

type Row = OutputOf<typeof contract>['groups'][number];

/** A group as an operator reviews it: everything people will read and pay, but never its managers. */
function groupFile(group: Group, qrs: Row['qrs'], money: Row['money']): Row {
  const submitted = group.history.filter((transition) => transition.event === 'submitted').at(-1);
  return {
    groupId: group._id,
    rev: group.rev,
    state: group.state,
    name: shownLine(group.name),
    intro: shownLine(group.intro),
    ...ownersWords(group),
    category: knownCategory(group.category),
    coverFileId: group.coverFileId,
    ownerName: shownLine(group.ownerName),
    ownerAvatarFileId: group.ownerAvatarFileId,
    priceFen: group.priceFen,
    admission: group.admission,
    reviewHours: group.reviewHours,
    capacity: group.capacity,
    qrValidUntilMs: group.qrValidUntil?.getTime() ?? null,
    qrs,
    createdAtMs: group.createdAt.getTime(),
    submittedAtMs: submitted?.at.getTime() ?? null,
    moderationNotes: moderationNotesOf(group),
    money,
    refundingAll: isRefundingAll(group),
  };
}

function moderationNotesOf(group: Group): Row['moderationNotes'] {
  return group.history
    .flatMap(({ event, note, at }) =>
      isNoted(event) ? [{ decision: event, note: shownText(note ?? ''), atMs: at.getTime() }] : [],
    )
    .reverse();
}
