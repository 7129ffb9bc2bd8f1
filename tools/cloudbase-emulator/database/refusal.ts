/**
 * An error answer of the database: a `code` that the SDK maps to an `errCode` (docs/protocol.md, error codes), and the
 * `message` that appears in `errMsg`.
 */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** The request is malformed: invalid EJSON or a field of the wrong type. */
export const invalidParameter = (message: string): Refusal => new Refusal('INVALID_PARAM', message);

/** The request is well-formed, but MongoDB refuses it. */
export const requestFailed = (message: string): Refusal =>
  new Refusal('DATABASE_REQUEST_FAILED', `[FailedOperation] ${message}`);

export const collectionMissing = (name: string): Refusal =>
  new Refusal(
    'DATABASE_COLLECTION_NOT_EXIST',
    `[ResourceNotFound] Db or Table not exist: ${name}. Please check your request, but if the problem cannot be solved, contact us.`,
  );

/**
 * Applications search for this text (/E11000|duplicate/i). The SDK maps the code to `errCode` -502001
 * (docs/protocol.md, database).
 */
export const duplicateKey = (collection: string, index: string, key: string): Refusal =>
  new Refusal(
    'DATABASE_REQUEST_FAILED',
    `[FailedOperation.DuplicateWrite] E11000 duplicate key error collection: ${collection} index: ${index} dup key: { ${key} }`,
  );
