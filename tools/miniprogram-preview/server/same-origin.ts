import type { IncomingMessage } from 'node:http';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a name is this machine's own, whatever the port. */
export function isLoopback(hostname: string): boolean {
  return loopback.test(hostname);
}

/**
 * Whether a request comes from a page of the preview itself, or from no page at all: a page of another origin, or one that reached this
 * machine by a name of its own (DNS rebinding), must not act through it.
 */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  const named = URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname);
  return named && (headers.origin === undefined || headers.origin === `http://${host}`);
}
