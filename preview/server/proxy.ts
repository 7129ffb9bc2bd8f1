import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** Hands a request to another origin and its answer back, so that the browser needs to know only one. */
export function passOn(request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> {
  return new Promise((resolve) => {
    const headers = { ...request.headers, host: new URL(origin).host };
    const onward = httpRequest(new URL(request.url ?? '/', origin), { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('end', resolve);
    });
    onward.on('error', (error) => {
      response
        .writeHead(502, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message: error.message } }));
      resolve();
    });
    request.pipe(onward);
  });
}
