const beijingOffsetMs = 8 * 3_600_000;

/** `yyyyMMddHHmmss` in Beijing time, as WeChat Pay writes points in time. */
export function beijingStamp(at: Date): string {
  return new Date(at.getTime() + beijingOffsetMs).toISOString().replace(/[-:T]/g, '').slice(0, 14);
}
