import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody } from '../envelope';
import type { Faults } from '../faults';
import type { Files } from './files';

const contentTypes: Readonly<Record<string, string>> = {
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
const mostBytes = 32 * 1024 * 1024;

export interface CosParts {
  readonly files: Files;
  readonly faults: Faults;
}

/** `/cos/<path>`: what COS itself answers, PUT with an upload's authorization and GET with a temporary URL's signature. */
export async function serveCos(
  parts: CosParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = decodeURIComponent(url.pathname.slice('/cos/'.length));
  const put = request.method === 'PUT';
  if (!put && request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'MethodNotAllowed');
    return;
  }
  const fault = parts.faults.strike({
    ...{ target: 'storage', function: '', transaction: false, onlyNamed: true },
    actions: [put ? 'cos.put' : 'cos.get'],
  });
  if (fault?.mode === 'slow') await sleep(fault.ms);
  if (fault?.mode === 'before' || fault?.mode === 'http500') {
    request.resume();
    refuse(response, 500, 'InternalError');
    return;
  }
  if (put) await upload(parts.files, path, request, response, fault?.mode === 'after');
  else download(parts.files, path, url.searchParams.get('sign') ?? '', request, response);
}

function download(files: Files, path: string, seal: string, request: IncomingMessage, response: ServerResponse): void {
  if (!files.mayGet(path, seal)) {
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
    'content-type': contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'content-length': content.length,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

/** `answerLost`: it is kept, but whoever sent it never hears so. */
async function upload(
  files: Files,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  answerLost: boolean,
): Promise<void> {
  const authorization = request.headers['authorization'] ?? '';
  const content = await readBody(request, mostBytes).catch(() => undefined);
  if (!content) {
    refuse(response, 400, 'EntityTooLarge');
    return;
  }
  if (!files.mayPut(path, authorization)) {
    refuse(response, 403, 'SignatureDoesNotMatch');
    return;
  }
  files.write(path, content, null);
  if (answerLost) response.destroy();
  else response.writeHead(200).end();
}

/** The SDK reads all four elements and looks at nothing else. */
function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version='1.0' encoding='utf-8' ?><Error><Code>${code}</Code><Message>${code}</Message>` +
      `<RequestId>emulator</RequestId><TraceId>emulator</TraceId></Error>`,
  );
}
