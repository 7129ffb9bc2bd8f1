import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../envelope';
import type { Door, DoorAnswer } from './door';
import { databaseDoors } from './database';
import { faultDoors } from './faults';
import { functionDoors } from './functions';
import { payDoors } from './pay';
import type { House } from './house';
import { stateDoors } from './state';
import { storageDoors } from './storage';
import { timeDoors } from './time';
import { wechatDoors } from './wechat';

/** `/_emulator`: local doors for tests, the preview's panel and the command line (DOORS.md). */
export class Doors {
  readonly #doors: readonly Door[];

  constructor(house: House) {
    this.#doors = [
      ...functionDoors(house),
      ...payDoors(house),
      ...timeDoors(house),
      ...wechatDoors(house),
      ...faultDoors(house),
      ...storageDoors(house),
      ...stateDoors(house),
      ...databaseDoors(house),
    ];
  }

  /** @throws when there is no such door, or it refuses */
  async knock(
    method: string,
    path: string,
    query = new URLSearchParams(),
    body: Buffer = Buffer.alloc(0),
  ): Promise<DoorAnswer> {
    for (const door of this.#doors) {
      const name = door.method === method ? match(door.path, path) : undefined;
      if (name !== undefined) return door.open({ query, body, name });
    }
    throw new NoSuchDoor(`${method} /_emulator/${path} is no door`);
  }

  async serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url.pathname.slice('/_emulator/'.length);
    try {
      const body = await readBody(request);
      answer(response, 200, await this.knock(request.method ?? 'GET', path, url.searchParams, body));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer(response, error instanceof NoSuchDoor ? 404 : 400, { error: { message } });
    }
  }
}

class NoSuchDoor extends Error {}

/** What `<...>` stands for, '' for a path without it, undefined when the path is another one. */
function match(pattern: string, path: string): string | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  let name = '';
  for (const [index, part] of wanted.entries()) {
    if (part === '<name>') name = decodeURIComponent(given[index] ?? '');
    else if (part !== given[index]) return undefined;
  }
  return name;
}

function answer(response: ServerResponse, status: number, body: DoorAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
