import type { PoolQr } from '../../../domain/groupQr';
import type { Ports } from '../ports';

export interface JoinQr {
  readonly qr: PoolQr;
  /** A short-lived address of its image. */
  readonly url: string;
}

/** More images than this are not looked up for one that exists. */
const mostImages = 5;

/** Resolves the first of these QRs whose image exists to something that can be shown; `null` if there is none. */
export async function findJoinQr(ports: Ports, qrs: readonly PoolQr[]): Promise<JoinQr | null> {
  const candidates = qrs.slice(0, mostImages);
  if (candidates.length === 0) return null;
  const urls = await ports.files.temporaryUrls(candidates.map((qr) => qr.fileId));
  const shown = candidates.flatMap((qr, index) => {
    const url = urls[index];
    return url ? [{ qr, url }] : [];
  });
  return shown[0] ?? null;
}
