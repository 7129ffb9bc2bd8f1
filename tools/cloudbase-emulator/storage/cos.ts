import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRequestBody } from '../envelope';
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

/** The size that CloudBase recommends as a maximum for one PUT from a function. */
const maxFileBytes = 32 * 1024 * 1024;

export interface CosParts {
  readonly files: Files;
  readonly faults: Faults;
}

/** `/cos/<path>`: COS itself, with PUT by an upload's authorization and GET by a temporary URL's signature (docs/protocol.md#storage). */
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
  const fault = parts.faults.take({
    ...{ target: 'storage', function: '', transaction: false, byNameOnly: true },
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

function download(
  files: Files,
  path: string,
  signature: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!files.mayGet(path, signature)) {
    refuse(response, 403, 'AccessDenied');
    return;
  }
  const content = files.read(path);
  if (!content) {
    refuse(response, 404, 'NoSuchKey');
    return;
  }
  // An uploaded page or script must not run on the origin that serves the application under test.
  response.writeHead(200, {
    'content-type': contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'content-length': content.length,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}

/** With `answerLost` the file is stored, but the connection is cut without a response. */
async function upload(
  files: Files,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  answerLost: boolean,
): Promise<void> {
  const authorization = request.headers['authorization'] ?? '';
  const content = await readRequestBody(request, maxFileBytes).catch(() => undefined);
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

/** The SDK needs all four elements and ignores everything else. */
function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version='1.0' encoding='utf-8' ?><Error><Code>${code}</Code><Message>${code}</Message>` +
      `<RequestId>emulator</RequestId><TraceId>emulator</TraceId></Error>`,
  );
}
