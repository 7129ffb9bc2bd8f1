import type { AuditRecord } from '../../domain/audit';
import { isAlive, poolQrOf, sortPool, type GroupQr, type PoolQr } from '../../domain/groupQr';
import type { Membership } from '../../domain/membership';
import type { Group } from '../../domain/group';
import { noFigures, sumOf, type ClosedDay, type Figures, type Posting } from '../../domain/ledger';
import type { RateLimitWindow } from '../../domain/rateLimit';
import { activeKeyOf, paidOrderStates, unpaidOrderStates, type Order, type OrderState } from '../../domain/order';
import { firstSeatEnd } from '../../domain/seats';
import { mostRecentOrders, recentOrdersSince, type RecentOrder } from '../../domain/lapses';
import { searchPatternOf } from '../../domain/search';
import type { Difference, Reconciliation } from '../../domain/reconciliation';
import type { SecurityEvent } from '../../domain/security';
import type { User } from '../../domain/user';
import type { GroupSummary, OrderQueue, PageStart, SeatCheck, Store } from '../../cloudfunctions/_shared/ports';

interface Stored {
  readonly _id: string;
}
interface Versioned extends Stored {
  readonly rev: number;
  readonly state: string;
}

/** Documents by id. Input and output are copied, so that keeping a reference can't change a stored document. */
class Table<Document extends Stored> {
  readonly rows = new Map<string, Document>();

  get(id: string): Document | null {
    const row = this.rows.get(id);
    return row ? structuredClone(row) : null;
  }
  add(document: Document): boolean {
    if (this.rows.has(document._id)) return false;
    this.rows.set(document._id, structuredClone(document));
    return true;
  }
  put(document: Document): void {
    this.rows.set(document._id, structuredClone(document));
  }
  where(test: (document: Document) => boolean): Document[] {
    return [...this.rows.values()].filter(test).map((row) => structuredClone(row));
  }
}

/** The store's documents; tests read them directly. */
export class Documents {
  readonly orders = new Table<Order>();
  readonly memberships = new Table<Membership>();
  readonly groups = new Table<Group>();
  readonly groupQrs = new Table<GroupQr>();
  readonly users = new Table<User>();
  readonly ledger = new Table<Posting>();
  readonly days = new Table<ClosedDay>();
  readonly reconciliations = new Table<Reconciliation>();
  readonly differences = new Table<Difference>();
  readonly securityEvents: SecurityEvent[] = [];
  readonly audit = new Table<AuditRecord>();
  readonly rateLimits = new Table<RateLimitWindow>();
  /** The end of the current sweep's lease; `null` before the first sweep. */
  sweepUntil: Date | null = null;
  /** The place that the check of seats has reached; `null` before the first. */
  seatCheck: SeatCheck | null = null;
}

/** Only the fields that differ are written, as the database's adapter does; a group's seats are never overwritten. */
function save<Document extends Versioned>(table: Table<Document>, before: Document, after: Document): boolean {
  const row = table.rows.get(before._id);
  if (row?.rev !== before.rev || row.state !== before.state) return false;
  const was = before as unknown as Record<string, unknown>;
  const changed = Object.entries(after).filter(([key, value]) => key !== '_id' && value !== was[key]);
  table.put({ ...row, ...Object.fromEntries(changed) });
  return true;
}

type Key = readonly [value: number, id: string];
const compare = (a: Key, b: Key): number => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);

/** One page of rows in the order of `keyOf`, after the end of the previous page. */
function pageOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => Key,
  ascending: boolean,
  after: PageStart | null,
  limit: number,
) {
  const sign = ascending ? 1 : -1;
  return [...rows]
    .sort((a, b) => sign * compare(keyOf(a), keyOf(b)))
    .filter((row) => !after || sign * compare(keyOf(row), [after.value, after.id]) > 0)
    .slice(0, limit);
}

function summary(group: Group): GroupSummary {
  const { seats: _seats, managers: _managers, history: _history, searchText: _text, ...more } = group;
  const { description: _words, qrPeriods: _periods, effects: _effects, dueAt: _dueAt, ...rest } = more;
  return rest;
}

/** The figures of one posting, read from its lines. */
function figuresOf(posting: Posting): Figures {
  const on = (account: string): number =>
    posting.lines.filter((line) => line.account.startsWith(`${account}:`)).reduce((sum, line) => sum + line.fen, 0);
  const money =
    posting.kind === 'payment'
      ? { paidFen: on('wechatPay'), payments: 1 }
      : { refundedFen: 0 - on('wechatPay') - on('byHand'), refunds: 1 };
  return { ...noFigures, ...money, commissionFen: 0 - on('commission'), owedFen: 0 - on('owed') };
}

function groupedBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]);
  return found;
}

const latestOf = (rows: readonly { readonly day: string }[]): string | null =>
  rows
    .map(({ day }) => day)
    .sort()
    .at(-1) ?? null;

const isDue = (now: Date) => (document: { dueAt: Date | null }) => document.dueAt !== null && document.dueAt <= now;
const statesIn: Record<OrderQueue, readonly OrderState[]> = { paid: paidOrderStates, unpaid: unpaidOrderStates };
const isDueIn = (queue: OrderQueue, now: Date) => (order: Order) =>
  statesIn[queue].includes(order.state) && isDue(now)(order);
const byDue = (a: { dueAt: Date | null }, b: { dueAt: Date | null }) =>
  (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0);
const inside = (membership: Membership): boolean => membership.state === 'Admitted' || membership.state === 'Joined';

/**
 * The store in memory: each method is atomic, like one call of the database. It passes the same conformance suite as the database's
 * adapter (`tests/simulation/conformance.int.test.ts`).
 */
export function memoryStore(documents: Documents): Store {
  const { orders, memberships, groups, groupQrs, users, ledger, days, reconciliations, differences, securityEvents } =
    documents;
  const { audit, rateLimits } = documents;
  const poolOf = (groupId: string, now: Date): readonly PoolQr[] =>
    sortPool(groupQrs.where((qr) => qr.groupId === groupId && isAlive(qr, now)).map(poolQrOf));
  const withMembership = (order: Order) => ({ order, membership: memberships.get(order.membershipId) });
  const recentOrdersOf = (membershipId: string, now: Date): readonly RecentOrder[] => {
    const recent = orders.where(
      (order) => order.membershipId === membershipId && order.createdAt > recentOrdersSince(now),
    );
    const page = pageOf(recent, (order) => [order.createdAt.getTime(), order._id], false, null, mostRecentOrders);
    return page.map(({ _id, seatId, payment, createdAt, payUntil, history }) => ({
      _id,
      seatId,
      payment,
      createdAt,
      payUntil,
      history,
    }));
  };
  const inGroup = (order: Order) => {
    const group = groups.get(order.groupId);
    return { ...withMembership(order), group: group && { state: group.state, history: group.history } };
  };
  const needingAttention = <Document extends Stored & { needsAttentionAt: Date | null; groupId: string }>(
    table: Table<Document>,
    limit: number,
  ) =>
    pageOf(
      table.where((row) => row.needsAttentionAt !== null),
      (row) => [row.needsAttentionAt?.getTime() ?? 0, row._id],
      true,
      null,
      limit,
    ).map((document) => ({ document, groupName: groups.get(document.groupId)?.name ?? '' }));
  const managed = (openid: string): Group[] => groups.where((group) => group.managers.includes(openid));

  return {
    order: async (id) => orders.get(id),
    orderByActiveKey: async (activeKey) => orders.where((order) => order.activeKey === activeKey)[0] ?? null,
    orderWithMembership: async (id) => {
      const order = orders.get(id);
      return order && inGroup(order);
    },
    addOrder: async (order) =>
      orders.where((other) => other.activeKey === order.activeKey).length === 0 && orders.add(order),
    saveOrder: async (before, after) => save(orders, before, after),

    membership: async (id) => memberships.get(id),
    membershipsById: async (ids) => memberships.where(({ _id }) => ids.includes(_id)),
    addMembership: async (membership) => memberships.add(membership),
    saveMembership: async (before, after) => save(memberships, before, after),

    async takeSeat(groupId, seatId) {
      const group = groups.get(groupId);
      if (group?.state !== 'Listed' || (group.seatsLeft ?? 0) <= 0 || group.seats.includes(seatId)) return false;
      groups.put({ ...group, seatsLeft: (group.seatsLeft ?? 0) - 1, seats: [...group.seats, seatId] });
      return true;
    },
    holdsSeat: async (groupId, seatId) => groups.get(groupId)?.seats.includes(seatId) ?? false,
    async limitedGroupAfter(groupId) {
      const [next] = groups
        .where(({ _id, capacity }) => _id > groupId && capacity !== null && capacity > 0)
        .sort((a, b) => (a._id < b._id ? -1 : 1));
      return next ? { _id: next._id, seats: next.seats } : null;
    },
    async nextSeatAt(groupId) {
      const unpaid = orders.where(
        (order) => order.groupId === groupId && order.state === 'AwaitingPayment' && order.seatId === order._id,
      );
      const approved = memberships.where((each) => each.groupId === groupId && each.state === 'Approved');
      return firstSeatEnd(unpaid, approved);
    },
    async freeSeat(groupId, seatId) {
      const group = groups.get(groupId);
      if (!group?.seats.includes(seatId)) return;
      groups.put({ ...group, seatsLeft: (group.seatsLeft ?? 0) + 1, seats: group.seats.filter((id) => id !== seatId) });
    },

    addPosting: async (posting) => ledger.add(posting),
    async addSecurityEvent(event) {
      if (securityEvents.some((known) => known._id === event._id)) return false;
      securityEvents.push(structuredClone(event));
      return true;
    },
    async repeatSecurityEvent(eventId, at, most) {
      const index = securityEvents.findIndex(
        ({ _id, handledAt, count }) => _id === eventId && handledAt === null && count < most,
      );
      const event = securityEvents[index];
      if (event) securityEvents[index] = { ...event, count: event.count + 1, lastAt: at };
    },
    addUser: async (user) => users.add(user),
    user: async (openid) => users.get(openid),
    async saveProfile(openid, nickname, avatarFileId) {
      const user = users.get(openid);
      if (user) users.put({ ...user, nickname, avatarFileId });
    },

    addGroup: async (group) => groups.add(group),
    async saveGroup(before, after, seatsMore) {
      const row = groups.rows.get(before._id);
      if (seatsMore !== 0 && (row?.seatsLeft ?? 0) < Math.max(0, -seatsMore)) return false;
      if (!save(groups, before, after)) return false;
      const saved = groups.get(before._id);
      if (saved && seatsMore !== 0) groups.put({ ...saved, seatsLeft: (saved.seatsLeft ?? 0) + seatsMore });
      return true;
    },
    group: async (groupId) => groups.get(groupId),
    async groupWithQrs(groupId, now) {
      const group = groups.get(groupId);
      return group && { group, qrs: poolOf(groupId, now) };
    },
    async groupWithAllQrs(groupId, now, endedAfter, limit) {
      const group = groups.get(groupId);
      const ended = groupQrs.where((qr) => qr.groupId === groupId && !isAlive(qr, now));
      const endedQrs = pageOf(ended, (qr) => [qr.createdAt.getTime(), qr._id], false, endedAfter, limit).map(poolQrOf);
      return group && { group, qrs: poolOf(groupId, now), endedQrs };
    },
    openGroupsOf: async (openid) => managed(openid).filter((group) => group.state !== 'Closed'),
    groupQr: async (qrId) => groupQrs.get(qrId),
    addGroupQr: async (qr) => groupQrs.add(qr),
    saveGroupQr: async (before, after) => save(groupQrs, before, after),
    async announceGroupQr(groupId, until, periods) {
      const group = groups.get(groupId);
      if (group) groups.put({ ...group, qrValidUntil: until, qrPeriods: periods });
    },
    async countShown(qrId, membershipId) {
      const qr = groupQrs.get(qrId);
      if (qr && !qr.shownTo.includes(membershipId)) groupQrs.put({ ...qr, shownTo: [...qr.shownTo, membershipId] });
    },

    async groupForBuyer(groupId, membershipId, now) {
      const group = groups.get(groupId);
      if (!group) return null;
      const membership = memberships.get(membershipId);
      const activeKey = activeKeyOf(membershipId, membership?.round ?? 1);
      return {
        group,
        membership,
        liveOrder: orders.where((order) => order.activeKey === activeKey)[0] ?? null,
        recentOrders: recentOrdersOf(membershipId, now),
        qrs: poolOf(groupId, now),
      };
    },
    memberCount: async (groupId) =>
      memberships.where((membership) => membership.groupId === groupId && inside(membership)).length,
    async application(membershipId, now) {
      const membership = memberships.get(membershipId);
      const group = membership && groups.get(membership.groupId);
      return (
        membership &&
        group && {
          membership,
          group,
          order: membership.orderId === null ? null : orders.get(membership.orderId),
          qrs: poolOf(group._id, now),
        }
      );
    },
    async userWithRoles(openid) {
      const user = users.get(openid);
      return { user, managesGroups: user !== null && managed(openid).length > 0 };
    },
    async listedGroups({ words, category, sort, after, limit }) {
      const rows = groups.where(
        (group) =>
          group.state === 'Listed' &&
          (category === null || group.category === category) &&
          words.every((word) => new RegExp(searchPatternOf(word)).test(group.searchText)),
      );
      const value = (group: Group): number => (sort === 'newest' ? group.createdAt.getTime() : group.priceFen);
      return pageOf(rows, (group) => [value(group), group._id], sort === 'priceUp', after, limit).map(summary);
    },
    async ordersOf(openid, states, after, limit) {
      const rows = orders.where(
        (order) => order.openid === openid && (states === null || states.includes(order.state)),
      );
      return pageOf(rows, (order) => [order.createdAt.getTime(), order._id], false, after, limit).map(inGroup);
    },
    async openOrdersInGroup(groupId, limit) {
      const rows = orders.where(
        (order) =>
          order.groupId === groupId &&
          (order.state === 'AwaitingPayment' ||
            (order.state === 'Paid' && order.effects.some(({ kind }) => kind === 'admit'))),
      );
      return pageOf(rows, (order) => [order.createdAt.getTime(), order._id], true, null, limit).map(withMembership);
    },
    async orderSums(groupId) {
      const rows = groupedBy(
        orders.where((order) => order.groupId === groupId),
        (order) => order.state,
      );
      return [...rows.values()].map((own) => ({
        state: own[0]!.state,
        count: own.length,
        priceFen: own.reduce((sum, order) => sum + order.priceFen, 0),
        refundedFen: own.reduce((sum, order) => sum + order.refundedFen, 0),
      }));
    },
    async refundSums(groupId) {
      const refunds = orders.where((order) => order.groupId === groupId).flatMap((order) => order.refunds);
      return [...groupedBy(refunds, (row) => row.state).values()].map((own) => ({
        state: own[0]!.state,
        count: own.length,
        fen: own.reduce((sum, row) => sum + row.fen, 0),
      }));
    },
    async membershipsInGroup(groupId, states, unseen, limit) {
      const rows = memberships.where(
        (row) => row.groupId === groupId && states.includes(row.state) && (!unseen || row.shownQrId === null),
      );
      return rows.slice(0, limit);
    },
    async membershipsOf(openid, states, after, limit) {
      const rows = memberships.where(
        (membership) => membership.openid === openid && (states === null || states.includes(membership.state)),
      );
      return pageOf(rows, (membership) => [membership.stateAt.getTime(), membership._id], false, after, limit).map(
        (membership) => {
          const group = groups.get(membership.groupId);
          const order = membership.orderId === null ? null : orders.get(membership.orderId);
          return {
            membership,
            group: group && {
              state: group.state,
              name: group.name,
              coverFileId: group.coverFileId,
              ownerName: group.ownerName,
              priceFen: group.priceFen,
            },
            order: order && { state: order.state, refundedFen: order.refundedFen },
          };
        },
      );
    },
    async managedGroups(openid) {
      const rows = managed(openid).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
      return rows.map((group) => {
        const own = memberships.where((membership) => membership.groupId === group._id);
        return {
          group: summary(group),
          memberCount: own.filter(inside).length,
          waitingCount: own.filter((membership) => membership.state === 'UnderReview' || membership.state === 'Applied')
            .length,
        };
      });
    },
    managedGroupNames: async (openid) => managed(openid).map(({ _id, name }) => ({ _id, name })),
    async applicants(groupIds, states, oldestFirst, after, limit) {
      const rows = memberships.where(
        (membership) => groupIds.includes(membership.groupId) && states.includes(membership.state),
      );
      const page = pageOf(
        rows,
        (membership) => [membership.stateAt.getTime(), membership._id],
        oldestFirst,
        after,
        limit,
      );
      return page.map((membership) => ({ membership, user: users.get(membership.openid) }));
    },

    groupsWithClosedDay: async (openid, before) =>
      managed(openid)
        .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
        .map(({ _id, state, name, managers, subMchId, commissionPermyriad }) => {
          const closed = days.where((day) => day.groupId === _id && day.day < before);
          const last = closed.sort((a, b) => (a.day < b.day ? 1 : -1))[0] ?? null;
          return { group: { _id, state, name, managers, subMchId, commissionPermyriad }, closed: last };
        }),
    async bookedDays(spans, first, last) {
      return spans.flatMap(({ groupId, after }) => {
        const booked = ledger.where((row) => row.groupId === groupId && row.day > after && row.day <= last);
        const byDay = groupedBy(booked, (row) => (row.day < first ? '' : row.day));
        return [...byDay].map(([day, rows]) => ({ groupId, day: day || null, ...sumOf(rows.map(figuresOf)) }));
      });
    },

    latestClosedDay: async () => latestOf(days.where(() => true)),
    async nextBookedDay(from) {
      const booked = ledger.where((row) => row.day >= from).map(({ day }) => day);
      return booked.sort()[0] ?? null;
    },
    async groupsBookedOn(day, afterGroupId, limit) {
      const booked = ledger.where((row) => row.day === day && row.groupId > afterGroupId);
      const groupsOfDay = [...groupedBy(booked, (row) => row.groupId)].sort(([a], [b]) => (a < b ? -1 : 1));
      return groupsOfDay.slice(0, limit).map(([groupId, rows]) => {
        const closed = days.where((row) => row.groupId === groupId && row.day < day);
        const before = closed.sort((a, b) => (a.day < b.day ? 1 : -1))[0] ?? null;
        return { groupId, ...sumOf(rows.map(figuresOf)), before };
      });
    },
    async putClosedDay(day) {
      days.put(day);
    },

    async merchantsBookedOn(asked) {
      return [...new Set(ledger.where((row) => asked.includes(row.day)).map((row) => row.subMchId))];
    },
    latestReconciledDay: async () => latestOf(reconciliations.where(() => true)),
    addReconciliation: async (reconciliation) => reconciliations.add(reconciliation),
    saveReconciliation: async (before, after) => save(reconciliations, before, after),
    async waitingReconciliations(limit) {
      const waiting = reconciliations.where((row) => row.state === 'Waiting');
      const key = (row: Reconciliation): string => `${String(row.attempts).padStart(6, '0')} ${row._id}`;
      return waiting.sort((a, b) => (key(a) < key(b) ? -1 : 1)).slice(0, limit);
    },
    async postingsOfMerchant(subMchId, from, until, after, limit) {
      const rows = ledger.where((row) => row.subMchId === subMchId && row.at >= from && row.at < until);
      return pageOf(rows, (row) => [row.at.getTime(), row._id], true, after, limit);
    },
    ordersById: async (ids) => orders.where((order) => ids.includes(order._id)),
    postingsById: async (ids) => ledger.where((row) => ids.includes(row._id)),
    addDifference: async (difference) => differences.add(difference),

    dueOrders: async (queue, now, limit, after) => {
      const dueMs = (order: Order): number => order.dueAt?.getTime() ?? 0;
      // Only the page is copied: a queue may be long.
      const due = [...orders.rows.values()].filter(isDueIn(queue, now));
      const page = pageOf(due, (order) => [dueMs(order), order._id], true, after, limit);
      return page.map((order) => withMembership(structuredClone(order)));
    },
    dueMemberships: async (now, limit) => memberships.where(isDue(now)).sort(byDue).slice(0, limit),
    dueGroupQrs: async (now, limit) => groupQrs.where(isDue(now)).sort(byDue).slice(0, limit),
    dueGroups: async (now, limit) => groups.where(isDue(now)).sort(byDue).slice(0, limit),

    async sweepOutlook(now) {
      const { sweepUntil, seatCheck } = documents;
      const anew = sweepUntil === null;
      return {
        sweeping: sweepUntil !== null && sweepUntil > now,
        memberships: anew || memberships.where(isDue(now)).length > 0,
        paidOrders: anew || [...orders.rows.values()].some(isDueIn('paid', now)),
        unpaidOrders: anew || [...orders.rows.values()].some(isDueIn('unpaid', now)),
        groupQrs: anew || groupQrs.where(isDue(now)).length > 0,
        groups: anew || groups.where(isDue(now)).length > 0,
        rateLimits: anew || rateLimits.where((row) => row.expiresAt <= now).length > 0,
        seatsAfter: anew || seatCheck === null ? '' : seatCheck.dueAt <= now ? seatCheck.after : null,
      };
    },
    async takeSweepLease(now, until) {
      if (documents.sweepUntil !== null && documents.sweepUntil > now) return false;
      documents.sweepUntil = until;
      return true;
    },
    async saveSeatCheck(next) {
      if (documents.sweepUntil !== null) documents.seatCheck = next;
    },
    async endSweepLease(until) {
      if (documents.sweepUntil?.getTime() === until.getTime()) documents.sweepUntil = new Date(0);
    },
    async countAttempt(first, most) {
      const row = rateLimits.get(first._id);
      if (!row) return rateLimits.add(first);
      if (row.count >= most) return false;
      rateLimits.put({ ...row, count: row.count + 1 });
      return true;
    },
    async removeOldRateLimits(now, limit) {
      for (const { _id } of rateLimits.where((row) => row.expiresAt <= now).slice(0, limit))
        rateLimits.rows.delete(_id);
    },

    async addAudit(record) {
      audit.add(record);
    },
    async groupsInState(state, oldestFirst, after, limit) {
      const rows = groups.where((group) => group.state === state);
      return pageOf(rows, (group) => [group.createdAt.getTime(), group._id], oldestFirst, after, limit);
    },
    async orderFiles(query, after, limit) {
      const rows = orders.where((order) => {
        if ('orderId' in query) return order._id === query.orderId;
        if ('openid' in query) return order.openid === query.openid;
        if ('groupId' in query) return order.groupId === query.groupId;
        return query.state === null || order.state === query.state;
      });
      const page = pageOf(rows, (order) => [order.createdAt.getTime(), order._id], false, after, limit);
      return page.map((order) => ({
        ...inGroup(order),
        buyer: users.get(order.openid),
        securityEvents: securityEvents
          .filter((event) => event.orderId === order._id)
          .sort((a, b) => b.at.getTime() - a.at.getTime())
          .slice(0, 20),
      }));
    },
    ordersNeedingAttention: async (limit) => needingAttention(orders, limit),
    membershipsNeedingAttention: async (limit) => needingAttention(memberships, limit),
    groupQrsNeedingAttention: async (limit) => needingAttention(groupQrs, limit),
    async openSecurityEvents(limit) {
      const rows = securityEvents.filter((event) => event.handledAt === null);
      const page = [...rows].sort(
        (a, b) => a.severity - b.severity || compare([a.at.getTime(), a._id], [b.at.getTime(), b._id]),
      );
      return page.slice(0, limit).map((event) => ({
        ...structuredClone(event),
        person: event.openid === null ? null : users.get(event.openid),
      }));
    },
    event: async (eventId) => structuredClone(securityEvents.find((event) => event._id === eventId) ?? null),
    async resolveSecurityEvents({ kind, openid }, through, at) {
      for (const [index, event] of securityEvents.entries()) {
        const isMeant = event.kind === kind && event.openid === openid && event.lastAt <= through;
        if (isMeant && event.handledAt === null) securityEvents[index] = { ...event, handledAt: at };
      }
    },
  };
}
