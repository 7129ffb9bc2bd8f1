import { moved, noop, refused, to, type Decision, type RefusalOf, type TransitionTable } from './transition';
import { dueAt, needsAttentionAt, type Effect } from './effect';

export const groupQrStates = ['Live', 'Full', 'Replaced', 'Expired', 'Broken'] as const;
export type GroupQrState = (typeof groupQrStates)[number];

export const groupQrEvents = ['filled', 'replaced', 'expired', 'retired'] as const;
export type GroupQrEvent = (typeof groupQrEvents)[number];

const ended = {
  filled: refused('QrEnded'),
  replaced: noop,
  expired: refused('QrEnded'),
  retired: noop,
} as const;

/**
 * `Replaced`: newcomers see another one, and those who were shown it keep seeing it. `Broken`: its managers, or complaints, report that it
 * does not work, so nobody sees it any more.
 */
export const groupQrTransitions = {
  Live: { filled: to('Full'), replaced: to('Replaced'), expired: to('Expired'), retired: to('Broken') },
  Full: { ...ended, filled: noop },
  Replaced: { filled: refused('QrEnded'), replaced: noop, expired: to('Expired'), retired: to('Broken') },
  Expired: { ...ended, expired: noop },
  Broken: ended,
} as const satisfies TransitionTable<GroupQrState, GroupQrEvent>;

/** `announce` tells the group until when newcomers can be shown one of its QRs. */
export const groupQrEffectKinds = ['announce'] as const;
export type GroupQrEffect = Effect<(typeof groupQrEffectKinds)[number]>;

/** One group QR image. Lasts 7 days and stops at 200 members (docs/platform.md, Getting a payer into a group). */
export interface GroupQr {
  readonly _id: string;
  readonly rev: number;
  readonly groupId: string;
  readonly fileId: string;
  readonly state: GroupQrState;
  /** Its place in the owner's order: newcomers see the lowest. */
  readonly position: number;
  readonly expiresAt: Date;
  /** It may be shown to so many different people. */
  readonly quota: number;
  /** The memberships it was shown to, at most `quota`. */
  readonly shownTo: readonly string[];
  readonly createdAt: Date;
  readonly effects: readonly GroupQrEffect[];
  readonly dueAt: Date | null;
  /** The time this first needed an operator's attention; `null` while all is well. */
  readonly needsAttentionAt: Date | null;
}

/** A QR without the list of those it was shown to, which grows long. */
export interface PoolQr extends Pick<
  GroupQr,
  '_id' | 'fileId' | 'state' | 'position' | 'expiresAt' | 'quota' | 'createdAt'
> {
  readonly shownCount: number;
}

export function poolQrOf({ _id, fileId, state, position, expiresAt, quota, createdAt, shownTo }: GroupQr): PoolQr {
  return { _id, fileId, state, position, expiresAt, quota, createdAt, shownCount: shownTo.length };
}

/** States of QRs that somebody may still be shown. */
export const aliveQrStates = ['Live', 'Replaced'] as const satisfies readonly GroupQrState[];

/** A group holds at most so many QRs that somebody may still be shown. */
export const mostAliveQrs = 50;

export const isAlive = (qr: Pick<GroupQr, 'state' | 'expiresAt'>, now: Date): boolean =>
  (aliveQrStates as readonly GroupQrState[]).includes(qr.state) && qr.expiresAt > now;

/** A newcomer who pays now could join with this QR. */
const hasRoom = (qr: PoolQr, now: Date): boolean =>
  qr.state === 'Live' && qr.expiresAt > now && qr.shownCount < qr.quota;

const inPoolOrder = (a: PoolQr, b: PoolQr): number =>
  a.position - b.position || a.createdAt.getTime() - b.createdAt.getTime() || (a._id < b._id ? -1 : 1);

/** The QRs in the owner's order. */
export const sortPool = <Qr extends PoolQr>(pool: readonly Qr[]): readonly Qr[] => [...pool].sort(inPoolOrder);

/** The QR that a newcomer sees: the first in the owner's order with room; `null` if nobody new can join. Everybody who has to know asks here. */
export function qrForNewcomer<Qr extends PoolQr>(pool: readonly Qr[], now: Date): Qr | null {
  return sortPool(pool).find((qr) => hasRoom(qr, now)) ?? null;
}

/**
 * The QRs that a member may be shown, the right one first: the one they were shown, as long as it lives, then those with room. A person who
 * was shown a QR of this group takes nothing of a quota, so that a full one comes last and beats none.
 */
export function qrsForMember(pool: readonly PoolQr[], shownQrId: string | null, now: Date): readonly PoolQr[] {
  const alive = sortPool(pool).filter((qr) => isAlive(qr, now));
  const shown = alive.filter((qr) => qr._id === shownQrId);
  const others = alive.filter((qr) => qr._id !== shownQrId && qr.state === 'Live');
  const withRoom = others.filter((qr) => hasRoom(qr, now));
  const full = shownQrId === null ? [] : others.filter((qr) => !hasRoom(qr, now));
  return [...shown, ...withRoom, ...full];
}

/** The end of the time in which this pool lets newcomers join; `null` if it does not. */
export function poolEndsAt(pool: readonly PoolQr[], now: Date): Date | null {
  const ends = pool.filter((qr) => hasRoom(qr, now)).map((qr) => qr.expiresAt.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

const announce = (now: Date): readonly GroupQrEffect[] => [{ kind: 'announce', at: now, attempts: 0 }];

export function createGroupQr(
  parts: Pick<GroupQr, '_id' | 'groupId' | 'fileId' | 'position' | 'expiresAt' | 'quota'>,
  now: Date,
): GroupQr {
  const effects = announce(now);
  return {
    ...parts,
    rev: 0,
    state: 'Live',
    shownTo: [],
    createdAt: now,
    effects,
    dueAt: dueAt(effects),
    needsAttentionAt: null,
  };
}

/** The QR with other effects. */
export function setGroupQrEffects(qr: GroupQr, effects: readonly GroupQrEffect[]): GroupQr {
  return { ...qr, rev: qr.rev + 1, effects, dueAt: dueAt(effects), needsAttentionAt: needsAttentionAt(effects) };
}

type GroupQrDecision<Event extends GroupQrEvent> = Decision<GroupQr, RefusalOf<typeof groupQrTransitions, Event>>;

/** A manager says that the QR no longer works. */
export function retireGroupQr(qr: GroupQr, now: Date): GroupQrDecision<'retired'> {
  const cell = groupQrTransitions[qr.state].retired;
  if (cell.kind !== 'moved') return cell;
  return moved({ ...setGroupQrEffects(qr, announce(now)), state: cell.to });
}

/** Another QR takes its place for newcomers. */
export function replaceGroupQr(qr: GroupQr, now: Date): GroupQrDecision<'replaced'> {
  const cell = groupQrTransitions[qr.state].replaced;
  if (cell.kind !== 'moved') return cell;
  return moved({ ...setGroupQrEffects(qr, announce(now)), state: cell.to });
}

/** The place before or behind all QRs of the pool. */
export function poolPosition(pool: readonly PoolQr[], place: 'first' | 'last'): number {
  const positions = pool.map(({ position }) => position);
  if (positions.length === 0) return 0;
  return place === 'first' ? Math.min(...positions) - 1 : Math.max(...positions) + 1;
}

/** The QR at another place in the owner's order. */
export const moveGroupQr = (qr: GroupQr, position: number): GroupQr => ({ ...qr, rev: qr.rev + 1, position });

/** The QR's actual state: the stored one does not change by itself when its time is over. */
export function currentQrState(qr: PoolQr, now: Date): GroupQrState {
  if (qr.state !== 'Live' && qr.state !== 'Replaced') return qr.state;
  if (qr.expiresAt <= now) return 'Expired';
  return qr.state === 'Live' && !hasRoom(qr, now) ? 'Full' : qr.state;
}
