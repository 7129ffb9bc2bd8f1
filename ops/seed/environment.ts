import tcb from '@cloudbase/node-sdk';

/** The emulated environment to fill. */
export interface SeedEnvironment {
  /** The emulator's base address, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly env: string;
  /** Maps a person's name to their openid. */
  openidOf(name: string): string;
}

/** The part of the admin database that the seed uses. The SDK types its answers `any`; these are the shapes seen on the wire. */
export interface AdminDatabase {
  collection(name: string): {
    add(
      documents: readonly object[],
    ): Promise<{ readonly ids?: readonly string[]; readonly code?: string; readonly message?: string }>;
    count(): Promise<{ readonly total?: number; readonly code?: string; readonly message?: string }>;
  };
}

/** Only the emulator accepts this credential. */
const credential = { secretId: 'demo-operator', secretKey: 'demo-operator' } as const;

export function openDatabase(environment: SeedEnvironment): AdminDatabase {
  const app = tcb.init({ env: environment.env, ...credential, serviceUrl: `${environment.url}/admin` });
  return app.database();
}

/** Adds all documents in one call. @throws when the database refuses any of them */
export async function addDocuments(
  database: AdminDatabase,
  collection: string,
  documents: readonly object[],
): Promise<void> {
  const { ids, code, message } = await database.collection(collection).add(documents);
  if (ids?.length === documents.length) return;
  throw new Error(`could not seed ${collection}: ${code ?? ''} ${message ?? 'not all documents were added'}`);
}

/** Sends a request to the emulator's control API. @throws when the emulator refuses it */
export async function requestControl<Answer>(
  environment: SeedEnvironment,
  method: 'GET' | 'POST',
  path: string,
  body: unknown = {},
): Promise<Answer> {
  const sent =
    method === 'GET' ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) };
  const response = await fetch(`${environment.url}/_emulator/${path}`, { method, ...sent });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer as Answer;
}
