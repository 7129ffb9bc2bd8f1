import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { readBody } from '../envelope.js';
import type { Files } from './files.js';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Cloud storage proposes 32 MB for a single PUT from a function. */
const MOST_BYTES = 32 * 1024 * 1024;

/** `/cos/<path>`: what COS itself answers, PUT with an upload's authorization and GET with a temporary URL's signature. */
export async function serveCos(
  files: Files,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = decodeURIComponent(url.pathname.slice('/cos/'.length));
  if (request.method === 'PUT') return put(files, path, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'MethodNotAllowed');
    return;
  }
  if (!files.mayGet(path, url.searchParams.get('sign') ?? '')) {
    refuse(response, 403, 'AccessDenied');
    return;
  }
  const content = files.read(path);
  if (!content) {
    refuse(response, 404, 'NoSuchKey');
    return;
  }
  // An uploaded page or script must never run beside the preview, on its origin.
  response.writeHead(200, {
    'content-type': CONTENT_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'content-length': content.length,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

async function put(files: Files, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const authorization = request.headers['authorization'] ?? '';
  const content = await readBody(request, MOST_BYTES);
  if (!files.mayPut(path, authorization)) {
    refuse(response, 403, 'SignatureDoesNotMatch');
    return;
  }
  files.write(path, content, null);
  response.writeHead(200).end();
}

/** The SDK reads all four elements and looks at nothing else. */
function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version='1.0' encoding='utf-8' ?><Error><Code>${code}</Code><Message>${code}</Message>` +
      `<RequestId>emulator</RequestId><TraceId>emulator</TraceId></Error>`,
  );
}
