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
import { dueAt } from './effect';
import type { QrPeriod } from './qrAvailability';
import { isOfficialGroupName, shownNickname } from './names';
import { searchTextOf } from './search';

export const groupStates = ['Draft', 'PendingReview', 'Listed', 'Paused', 'Closed', 'Banned'] as const;
export type GroupState = (typeof groupStates)[number];

export const groupEvents = ['submitted', 'listed', 'returned', 'paused', 'resumed', 'closed', 'banned'] as const;
export type GroupEvent = (typeof groupEvents)[number];

const notNow = refused('GroupStateRefuses');
const unlessStated = {
  submitted: notNow,
  listed: notNow,
  returned: notNow,
  paused: notNow,
  resumed: notNow,
} as const;

/** An owner submits, pauses, resumes and closes a group; an operator lists, returns and bans it. */
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
    banned: to('Banned'),
  },
  Paused: { ...unlessStated, paused: noop, resumed: to('Listed'), closed: to('Closed'), banned: to('Banned') },
  Closed: { ...unlessStated, closed: noop, banned: to('Banned') },
  Banned: { ...unlessStated, closed: notNow, banned: notNow },
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
  /** Audit records of operators' actions on it, still to be written. */
  readonly effects: readonly AuditEffect[];
  readonly dueAt: Date | null;
}

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

export function setGroupEffects(group: Group, effects: readonly AuditEffect[]): Group {
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
export const moderationEvents = { list: 'listed', return: 'returned', ban: 'banned' } as const;
export type ModerationAction = keyof typeof moderationEvents;

/** An operator's decision about the version `rev` of a group; the owner reads `note`. */
export interface Moderation {
  readonly action: ModerationAction;
  readonly rev: number;
  readonly note: string;
  readonly operatorOpenid: string;
}

const auditActions = { list: 'listGroup', return: 'returnGroup', ban: 'banGroup' } as const;

/**
 * Lists, returns or bans a group and leaves an audit record. The same decision again, after the first answer was lost, is a noop. Refuses,
 * beside the table, a decision about another version than the present one (`GroupChanged`).
 */
export function moderate(
  group: Group,
  { action, rev, note, operatorOpenid }: Moderation,
  now: Date,
): GroupDecision<(typeof moderationEvents)[ModerationAction], 'GroupChanged'> {
  const event = moderationEvents[action];
  if (group.rev > rev && group.history.at(-1)?.event === event) return noop;
  if (group.rev !== rev) return refused('GroupChanged');
  const decision = applyGroupEvent(group, event, 'operator', now);
  if (decision.kind !== 'moved') return decision;
  const { next } = decision;
  const history = next.history.map((line, index) => (index === next.history.length - 1 ? { ...line, note } : line));
  const audit = {
    _id: `${group._id}#${next.rev}`,
    at: now,
    operatorOpenid,
    action: auditActions[action],
    subject: group._id,
    note,
    fen: null,
    before: group.state,
    after: next.state,
  };
  const effects = [...group.effects, auditEffect(audit)];
  return moved({ ...next, history, effects, dueAt: dueAt(effects) });
}

/** An operator's last message to the owner, as long as it explains the present state; `null` otherwise. */
export function latestModerationNote(
  group: Pick<Group, 'history'>,
): { readonly note: string; readonly at: Date } | null {
  const last = group.history.at(-1);
  if (last?.event !== 'returned' && last?.event !== 'banned') return null;
  return { note: last.note ?? '', at: last.at };
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
  if (group.state !== 'Draft') return refused('CapacityTooSmall');
  return moved({ group: { ...edited, seatsLeft: terms.capacity, seats: [] }, seatsMore: 0 });
}

/** The group with its owner's new name and picture. */
export function renameOwner(group: Group, { ownerName: nickname, ownerAvatarFileId }: OwnerProfile): Group {
  const ownerName = shownNickname(nickname);
  const searchText = groupSearchText(group, ownerName);
  return { ...group, ownerName, ownerAvatarFileId, searchText, rev: group.rev + 1 };
}
