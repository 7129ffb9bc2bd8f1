import { isSameOrigin } from './same-origin';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** Carries the emulator's status code to the host. */
const statusHeader = 'x-control-status';

/**
 * Forwards a request to the emulator's control API. The answer is always a 200 with the real status in a header,
 * because the browser's console would report a refusal as a failed request.
 */
export function forwardToControlApi(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  path: string,
): Promise<void> {
  if (!isSameOrigin(request)) {
    response.writeHead(403).end('only a page of the preview may call the control API');
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    // The origin has been checked here. The emulator, which may have another port, would reject it.
    const { origin: _page, referer: _address, ...rest } = request.headers;
    const headers = { ...rest, host: new URL(origin).host };
    const options = { method: request.method, headers };
    const onward = httpRequest(new URL(`/_emulator${path}`, origin), options, (answer) => {
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
