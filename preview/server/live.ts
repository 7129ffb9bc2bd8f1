import { watch as watchFiles, type FSWatcher } from 'node:fs';
import type { ServerResponse } from 'node:http';

const settleMs = 80;

/** Watches a folder; `changed` is called once a burst of writes is over. */
export function watchFolder(folder: string, changed: () => void): FSWatcher {
  let timer: NodeJS.Timeout | undefined;
  return watchFiles(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(changed, settleMs);
  });
}

/** Browsers that wait to hear of changes, over server-sent events. */
export class Listeners {
  private readonly responses = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(': listening\n\n');
    this.responses.add(response);
    response.on('close', () => this.responses.delete(response));
  }

  tell(): void {
    for (const response of this.responses) response.write('event: change\ndata: {}\n\n');
  }

  close(): void {
    for (const response of this.responses) response.end();
  }
}
