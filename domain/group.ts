import { auditEffect, type AuditEffect } from './audit';
import {
  moved,
  noop,
  refused,
  to,
  type Actor,
  type Cell,
  type Decision,
  type RefusalOf,
  type Transition,
  type TransitionTable,
} from './transition';
import { dueAt, type Effect } from './effect';
import { minuteMs } from './time';
import type { QrPeriod } from './qrAvailability';
import { isOfficialGroupName, shownNickname } from './names';
import { searchTextOf } from './search';

export const groupStates = ['Draft', 'PendingReview', 'Listed', 'Paused', 'Suspended', 'Closed', 'Banned'] as const;
export type GroupState = (typeof groupStates)[number];

export const groupEvents = [
  'submitted',
  'listed',
  'returned',
  'paused',
  'resumed',
  'closed',
  'suspended',
  'banned',
  'restored',
] as const;
export type GroupEvent = (typeof groupEvents)[number];

const notNow = refused('GroupStateRefuses');
const unlessStated = {
  submitted: notNow,
  listed: notNow,
  returned: notNow,
  paused: notNow,
  resumed: notNow,
  suspended: notNow,
  restored: notNow,
} as const;

/**
 * An owner submits, pauses, resumes and closes a group; an operator lists, returns, suspends, bans and restores it. Nothing that an owner
 * does leads out of `Suspended` or `Banned`.
 */
export const groupTransitions = {
  Draft: { ...unlessStated, submitted: to('PendingReview'), closed: to('Closed'), banned: to('Banned') },
  PendingReview: {
    ...unlessStated,
    submitted: noop,
    listed: to('Listed'),
    returned: to('Draft'),
    closed: to('Closed'),
    banned: to('Banned'),
  },
  Listed: {
    ...unlessStated,
    paused: to('Paused'),
    resumed: noop,
    closed: to('Closed'),
    suspended: to('Suspended'),
    banned: to('Banned'),
  },
  Paused: {
    ...unlessStated,
    paused: noop,
    resumed: to('Listed'),
    closed: to('Closed'),
    suspended: to('Suspended'),
    banned: to('Banned'),
  },
  // Closing would show its QRs again to members who were shown none.
  Suspended: { ...unlessStated, closed: notNow, suspended: noop, banned: to('Banned'), restored: to('Paused') },
  Closed: { ...unlessStated, closed: noop, banned: to('Banned') },
  // Restored, it is reviewed anew before anybody can buy it.
  Banned: { ...unlessStated, closed: notNow, banned: noop, restored: to('Draft') },
} as const satisfies TransitionTable<GroupState, GroupEvent>;

type GroupDecision<Event extends GroupEvent, More extends string = never> = Decision<
  Group,
  RefusalOf<typeof groupTransitions, Event> | More
>;

/**
 * `instant`: a payment admits. `payThenReview`: after the payment the owner decides, and a rejection refunds. `reviewThenPay`: the owner
 * decides on an application, then a payment admits; a rejection moves no money.
 */
export const admissionRules = ['instant', 'payThenReview', 'reviewThenPay'] as const;
export type AdmissionRule = (typeof admissionRules)[number];

export interface GroupTransition extends Transition<GroupState, GroupEvent> {
  /** An operator's message to the owner. */
  readonly note?: string;
}

export interface Group {
  readonly _id: string;
  readonly rev: number;
  readonly state: GroupState;
  /** The openids of the people who run it: the owner first, then co-admins. */
  readonly managers: readonly string[];
  readonly ownerName: string;
  readonly ownerIntro: string;
  readonly ownerAvatarFileId: string;
  readonly name: string;
  readonly intro: string;
  readonly description: string;
  readonly benefits: readonly string[];
  readonly category: string;
  readonly coverFileId: string;
  readonly priceFen: number;
  readonly admission: AdmissionRule;
  /** The owner decides within so many hours; 0 for `instant`. */
  readonly reviewHours: number;
  /** The buyer can request a refund for so many days after the payment, as long as no QR was shown. */
  readonly refundDays: number;
  /** `null`: the group has no limit, and seats are not kept. */
  readonly capacity: number | null;
  readonly seatsLeft: number | null;
  /** Ids of the orders and approvals that hold a seat. At most `capacity`, itself at most 500. */
  readonly seats: readonly string[];
  /** The end of its valid QR; `null` without one. Lists read it; a sale checks the QRs themselves. */
  readonly qrValidUntil: Date | null;
  /** The times in which newcomers could be shown a QR, oldest first. */
  readonly qrPeriods: readonly QrPeriod[];
  /** Name, introduction and owner's name as `domain/search.ts` compares them. */
  readonly searchText: string;
  readonly history: readonly GroupTransition[];
  /** The merchant that takes the money; `null`: the installation's own. */
  readonly subMchId: string | null;
  /** The operator's share of a sale, in ten-thousandths; `null`: the installation's rate. */
  readonly commissionPermyriad: number | null;
  readonly createdAt: Date;
  readonly effects: readonly GroupEffect[];
  readonly dueAt: Date | null;
}

/**
 * Makes a suspension or a ban true for orders and memberships: unpaid orders are closed, and a ban ends the memberships of all who were
 * shown no QR. It looks again for a while, because a function that read the group before may still write.
 */
export interface HoldEffect extends Effect<'enforceHold'> {
  /** The time of the suspension or ban. */
  readonly since: Date;
}

/** An operator gives everybody's money back: every membership that is left ends, and its order is refunded. */
export interface RefundAllEffect extends Effect<'refundAll'> {
  /** The buyers read this; may be ''. */
  readonly note: string;
  readonly operatorOpenid: string;
  readonly idempotencyKey: string;
}

/** The effects a group's transition can leave to do; `audit` records an operator's action. */
export type GroupEffect = AuditEffect | HoldEffect | RefundAllEffect;

/** The part of a group that decides what its members and buyers may do. */
export type GroupStanding = Pick<Group, 'state' | 'history'>;

/** An operator's hold on a group; `null` if it has none. */
export type GroupHold = 'Suspended' | 'Banned';
export const holdOf = (group: Pick<Group, 'state'> | null): GroupHold | null =>
  group?.state === 'Suspended' || group?.state === 'Banned' ? group.state : null;

/**
 * A function that read the group before a hold has ended by then, and so have the minutes in which an order made by it may be paid: fifteen,
 * and the longest function runs 50 s.
 */
const holdEnforcedForMs = 20 * minuteMs;

/** From then on nothing can come up any more that a hold must end. */
export const holdSettlesAt = ({ since }: HoldEffect): Date => new Date(since.getTime() + holdEnforcedForMs);

/** The times in which the group was suspended, oldest first; a present suspension reaches to `now`. */
export function suspensionsOf({ history }: Pick<Group, 'history'>, now: Date): readonly QrPeriod[] {
  const begun = history.flatMap((line, index) => (line.to === 'Suspended' ? [{ from: line.at, index }] : []));
  return begun.map(({ from, index }) => ({ from, until: history[index + 1]?.at ?? now }));
}

/** The times that do not count towards the day without a QR: newcomers could be shown one, or an operator had suspended the group. */
export const clockStops = (group: Pick<Group, 'history' | 'qrPeriods'>, now: Date): readonly QrPeriod[] => [
  ...group.qrPeriods,
  ...suspensionsOf(group, now),
];

/** The owner is the first of a group's managers. */
export const isOwnedBy = (group: Pick<Group, 'managers'>, openid: string): boolean => group.managers[0] === openid;

/** States in which a group looks nonexistent to everybody but its managers. Those who paid still see a paused or closed one. */
const hiddenStates: readonly GroupState[] = ['Draft', 'PendingReview', 'Banned'];
export const isHidden = (group: Pick<Group, 'state'>): boolean => hiddenStates.includes(group.state);

/** The owner's text and terms; `contracts/saveGroup.ts` has the limits. */
export type GroupText = Pick<
  Group,
  'name' | 'intro' | 'description' | 'benefits' | 'ownerIntro' | 'category' | 'coverFileId'
>;
export type GroupTerms = Pick<Group, 'priceFen' | 'admission' | 'reviewHours' | 'refundDays' | 'capacity'>;

/** The text in which searches look for a group. */
export const groupSearchText = ({ name, intro }: Pick<GroupText, 'name' | 'intro'>, ownerName: string): string =>
  searchTextOf(name, intro, ownerName);

/** Builds a group that is not yet for sale. */
export function createGroup(
  parts: {
    id: string;
    openid: string;
    ownerName: string;
    ownerAvatarFileId: string;
    text: GroupText;
    terms: GroupTerms;
  },
  now: Date,
): Group {
  const { text, terms } = parts;
  const ownerName = shownNickname(parts.ownerName);
  return {
    _id: parts.id,
    rev: 0,
    state: 'Draft',
    managers: [parts.openid],
    ownerName,
    ownerAvatarFileId: parts.ownerAvatarFileId,
    ...text,
    ...terms,
    seatsLeft: terms.capacity,
    seats: [],
    qrValidUntil: null,
    qrPeriods: [],
    searchText: groupSearchText(text, ownerName),
    subMchId: null,
    commissionPermyriad: null,
    history: [],
    createdAt: now,
    effects: [],
    dueAt: null,
  };
}

export function setGroupEffects(group: Group, effects: readonly GroupEffect[]): Group {
  return { ...group, rev: group.rev + 1, effects, dueAt: dueAt(effects) };
}

type Row = { readonly [Event in GroupEvent]: Cell<GroupState, RefusalOf<typeof groupTransitions, Event>> };

/** Moves a group by an event that changes nothing but its state. */
export function applyGroupEvent<Event extends GroupEvent>(
  group: Group,
  event: Event,
  actor: Actor,
  now: Date,
): GroupDecision<Event> {
  const row: Row = groupTransitions[group.state];
  const cell: Row[Event] = row[event];
  if (cell.kind !== 'moved') return cell;
  const transition = { event, from: group.state, to: cell.to, at: now, actor };
  return moved({ ...group, rev: group.rev + 1, state: cell.to, history: [...group.history, transition] });
}

/** The owner's event by which each action happens. */
export const ownerEvents = { submit: 'submitted', pause: 'paused', resume: 'resumed', close: 'closed' } as const;
export type OwnerAction = keyof typeof ownerEvents;

/**
 * Submits, pauses, resumes or closes a group. Refuses, beside the table, to put a group on sale without a valid QR (`NoValidQr`), or under a
 * name that was saved before such names were refused (`OfficialName`).
 */
export function manage(
  group: Group,
  action: OwnerAction,
  now: Date,
): GroupDecision<(typeof ownerEvents)[OwnerAction], 'NoValidQr' | 'OfficialName'> {
  const sells = action === 'submit' || action === 'resume';
  if (sells && isOfficialGroupName(group.name)) return refused('OfficialName');
  if (sells && !hasValidQr(group, now)) return refused('NoValidQr');
  return applyGroupEvent(group, ownerEvents[action], 'owner', now);
}

/** According to the group's own copy of its QRs' end, a newcomer could join now. */
export const hasValidQr = (group: Pick<Group, 'qrValidUntil'>, now: Date): boolean =>
  group.qrValidUntil !== null && group.qrValidUntil > now;

export const hasSeat = (group: Pick<Group, 'seatsLeft'>): boolean => group.seatsLeft === null || group.seatsLeft > 0;

/** The operator's event by which each moderation happens. */
export const moderationEvents = {
  list: 'listed',
  return: 'returned',
  suspend: 'suspended',
  ban: 'banned',
  restore: 'restored',
} as const;
export type ModerationAction = keyof typeof moderationEvents;

/** An operator's decision about a group; the owner reads `note`. */
interface Moderation {
  readonly note: string;
  readonly operatorOpenid: string;
}

/** The decision about a submission: about the version `rev` of the text, which the operator has read. */
export interface SubmissionReview extends Moderation {
  readonly action: 'list' | 'return';
  readonly rev: number;
}

/** The decision about the group itself, whatever its owner is changing meanwhile. */
export interface HoldDecision extends Moderation {
  readonly action: 'suspend' | 'ban' | 'restore';
}

const auditActions = {
  list: 'listGroup',
  return: 'returnGroup',
  suspend: 'suspendGroup',
  ban: 'banGroup',
  restore: 'restoreGroup',
} as const;

type ModerationDecision<More extends string> = GroupDecision<(typeof moderationEvents)[ModerationAction], More>;

/**
 * Lists or returns a submitted group and leaves an audit record. The same decision again, after the first answer was lost, is a noop.
 * Refuses, beside the table, a decision about another version than the present one (`GroupChanged`).
 */
export function reviewSubmission(
  group: Group,
  review: SubmissionReview,
  now: Date,
): ModerationDecision<'GroupChanged'> {
  if (group.rev > review.rev && group.history.at(-1)?.event === moderationEvents[review.action]) return noop;
  if (group.rev !== review.rev) return refused('GroupChanged');
  return moderate(group, review, now);
}

/**
 * Suspends, bans or restores a group and leaves an audit record; a hold also leaves its enforcement. What holds already is a noop. Refuses,
 * beside the table, to restore a group whose members are all being refunded (`RefundRunning`).
 */
export function decideHold(group: Group, hold: HoldDecision, now: Date): ModerationDecision<'RefundRunning'> {
  const isRestored = group.history.at(-1)?.event === 'restored';
  if (hold.action === 'restore' && isRestored) return noop;
  if (hold.action === 'restore' && isRefundingAll(group)) return refused('RefundRunning');
  const decision = moderate(group, hold, now);
  if (decision.kind !== 'moved') return decision;
  const { next } = decision;
  const kept = next.effects.filter(({ kind }) => kind !== 'enforceHold');
  const enforce: HoldEffect = { kind: 'enforceHold', at: now, attempts: 0, since: now };
  const effects = hold.action === 'restore' ? kept : [...kept, enforce];
  return moved({ ...next, effects, dueAt: dueAt(effects) });
}

function moderate(
  group: Group,
  { action, note, operatorOpenid }: SubmissionReview | HoldDecision,
  now: Date,
): ModerationDecision<never> {
  const decision = applyGroupEvent(group, moderationEvents[action], 'operator', now);
  if (decision.kind !== 'moved') return decision;
  const { next } = decision;
  const history = next.history.map((line, index) => (index === next.history.length - 1 ? { ...line, note } : line));
  const audit = auditEffect({
    _id: `${group._id}#${next.rev}`,
    at: now,
    operatorOpenid,
    action: auditActions[action],
    subject: group._id,
    note,
    fen: null,
    before: group.state,
    after: next.state,
  });
  const effects = [...group.effects, audit];
  return moved({ ...next, history, effects, dueAt: dueAt(effects) });
}

/** Everybody's money is going back by an operator's decision, and some of it has yet to be asked for. */
export const isRefundingAll = (group: Pick<Group, 'effects'>): boolean =>
  group.effects.some(({ kind }) => kind === 'refundAll');

/** An operator's decision to give everybody's money back. */
export type RefundAllDecision = Pick<RefundAllEffect, 'note' | 'operatorOpenid' | 'idempotencyKey'>;

/**
 * Begins to give everybody in a banned group their money back, and leaves an audit record. The same again while it runs is a noop. Refuses
 * any other state (`GroupStateRefuses`): a group that may still be sold would take new money meanwhile.
 */
export function refundAll(
  group: Group,
  { note, operatorOpenid, idempotencyKey }: RefundAllDecision,
  now: Date,
): Decision<Group, 'GroupStateRefuses'> {
  if (group.state !== 'Banned') return refused('GroupStateRefuses');
  if (isRefundingAll(group)) return noop;
  const audit = auditEffect({
    _id: `${group._id}:${idempotencyKey}`,
    at: now,
    operatorOpenid,
    action: 'refundGroup',
    subject: group._id,
    note,
    fen: null,
    before: group.state,
    after: group.state,
  });
  const work: RefundAllEffect = { kind: 'refundAll', at: now, attempts: 0, note, operatorOpenid, idempotencyKey };
  return moved(setGroupEffects(group, [...group.effects, audit, work]));
}

/** The decisions whose note the owner and operators read. */
export const notedEvents = ['returned', 'suspended', 'banned', 'restored'] as const satisfies readonly GroupEvent[];
export type NotedEvent = (typeof notedEvents)[number];

export const isNoted = (event: GroupEvent): event is NotedEvent =>
  (notedEvents as readonly GroupEvent[]).includes(event);

/** An operator's last message to the owner, as long as it explains the present state; `null` otherwise. */
export function latestModerationNote(
  group: Pick<Group, 'history'>,
): { readonly decision: NotedEvent; readonly note: string; readonly at: Date } | null {
  const last = group.history.at(-1);
  return last && isNoted(last.event) ? { decision: last.event, note: last.note ?? '', at: last.at } : null;
}

/** The owner's name and picture as a group shows them. */
export type OwnerProfile = Pick<Group, 'ownerName' | 'ownerAvatarFileId'>;

/** An edited group, and by how many seats its capacity grows (or, negative, shrinks); seats move in the database, where they are taken. */
export interface GroupEdit {
  readonly group: Group;
  readonly seatsMore: number;
}

/** States in which an owner may edit text and terms. */
const editableStates = ['Draft', 'Listed', 'Paused'] as const satisfies readonly GroupState[];

/**
 * Changes a group's text and terms. Refuses a state in which it may not be edited (`GroupStateRefuses`), and setting or lifting a limit
 * after the group may have been sold (`CapacityTooSmall`): it would no longer be known who holds a seat.
 */
export function editGroup(
  group: Group,
  owner: OwnerProfile,
  text: GroupText,
  terms: GroupTerms,
): Decision<GroupEdit, 'GroupStateRefuses' | 'CapacityTooSmall'> {
  if (!editableStates.some((state) => state === group.state)) return refused('GroupStateRefuses');
  const renamed = renameOwner(group, owner);
  const edited = { ...renamed, ...text, ...terms, searchText: groupSearchText(text, renamed.ownerName) };
  if (group.capacity !== null && terms.capacity !== null)
    return moved({ group: edited, seatsMore: terms.capacity - group.capacity });
  if (group.capacity === terms.capacity) return moved({ group: edited, seatsMore: 0 });
  if (mayHaveSold(group)) return refused('CapacityTooSmall');
  return moved({ group: { ...edited, seatsLeft: terms.capacity, seats: [] }, seatsMore: 0 });
}

/** A draft that was restored after a ban may have been sold before. */
const mayHaveSold = ({ state, history }: Group): boolean =>
  state !== 'Draft' || history.some(({ event }) => event === 'restored');

/** The group with its owner's new name and picture. */
export function renameOwner(group: Group, { ownerName: nickname, ownerAvatarFileId }: OwnerProfile): Group {
  const ownerName = shownNickname(nickname);
  const searchText = groupSearchText(group, ownerName);
  return { ...group, ownerName, ownerAvatarFileId, searchText, rev: group.rev + 1 };
}
