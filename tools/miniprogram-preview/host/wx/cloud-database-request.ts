import { callControlApi } from '../control-api';
import { recordCall } from '../panel/calls';
import { session } from '../session';
import { createCloudError, requireNetwork, deliverResult, type Callbacks } from './cloud-errors';

/** An error answer of the database server, with its code and message. */
class DatabaseServerError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface DatabaseAnswer {
  code?: string;
  message?: string;
}

/** Transport of the query builder: sends requests to the emulator as the person who uses the phone. */
export class DatabaseRequest {
  readonly #watching: boolean;

  constructor({ watching = false }: { watching?: boolean } = {}) {
    this.#watching = watching;
  }

  async send(action: string, fields: object): Promise<object> {
    const body = this.#watching ? { ...fields, watching: true } : fields;
    const answer = await callControlApi<DatabaseAnswer>('database/client', { as: session.person, action, body });
    if (answer.code !== undefined) throw new DatabaseServerError(answer.code, answer.message ?? '');
    return answer;
  }
}

/** WeChat's number and message for each code of the server. */
const errorsByCode = new Map<string, readonly [number, string]>([
  ['SYS_ERR', [-501_001, 'resource system error']],
  ['INVALID_PARAM', [-501_007, 'invalid parameters']],
  ['INVALID_REQUEST_SOURCE', [-501_008, 'invalid request source']],
  ['DATABASE_REQUEST_FAILED', [-502_001, 'database request fail']],
  ['DATABASE_INVALID_OPERRATOR', [-502_002, 'database invalid operator']],
  ['DATABASE_PERMISSION_DENIED', [-502_003, 'database permission denied']],
  ['DATABASE_COLLECTION_EXCEED_LIMIT', [-502_004, 'database collection exceed limit']],
  ['DATABASE_COLLECTION_NOT_EXIST', [-502_005, 'database collection not exists']],
]);

/**
 * Creates an error in the form of `wx.cloud.database()`: `collection.get:fail -502003 database permission denied |
 * errMsg: Permission denied`.
 */
export function toDatabaseError(api: string, error: unknown): Error {
  const { code, message } = error as { code?: string; message: string };
  if (code === undefined) return createCloudError(api, -1, message);
  const [errCode, words] = errorsByCode.get(code) ?? [-501_001, 'resource system error'];
  return createCloudError(api, errCode, `${errCode} ${words} | errMsg: ${message}`);
}

/** Runs one database call of a page in either calling style and records it for the panel. */
export function runDatabaseCall<Result extends object>(
  api: string,
  collection: string,
  callbacks: Callbacks,
  work: () => Promise<Result>,
): Promise<Result & { errMsg: string }> | undefined {
  return deliverResult(callbacks, executeCall(api, collection, work));
}

async function executeCall<Result extends object>(
  api: string,
  collection: string,
  work: () => Promise<Result>,
): Promise<Result & { errMsg: string }> {
  requireNetwork(api);
  const startedAt = performance.now();
  const recordDatabaseCall = (failed: boolean): void => {
    const costs = { database: 1, pay: 0, openapi: 0, storage: 0, functions: 0 };
    recordCall({ name: `${api} ${collection}`, tookMs: Math.round(performance.now() - startedAt), costs, failed });
  };
  try {
    const result = await work();
    recordDatabaseCall(false);
    return { ...result, errMsg: `${api}:ok` };
  } catch (error) {
    recordDatabaseCall(true);
    throw toDatabaseError(api, error);
  }
}
