import type { IncomingMessage } from 'node:http';

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether a request was meant for this machine's own server. A page from anywhere can reach a loopback port through its visitor's
 * browser, by its own origin or by a name that resolves to 127.0.0.1.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !loopback.test(host)) return false;
  return origin === undefined || loopback.test(origin.replace(/^https?:\/\//, ''));
}
