import tcb from '@cloudbase/node-sdk';

/** The environment that is to be filled. */
export interface SeedTarget {
  /** The emulator's base address, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly env: string;
  /** The openid of a person by their name. */
  openidOf(name: string): string;
}

/** An operator's database: the SDK's own typings answer `any`, these are the shapes seen on the wire. */
export interface OperatorDatabase {
  collection(name: string): {
    add(
      documents: readonly object[],
    ): Promise<{ readonly ids?: readonly string[]; readonly code?: string; readonly message?: string }>;
    count(): Promise<{ readonly total?: number; readonly code?: string; readonly message?: string }>;
  };
}

/** The emulator's credential of an operator's program; a real environment knows no such credential. */
const credential = { secretId: 'demo-operator', secretKey: 'demo-operator' } as const;

export function operatorDatabase(target: SeedTarget): OperatorDatabase {
  const app = tcb.init({ env: target.env, ...credential, serviceUrl: `${target.url}/admin` });
  return app.database();
}

/** Adds documents in one call. @throws when any is refused */
export async function addAll(database: OperatorDatabase, name: string, documents: readonly object[]): Promise<void> {
  const { ids, code, message } = await database.collection(name).add(documents);
  if (ids?.length !== documents.length) throw new Error(`${name}: ${code ?? ''} ${message ?? 'not all were added'}`);
}

/** Sends a request to the emulator's control API. @throws the refusal */
export async function requestControl<Answer>(
  target: SeedTarget,
  method: 'GET' | 'POST',
  path: string,
  body: unknown = {},
): Promise<Answer> {
  const sent =
    method === 'GET' ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) };
  const response = await fetch(`${target.url}/_emulator/${path}`, { method, ...sent });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer as Answer;
}
