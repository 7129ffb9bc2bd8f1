/** The server's clock minus the phone's, because deadlines follow the server's clock and phones' clocks are often wrong. */
let aheadMs = 0;

/** Every answer of a function carries the server's time. Its way to the phone takes a second at most, too little for a countdown to matter. */
export function learnServerTime(nowMs: number): void {
  if (Number.isFinite(nowMs)) aheadMs = nowMs - Date.now();
}

/** The server's time now, as far as the phone knows. */
export function serverNowMs(): number {
  return Date.now() + aheadMs;
}
