import type { Value } from '../../services/call';
import { countdownTo, formatTime, type Countdown } from '../../services/format';

type Ticket = Value<'getTicket'>;

/** A live QR with the time it has left. */
export interface QrView {
  qrUrl: string;
  countdown: Countdown | null;
  /** The image could not be loaded: its address is short-lived. */
  broken: boolean;
}

/** Shown to an admitted person while there is no QR. */
export interface NoQrView {
  text: string;
  /** Runs until the automatic refund; `null` if there will be none. */
  countdown: Countdown | null;
}

export function qrView({ qrUrl, qrExpiresAtMs }: Ticket, nowMs: number): QrView | null {
  if (qrUrl === null || qrExpiresAtMs === null) return null;
  return { qrUrl, countdown: countdownTo(qrExpiresAtMs, nowMs), broken: false };
}

export function noQrView({ noValidQrAtMs }: Ticket, nowMs: number): NoQrView {
  if (noValidQrAtMs === null)
    return { text: '你的资格有效。群主暂时没有可用的群码，补上之后在这里就能看到。', countdown: null };
  const countdown = countdownTo(noValidQrAtMs, nowMs);
  if (!countdown) return { text: '群主没有在约定时间内补上群码，款项会自动原路退回，不用你申请。', countdown: null };
  return {
    text: `你的资格有效，群主还没有补上群码。${formatTime(noValidQrAtMs)} 前没有补上，款项自动原路退回，不用你申请。`,
    countdown,
  };
}
