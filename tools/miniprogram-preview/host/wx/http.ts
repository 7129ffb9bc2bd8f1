import { session } from '../session';
import { ApiFailure } from './async-api';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Answer of another server. */
interface HttpAnswer {
  statusCode: number;
  header: Record<string, unknown>;
  cookies: string[];
  bytes: ArrayBuffer;
}

/**
 * Fails, in WeChat's words, for URLs that the mini-program may not reach. Here these are all servers except those on
 * this machine: the preview must neither depend on nor change anything outside.
 */
export function parseAllowedUrl(url: string): URL {
  if (!URL.canParse(url)) throw new ApiFailure(`invalid url "${url}"`, { errno: 600_009 });
  const target = new URL(url);
  if (session.offline) throw new ApiFailure('net::ERR_INTERNET_DISCONNECTED', { errno: 5 });
  if (!loopback.test(target.hostname))
    throw new ApiFailure(`url not in domain list:${target.host} (the preview only reaches servers on this machine)`, {
      errno: 600_002,
    });
  return target;
}

/**
 * Sends a request to a server on this machine through the preview's server, because CORS would keep the answer from the
 * page.
 */
export async function sendRequest(
  url: URL,
  method: string,
  header: Record<string, unknown>,
  body: BodyInit | undefined,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const response = await fetch('/_preview/request', {
    method,
    headers: { 'x-preview-target': url.href, 'x-preview-headers': encodeURIComponent(JSON.stringify(header)) },
    ...(body !== undefined && { body }),
    ...(signal !== undefined && { signal }),
  });
  const statusCode = Number(response.headers.get('x-preview-status') ?? 0);
  if (statusCode === 0) throw new ApiFailure(await response.text(), { errno: 600_001 });
  const answered = JSON.parse(decodeURIComponent(response.headers.get('x-preview-answer') ?? '{}')) as Record<
    string,
    unknown
  >;
  const cookies = answered['set-cookie'];
  return {
    statusCode,
    header: answered,
    cookies: Array.isArray(cookies) ? (cookies as string[]) : [],
    bytes: await response.arrayBuffer(),
  };
}
