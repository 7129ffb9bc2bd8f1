import { isLoopback, isSameOrigin } from './same-origin';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

const targetHeader = 'x-preview-target';
const headersHeader = 'x-preview-headers';

/**
 * Forwards a mini-program's `wx.request` to a server on this machine. The answer is a 200 with the real status in a
 * header, because the browser's console would report a failed request as an error. A page of another origin can't set
 * the header that names the target.
 */
export function proxyRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = readHeader(request, targetHeader);
  if (
    target === undefined ||
    !URL.canParse(target) ||
    !isLoopback(new URL(target).hostname) ||
    !isSameOrigin(request)
  ) {
    response.writeHead(403).end('only servers on this machine can be reached');
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const contentType = request.headers['content-type'];
    const own = JSON.parse(decodeURIComponent(readHeader(request, headersHeader) ?? '{}')) as Record<string, string>;
    const headers = { ...(contentType !== undefined && { 'content-type': contentType }), ...own };
    const onward = httpRequest(new URL(target), { method: request.method, headers }, (answer) => {
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'x-preview-status': String(answer.statusCode ?? 0),
        'x-preview-answer': encodeURIComponent(JSON.stringify(answer.headers)),
      });
      answer.pipe(response);
      answer.on('end', resolve);
    });
    onward.on('error', (error) => {
      response.writeHead(200, { 'x-preview-status': '0' }).end(error.message);
      resolve();
    });
    request.pipe(onward);
  });
}

function readHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
