import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine that answers with the request it received. */
export interface EchoServer {
  url: string;
  stop(): Promise<void>;
}

export async function startEchoServer(): Promise<EchoServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const own = request.headers['x-own'];
      response.writeHead(request.url === '/missing' ? 404 : 200, {
        'content-type': 'application/json',
        'x-answer': 'given',
      });
      if (request.url === '/file.txt') response.end('文件');
      else
        response.end(JSON.stringify({ method: request.method, url: decodeURIComponent(request.url ?? ''), body, own }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
