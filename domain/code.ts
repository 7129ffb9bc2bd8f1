export const codeStates = ['Live', 'Full', 'Expired', 'Broken'] as const;
export type CodeState = (typeof codeStates)[number];

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
}

/** Whether somebody who pays now could get in by this code. */
export function hasRoom(code: Code, now: Date): boolean {
  return code.state === 'Live' && code.expiresAt > now && code.shownTo.length < code.quota;
}
