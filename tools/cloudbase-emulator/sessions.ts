import { randomBytes } from 'node:crypto';
import type { Target } from './call-log';

/** The number of calls that an invocation made, including those of the functions it called. */
export type Costs = { [target in 'database' | 'pay' | 'openapi' | 'storage' | 'functions']: number };

export function noCosts(): Costs {
  return { database: 0, pay: 0, openapi: 0, storage: 0, functions: 0 };
}

/** The identity behind a request to `/admin`: one running invocation, found by its own token (docs/protocol.md#environment). */
export interface Session {
  readonly token: string;
  readonly requestId: string;
  readonly function: string;
  readonly openid: string | undefined;
  readonly source: string;
  /** The openapi names that the function's `config.json` lists. */
  readonly openapi: readonly string[];
  readonly parent: Session | undefined;
  /** Set when a page asks directly, without a function; access rules apply then. */
  readonly fromPage?: boolean;
  readonly costs: Costs;
  /** Kills the process that runs the invocation. */
  kill(): void;
}

/** The secret id of operator programs (migrations, backups) that run outside any function: `Credential=demo-operator/…`. */
export const operatorSecretId = 'demo-operator';

const maxEnded = 1000;

export class Sessions {
  readonly #open = new Map<string, Session>();
  /** The latest ended sessions, so that a late request can be attributed to its function. */
  readonly #ended = new Map<string, Session>();

  open(session: Omit<Session, 'token'>): Session {
    const token = randomBytes(24).toString('base64url');
    const opened = { ...session, token };
    this.#open.set(token, opened);
    return opened;
  }

  close(session: Session): void {
    this.#open.delete(session.token);
    this.#ended.set(session.token, session);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > maxEnded && oldest !== undefined) this.#ended.delete(oldest);
  }

  findEnded(token: string): Session | undefined {
    return this.#ended.get(token);
  }

  find(token: string): Session | undefined {
    return this.#open.get(token);
  }
}

/** Counts a call for the invocation that made it and for every invocation above it. */
export function countCall(session: Session, target: Target): void {
  const cost = target === 'function' ? 'functions' : target;
  for (let current: Session | undefined = session; current; current = current.parent) current.costs[cost] += 1;
}
