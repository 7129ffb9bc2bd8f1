/** How far the server's clock is ahead of the phone's, by the last answer: deadlines are the server's, and phones are often wrong. */
let aheadMs = 0;

/** Every answer of a function carries the server's time. The way here takes a second at most, which no countdown of ours minds. */
export function learnServerTime(nowMs: number): void {
  if (Number.isFinite(nowMs)) aheadMs = nowMs - Date.now();
}

/** The server's time now, as far as the phone knows. */
export function serverNowMs(): number {
  return Date.now() + aheadMs;
}
