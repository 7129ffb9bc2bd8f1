import { moved, noop, refused, to, type Decision, type RefusalOf, type TransitionTable } from './transition';
import { dueAt, needsAttentionAt, type Effect } from './effect';

export const groupQrStates = ['Live', 'Full', 'Expired', 'Broken'] as const;
export type GroupQrState = (typeof groupQrStates)[number];

export const groupQrEvents = ['filled', 'expired', 'retired'] as const;
export type GroupQrEvent = (typeof groupQrEvents)[number];

const ended = { filled: refused('QrEnded'), expired: refused('QrEnded'), retired: noop } as const;

/** `Broken`: its managers, or complaints, report that it does not work. */
export const groupQrTransitions = {
  Live: { filled: to('Full'), expired: to('Expired'), retired: to('Broken') },
  Full: { ...ended, filled: noop },
  Expired: { ...ended, expired: noop },
  Broken: ended,
} as const satisfies TransitionTable<GroupQrState, GroupQrEvent>;

/** `announce` tells the group how long it can be sold. */
export const groupQrEffectKinds = ['announce'] as const;
export type GroupQrEffect = Effect<(typeof groupQrEffectKinds)[number]>;

/** One group QR image. Lasts 7 days and stops at 200 members (docs/platform.md, Getting a payer into a group). */
export interface GroupQr {
  readonly _id: string;
  readonly rev: number;
  readonly groupId: string;
  readonly fileId: string;
  readonly state: GroupQrState;
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

/** A newcomer who pays now could join with this QR. */
export function hasRoom(qr: GroupQr, now: Date): boolean {
  return qr.state === 'Live' && qr.expiresAt > now && qr.shownTo.length < qr.quota;
}

const announce = (now: Date): readonly GroupQrEffect[] => [{ kind: 'announce', at: now, attempts: 0 }];

export function createGroupQr(
  parts: Pick<GroupQr, '_id' | 'groupId' | 'fileId' | 'expiresAt' | 'quota'>,
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

/** A manager says that the QR no longer works. */
export function retireGroupQr(
  qr: GroupQr,
  now: Date,
): Decision<GroupQr, RefusalOf<typeof groupQrTransitions, 'retired'>> {
  const cell = groupQrTransitions[qr.state].retired;
  if (cell.kind !== 'moved') return cell;
  return moved({ ...setGroupQrEffects(qr, announce(now)), state: cell.to });
}

/** The QR's actual state: the stored one does not change by itself when its time is over. */
export function currentQrState(qr: GroupQr, now: Date): GroupQrState {
  if (qr.state !== 'Live') return qr.state;
  if (qr.expiresAt <= now) return 'Expired';
  return hasRoom(qr, now) ? 'Live' : 'Full';
}
