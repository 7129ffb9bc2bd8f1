import { isSameOrigin } from './same-origin';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** Tells the host the status the door answered with. */
const statusHeader = 'x-control-status';

/**
 * Hands a request to one of the emulator's doors and its answer back, always as a success: a door's refusal is an answer like any other,
 * which the host reads off a header, and no failed request that a browser's console would call an error.
 */
export function forwardToControlApi(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  door: string,
): Promise<void> {
  if (!isSameOrigin(request)) {
    response.writeHead(403).end('only a page of the preview may knock');
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    // The page has been checked here; to the emulator, which may have another port, this is no page.
    const { origin: _page, referer: _address, ...rest } = request.headers;
    const headers = { ...rest, host: new URL(origin).host };
    const options = { method: request.method, headers };
    const onward = httpRequest(new URL(`/_emulator${door}`, origin), options, (answer) => {
      response.writeHead(200, { 'content-type': 'application/json', [statusHeader]: answer.statusCode });
      answer.pipe(response);
      answer.on('end', resolve);
    });
    onward.on('error', (error) => {
      const text = JSON.stringify({ error: { message: `the emulator does not answer (${error.message})` } });
      response.writeHead(200, { 'content-type': 'application/json', [statusHeader]: 502 }).end(text);
      resolve();
    });
    request.pipe(onward);
  });
}
