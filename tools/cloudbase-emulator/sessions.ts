import { randomBytes } from 'node:crypto';
import type { Target } from './record';

/** How many calls an invocation made, those of the functions it called included. */
export type Costs = { [target in 'database' | 'pay' | 'openapi' | 'storage' | 'functions']: number };

export function noCosts(): Costs {
  return { database: 0, pay: 0, openapi: 0, storage: 0, functions: 0 };
}

/** Who is behind a request to `/admin`: one running invocation, found by the token it alone was given. */
export interface Session {
  readonly token: string;
  readonly requestId: string;
  readonly function: string;
  readonly openid: string | undefined;
  readonly source: string;
  /** openapi names its `config.json` lists. */
  readonly openapi: readonly string[];
  readonly parent: Session | undefined;
  /** A page asks by itself, through no function: security rules bind it. */
  readonly byPage?: boolean;
  readonly costs: Costs;
  /** Ends the process that runs the invocation, as if it had died. */
  kill(): void;
}

/** For programs of an operator (migrations, backups) that run outside any function: `Credential=demo-operator/…`. */
export const operatorSecretId = 'demo-operator';

const keptEnded = 1000;

export class Sessions {
  readonly #open = new Map<string, Session>();
  /** The last few, so that a request that came too late can be laid at its function's door. */
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
    if (this.#ended.size > keptEnded && oldest !== undefined) this.#ended.delete(oldest);
  }

  findEnded(token: string): Session | undefined {
    return this.#ended.get(token);
  }

  find(token: string): Session | undefined {
    return this.#open.get(token);
  }
}

/** Adds a call to the invocation that made it and to those that called that. */
export function countCall(session: Session, target: Target): void {
  const cost = target === 'function' ? 'functions' : target;
  for (let one: Session | undefined = session; one; one = one.parent) one.costs[cost] += 1;
}
