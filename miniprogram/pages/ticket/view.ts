import type { Value } from '../../services/call';
import { countDownFormat, moment } from '../../services/written';

type Ticket = Value<'getTicket'>;

/** A live code, and until when it is one. */
export interface QrView {
  qrUrl: string;
  leftMs: number;
  clockFormat: string;
  /** The image could not be loaded: its address is short-lived. */
  broken: boolean;
}

/** Instead of a code: what becomes of who was let in and finds none. */
export interface NoQrView {
  text: string;
  /** Until the money goes back by itself; `null` where it doesn't. */
  clock: { leftMs: number; format: string } | null;
}

export function qrView({ qrUrl, qrExpiresAtMs }: Ticket, nowMs: number): QrView | null {
  if (qrUrl === null || qrExpiresAtMs === null) return null;
  const leftMs = Math.max(0, qrExpiresAtMs - nowMs);
  return { qrUrl, leftMs, clockFormat: countDownFormat(leftMs), broken: false };
}

export function noQrView({ noValidQrAtMs }: Ticket, nowMs: number): NoQrView {
  if (noValidQrAtMs === null)
    return { text: '你的资格有效。群主暂时没有可用的群码，补上之后在这里就能看到。', clock: null };
  const leftMs = noValidQrAtMs - nowMs;
  if (leftMs <= 0) return { text: '群主没有在约定时间内补上群码，款项马上自动原路退回，不用你申请。', clock: null };
  return {
    text: `你的资格有效，群主还没有补上群码。${moment(noValidQrAtMs)} 前没有补上，款项自动原路退回，不用你申请。`,
    clock: { leftMs, format: countDownFormat(leftMs) },
  };
}
