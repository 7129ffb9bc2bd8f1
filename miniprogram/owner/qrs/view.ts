import type { Value } from '../../services/call';
import { formatDuration, formatTime, startOfBeijingDay } from '../../services/format';
import { groupQrStateLabels } from '../../services/labels';
import type { Tone } from '../../services/orderPresentation';
import { qrExpiresSoonMs } from '../../services/timeLimits';
import { qrLimits } from '../limits';

type GroupQr = Value<'getMyGroup'>['qrs'][number];

/** A QR in the list. */
export interface QrRow {
  qrId: string;
  imageUrl: string;
  stateLabel: string;
  /** Newcomers see it now, or will. */
  live: boolean;
  until: string;
  shown: string;
  /** It can be put before the others. */
  movable: boolean;
  /** Somebody may still be shown it, so that it can be retired. */
  retirable: boolean;
}

/** The notice above the list: whether people can join. */
export interface QrsNotice {
  tone: Extract<Tone, 'good' | 'waiting' | 'alert'>;
  title: string;
  text: string;
}

/** A QR of the pool; `newcomerQrId` is the one that newcomers see now. */
export function qrRow(qr: GroupQr, newcomerQrId: string | null): QrRow {
  const isNewcomers = qr.qrId === newcomerQrId;
  return {
    qrId: qr.qrId,
    imageUrl: qr.imageUrl ?? '',
    stateLabel: isNewcomers ? '新人看到的就是这张' : poolLabels[qr.state],
    live: qr.state === 'Live',
    movable: qr.state === 'Live' && !isNewcomers,
    retirable: qr.state === 'Live' || qr.state === 'Full' || qr.state === 'Replaced',
    until: `${formatTime(qr.expiresAtMs)} ${qr.state === 'Live' ? '到期' : '为止'}`,
    shown: `已给 ${qr.shownCount} 人看过，最多 ${qr.quota} 人`,
  };
}

/** Of QRs that newcomers do not see now. */
const poolLabels: Record<GroupQr['state'], string> = {
  ...groupQrStateLabels,
  Live: '排在后面',
  Full: '人数已满，看过的人还能看',
  Replaced: '已换下，看过的人还能看',
};

/** The ways to add a QR beside those that newcomers see. */
export const places = [
  { value: 'replace', label: '换掉现在的', hint: '新人只看这一张；看过旧码的人还能看旧码。' },
  { value: 'append', label: '排在后面', hint: '前面的看满或到期了，才给新人看这张。' },
] as const;

export type Place = (typeof places)[number]['value'];

export function noticeOf(qrs: readonly GroupQr[], nowMs: number): QrsNotice {
  const live = qrs.filter(({ state }) => state === 'Live');
  if (live.length === 0) {
    return { tone: 'alert', title: '没有有效群码', text: '现在没人能加入，上传一张新的就会恢复。' };
  }
  const leftMs = Math.max(...live.map(({ expiresAtMs }) => expiresAtMs)) - nowMs;
  const room = live.reduce((sum, { quota, shownCount }) => sum + Math.max(0, quota - shownCount), 0);
  if (leftMs < qrExpiresSoonMs) {
    return { tone: 'waiting', title: `群码还有 ${formatDuration(leftMs)}到期`, text: '趁早换一张，到期后会停止加入。' };
  }
  return { tone: 'good', title: `群码还有 ${formatDuration(leftMs)}到期`, text: `还能给 ${room} 人看。` };
}

/** A day before which a QR is valid, as WeChat prints it under the image. */
export interface ExpiryDay {
  label: string;
  atMs: number;
}

/** Days ahead that only a WeCom group's join code can reach. */
const wecomDays = [30, 90, 365] as const;

/** The seven days after today in Beijing, the last one first, since a new QR expires then; then those of WeCom groups. */
export function expiryDays(nowMs: number): ExpiryDay[] {
  const dayMs = 24 * 3_600_000;
  const today = startOfBeijingDay(nowMs);
  const week = Array.from({ length: qrLimits.lastsDays }, (_, index) => {
    const atMs = today + (qrLimits.lastsDays - index) * dayMs;
    return { label: `${formatTime(atMs).split(' ')[0] ?? ''}前`, atMs };
  });
  const longer = wecomDays.map((days) => ({ label: `${days} 天内（企业微信群码）`, atMs: today + days * dayMs }));
  return [...week, ...longer];
}
