import type { GroupQrState } from '../../../domain/groupQr';
import type { Value } from '../../services/call';
import { beijingDay, duration, moment } from '../../services/written';
import { qrLimits } from '../limits';

type Code = Value<'getMyGroup'>['qrs'][number];

const stateNames: Record<GroupQrState, string> = {
  Live: '有效',
  Full: '人数已满',
  Expired: '已过期',
  Broken: '已停用',
};

/** A code in the list. */
export interface QrRow {
  qrId: string;
  imageUrl: string;
  state: string;
  live: boolean;
  until: string;
  shown: string;
}

/** What stands above the list: whether people can get in. */
export interface QrsNotice {
  tone: 'good' | 'waiting' | 'alert';
  title: string;
  text: string;
}

/** Sooner than this before the last code ends, its owner should put up another. */
const soonMs = 24 * 3_600_000;

export function qrRow(code: Code): QrRow {
  return {
    qrId: code.qrId,
    imageUrl: code.imageUrl ?? '',
    state: stateNames[code.state],
    live: code.state === 'Live',
    until: `${moment(code.expiresAtMs)} ${code.state === 'Live' ? '到期' : '为止'}`,
    shown: `已给 ${code.shownCount} 人看过，最多 ${code.quota} 人`,
  };
}

export function noticeOf(qrs: readonly Code[], nowMs: number): QrsNotice {
  const live = qrs.filter(({ state }) => state === 'Live');
  if (live.length === 0) {
    return { tone: 'alert', title: '没有有效群码', text: '现在没人能加入，上传一张新的就会恢复。' };
  }
  const leftMs = Math.max(...live.map(({ expiresAtMs }) => expiresAtMs)) - nowMs;
  const room = live.reduce((sum, { quota, shownCount }) => sum + Math.max(0, quota - shownCount), 0);
  if (leftMs < soonMs) {
    return { tone: 'waiting', title: `群码还有 ${duration(leftMs)}到期`, text: '趁早换一张，到期后会停止加入。' };
  }
  return { tone: 'good', title: `群码还有 ${duration(leftMs)}到期`, text: `还能给 ${room} 人看。` };
}

/** A day a code may end on, as WeChat prints it under the picture: good before that day begins. */
export interface EndDay {
  label: string;
  atMs: number;
}

/** The seven days after today in Beijing, the last one first: a code just made ends then. */
export function endDays(nowMs: number): EndDay[] {
  const dayMs = 24 * 3_600_000;
  const today = beijingDay(nowMs);
  return Array.from({ length: qrLimits.lastsDays }, (_, index) => {
    const atMs = today + (qrLimits.lastsDays - index) * dayMs;
    return { label: `${moment(atMs).split(' ')[0] ?? ''}前`, atMs };
  });
}
