import type { Value } from '../../services/call';
import { entryStateNames } from '../../services/words';
import { countDownFormat, moment } from '../../services/written';

export type Application = Value<'listApplications'>['applications'][number];

/** What a card shows of an application. */
export interface ApplicationView {
  /** Also the row's identity: the same person may apply again in another round. */
  key: string;
  entryId: string;
  round: number;
  name: string;
  letter: string;
  avatarFileId: string;
  groupName: string;
  paidFen: number;
  moneyWord: string;
  appliedAt: string;
  waiting: boolean;
  until: string;
  leftMs: number;
  clockFormat: string;
  outcome: string;
  reason: string;
}

export function applicationView(application: Application, nowMs: number): ApplicationView {
  const { entryId, round, nickname, avatarFileId, groupName, paidFen, entryState, reviewUntilMs } = application;
  const name = nickname.trim() === '' ? '微信用户' : nickname;
  const waiting = entryState === 'UnderReview' || entryState === 'Applied';
  const kept = waiting || entryState === 'Admitted' || entryState === 'Joined';
  const leftMs = reviewUntilMs === null ? 0 : Math.max(0, reviewUntilMs - nowMs);
  return {
    key: `${entryId}#${round}`,
    entryId,
    round,
    name,
    letter: Array.from(name)[0] ?? '微',
    avatarFileId,
    groupName,
    paidFen,
    moneyWord: kept ? '已付' : '退回',
    appliedAt: moment(application.appliedAtMs),
    waiting,
    until: reviewUntilMs === null ? '' : moment(reviewUntilMs),
    leftMs,
    clockFormat: countDownFormat(leftMs),
    outcome: entryStateNames[entryState],
    reason: application.rejectedReason,
  };
}
