import type { IncomingMessage } from 'node:http';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Returns true for a host name of this machine. */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/**
 * Accepts requests from the preview's own pages and from programs. A page of another origin, or one that reached this
 * machine under another name (DNS rebinding), must not act through the preview.
 */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  const named = URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname);
  return named && (headers.origin === undefined || headers.origin === `http://${host}`);
}
