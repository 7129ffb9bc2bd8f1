import type { GroupQr } from '../../../domain/groupQr';
import type { Ports } from '../ports';

export interface JoinQr {
  readonly qr: GroupQr;
  /** A short-lived address of its image. */
  readonly url: string;
}

/** Resolves a live QR to something that can be shown; `null` if there is none, or if its image is gone. */
export async function findJoinQr(ports: Ports, qr: GroupQr | null): Promise<JoinQr | null> {
  if (!qr) return null;
  const [url] = await ports.files.temporaryUrls([qr.fileId]);
  return url ? { qr, url } : null;
}
