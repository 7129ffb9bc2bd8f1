import { already, refused, to, type Life } from './life';
import { dueAt, stuckAt, type Todo } from './todo';

export const codeStates = ['Live', 'Full', 'Expired', 'Broken'] as const;
export type CodeState = (typeof codeStates)[number];

export const codeEvents = ['filled', 'expired', 'retired'] as const;
export type CodeEvent = (typeof codeEvents)[number];

const ended = { filled: refused('CodeEnded'), expired: refused('CodeEnded'), retired: already } as const;

/** `Broken`: its managers, or complaints, say it does not work. */
export const codeLife = {
  Live: { filled: to('Full'), expired: to('Expired'), retired: to('Broken') },
  Full: { ...ended, filled: already },
  Expired: { ...ended, expired: already },
  Broken: ended,
} as const satisfies Life<CodeState, CodeEvent>;

/** `announce`: tell the group until when it can be sold. */
export type CodeTodo = Todo<'announce'>;

/** One group QR image. Lasts 7 days and stops at 200 members (PLATFORM, Getting a payer into a group). */
export interface Code {
  readonly _id: string;
  readonly rev: number;
  readonly groupId: string;
  readonly fileId: string;
  readonly state: CodeState;
  readonly expiresAt: Date;
  /** How many different people it may be shown to. */
  readonly quota: number;
  /** Entries it was shown to, at most `quota`. */
  readonly shownTo: readonly string[];
  readonly createdAt: Date;
  readonly todo: readonly CodeTodo[];
  readonly dueAt: Date | null;
  /** Since when something can't be finished; an operator has it before them. */
  readonly stuckAt: Date | null;
}

/** Whether somebody who pays now could get in by this code. */
export function hasRoom(code: Code, now: Date): boolean {
  return code.state === 'Live' && code.expiresAt > now && code.shownTo.length < code.quota;
}

const announce = (now: Date): readonly CodeTodo[] => [{ kind: 'announce', at: now, tries: 0 }];

export function newCode(parts: Pick<Code, '_id' | 'groupId' | 'fileId' | 'expiresAt' | 'quota'>, now: Date): Code {
  const todo = announce(now);
  return { ...parts, rev: 0, state: 'Live', shownTo: [], createdAt: now, todo, dueAt: dueAt(todo), stuckAt: null };
}

/** The code with other todos. */
export function withCodeTodos(code: Code, todo: readonly CodeTodo[]): Code {
  return { ...code, rev: code.rev + 1, todo, dueAt: dueAt(todo), stuckAt: stuckAt(todo) };
}

/** `null` where it has ended already. */
export function codeRetired(code: Code, now: Date): Code | null {
  if (codeLife[code.state].retired.kind !== 'moved') return null;
  return { ...withCodeTodos(code, announce(now)), state: 'Broken' };
}

/** What it is now: time passes without anybody writing it down. */
export function presentState(code: Code, now: Date): CodeState {
  if (code.state !== 'Live') return code.state;
  if (code.expiresAt <= now) return 'Expired';
  return hasRoom(code, now) ? 'Live' : 'Full';
}
