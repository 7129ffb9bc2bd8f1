import type { Code } from '../../domain/code';
import type { Ports } from './ports';

export interface WayIn {
  readonly code: Code;
  /** A short-lived address of its image. */
  readonly url: string;
}

/** Whether this live code can be shown: `null` where there is none, or its image is gone. */
export async function wayIn(ports: Ports, code: Code | null): Promise<WayIn | null> {
  if (!code) return null;
  const [url] = await ports.files.temporaryUrls([code.fileId]);
  return url ? { code, url } : null;
}
