import { auditEffect, type AuditEffect } from './audit';
import { noop, refused, to, type Actor, type TransitionTable, type Transition } from './transition';
import { dueAt } from './effect';

export const groupStates = ['Draft', 'PendingReview', 'Listed', 'Paused', 'Closed', 'Banned'] as const;
export type GroupState = (typeof groupStates)[number];

export const groupEvents = ['submitted', 'listed', 'returned', 'paused', 'resumed', 'closed', 'banned'] as const;
export type GroupEvent = (typeof groupEvents)[number];

const notNow = refused('GroupStateRefuses');
const over = {
  submitted: notNow,
  listed: notNow,
  returned: notNow,
  paused: notNow,
  resumed: notNow,
} as const;

/** An owner offers, pauses, resumes and closes; an operator lists, returns and bans. */
export const groupTransitions = {
  Draft: { ...over, submitted: to('PendingReview'), closed: to('Closed'), banned: to('Banned') },
  PendingReview: {
    ...over,
    submitted: noop,
    listed: to('Listed'),
    returned: to('Draft'),
    closed: to('Closed'),
    banned: to('Banned'),
  },
  Listed: {
    ...over,
    listed: noop,
    paused: to('Paused'),
    resumed: noop,
    closed: to('Closed'),
    banned: to('Banned'),
  },
  Paused: { ...over, paused: noop, resumed: to('Listed'), closed: to('Closed'), banned: to('Banned') },
  Closed: { ...over, closed: noop, banned: to('Banned') },
  Banned: { ...over, closed: notNow, banned: noop },
} as const satisfies TransitionTable<GroupState, GroupEvent>;

/**
 * `instant`: pay and be in. `payThenReview`: pay, the owner decides, a rejection gives the money back. `reviewThenPay`: apply, the owner
 * decides, then pay and be in; a rejection moves no money.
 */
export const admissionRules = ['instant', 'payThenReview', 'reviewThenPay'] as const;
export type AdmissionRule = (typeof admissionRules)[number];

/** `note`: what an operator wrote to the owner. */
export interface GroupTransition extends Transition<GroupState, GroupEvent> {
  readonly note?: string;
}

export interface Group {
  readonly _id: string;
  readonly rev: number;
  readonly state: GroupState;
  /** Who runs it: the owner first, then co-admins. */
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
  /** Hours within which the owner decides; 0 for `instant`. */
  readonly reviewHours: number;
  /** Days after the payment in which a buyer may have the money back by their own wish, as long as no code was shown. */
  readonly refundDays: number;
  /** `null`: no limit, and then seats are not kept. */
  readonly capacity: number | null;
  readonly seatsLeft: number | null;
  /** Ids of the orders and approvals that hold a seat. At most `capacity`, itself at most 500. */
  readonly seats: readonly string[];
  /** Until when its live code is good; `null` without one. For lists; selling asks the codes themselves. */
  readonly qrValidUntil: Date | null;
  /** Name, introduction and owner's name in lower case, for searching. */
  readonly searchText: string;
  readonly history: readonly GroupTransition[];
  /** The merchant that takes the money; `null`: the installation's own. */
  readonly subMchId: string | null;
  /** What the operator keeps of a sale, in ten-thousandths; `null`: the installation's rate. */
  readonly commissionPermyriad: number | null;
  readonly createdAt: Date;
  /** Records of what operators did to it, still to be written. */
  readonly effects: readonly AuditEffect[];
  readonly dueAt: Date | null;
}

/** What an owner writes and sets; see `contracts/saveGroup.ts` for the limits. */
export type GroupText = Pick<
  Group,
  'name' | 'intro' | 'description' | 'benefits' | 'ownerIntro' | 'category' | 'coverFileId'
>;
export type GroupTerms = Pick<Group, 'priceFen' | 'admission' | 'reviewHours' | 'refundDays' | 'capacity'>;

/** What is searched: in lower case, so that a search need not care. */
export function searchTextOf(text: Pick<GroupText, 'name' | 'intro'>, ownerName: string): string {
  return `${text.name} ${text.intro} ${ownerName}`.toLowerCase();
}

/** A new group, not yet for sale. */
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
  return {
    _id: parts.id,
    rev: 0,
    state: 'Draft',
    managers: [parts.openid],
    ownerName: parts.ownerName,
    ownerAvatarFileId: parts.ownerAvatarFileId,
    ...text,
    ...terms,
    seatsLeft: terms.capacity,
    seats: [],
    qrValidUntil: null,
    searchText: searchTextOf(text, parts.ownerName),
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

/** `null` where the table does not move on it. */
export function applyGroupEvent(group: Group, event: GroupEvent, actor: Actor, now: Date): Group | null {
  const verdict = groupTransitions[group.state][event];
  if (verdict.kind !== 'moved') return null;
  const transition = { event, from: group.state, to: verdict.to, at: now, actor };
  return { ...group, rev: group.rev + 1, state: verdict.to, history: [...group.history, transition] };
}

export const moderationEvents = { list: 'listed', return: 'returned', ban: 'banned' } as const;
export type ModerationDecision = keyof typeof moderationEvents;

/** What an operator decided, in words for the owner, with its record. `null` where the table does not move on it. */
export function moderate(
  group: Group,
  decision: ModerationDecision,
  note: string,
  openid: string,
  now: Date,
): Group | null {
  const after = applyGroupEvent(group, moderationEvents[decision], 'operator', now);
  if (!after) return null;
  const history = after.history.map((transition, index) =>
    index === after.history.length - 1 ? { ...transition, note } : transition,
  );
  const act = ({ list: 'listGroup', return: 'returnGroup', ban: 'banGroup' } as const)[decision];
  const what = { _id: `${group._id}#${after.rev}`, at: now, operatorOpenid: openid, act, subject: group._id };
  const audit = { ...what, note, fen: null, before: group.state, after: after.state };
  const effects = [...group.effects, auditEffect(audit)];
  return { ...after, history, effects, dueAt: dueAt(effects) };
}

/** What an operator last said to the owner, as long as it explains the present state; `null` otherwise. */
export function latestModerationNote(
  group: Pick<Group, 'history'>,
): { readonly note: string; readonly at: Date } | null {
  const last = group.history.at(-1);
  if (last?.event !== 'returned' && last?.event !== 'banned') return null;
  return { note: last.note ?? '', at: last.at };
}

/**
 * The group with other words and terms. Seats move by the difference of capacities, in the database, where they are taken. `null`: a
 * limit was set or lifted after the group may have been sold, and then who holds a seat is not known any more.
 */
export function editGroup(
  group: Group,
  owner: { ownerName: string; ownerAvatarFileId: string },
  text: GroupText,
  terms: GroupTerms,
): { readonly group: Group; readonly seatsMore: number } | null {
  const changed = {
    ...group,
    ...text,
    ...terms,
    ...owner,
    rev: group.rev + 1,
    searchText: searchTextOf(text, owner.ownerName),
  };
  if (group.capacity !== null && terms.capacity !== null) {
    return { group: changed, seatsMore: terms.capacity - group.capacity };
  }
  if (group.capacity === terms.capacity) return { group: changed, seatsMore: 0 };
  if (group.state !== 'Draft') return null;
  return { group: { ...changed, seatsLeft: terms.capacity, seats: [] }, seatsMore: 0 };
}

/** States in which an owner may change words and terms. */
export const editableStates = ['Draft', 'Listed', 'Paused'] as const satisfies readonly GroupState[];
