import { existsSync, watch as watchFiles, type FSWatcher } from 'node:fs';
import type { ServerResponse } from 'node:http';

const settleMs = 80;

/** A running watch. */
interface Watch {
  close(): void;
}

/**
 * Watches a folder and calls `changed` once a burst of writes is over. A build may delete and recreate the folder,
 * which ends the system's watch, so every burst starts a new one.
 */
export function watchFolder(folder: string, changed: () => void): Watch {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const schedule = (): void => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(handleSettled, settleMs);
  };
  const restartWatcher = (): void => {
    watcher?.close();
    watcher = watchFiles(folder, { recursive: true }, schedule);
    watcher.on('error', schedule);
  };
  const handleSettled = (): void => {
    if (!existsSync(folder)) {
      schedule();
      return;
    }
    restartWatcher();
    changed();
  };
  restartWatcher();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      watcher?.close();
    },
  };
}

/** Browsers that wait for changes over server-sent events. */
export class ReloadListeners {
  private readonly responses = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(': listening\n\n');
    this.responses.add(response);
    response.on('close', () => this.responses.delete(response));
  }

  notify(): void {
    for (const response of this.responses) response.write('event: change\ndata: {}\n\n');
  }

  close(): void {
    for (const response of this.responses) response.end();
  }
}
