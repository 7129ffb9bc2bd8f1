/** What the database answers instead of a result: `code` as PROTOCOL §2 maps it, `message` as people will read it in `errMsg`. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** The request itself makes no sense: bad EJSON, a field of the wrong type. */
export const invalidParameter = (message: string): Refusal => new Refusal('INVALID_PARAM', message);

/** The request was understood and MongoDB would have refused it. */
export const requestFailed = (message: string): Refusal =>
  new Refusal('DATABASE_REQUEST_FAILED', `[FailedOperation] ${message}`);

export const collectionMissing = (name: string): Refusal =>
  new Refusal(
    'DATABASE_COLLECTION_NOT_EXIST',
    `[ResourceNotFound] Db or Table not exist: ${name}. Please check your request, but if the problem cannot be solved, contact us.`,
  );

/** The text applications look for (/E11000|duplicate/i); the code is mapped, so `errCode` is -502001 (PROTOCOL §3). */
export const duplicateKey = (collection: string, index: string, key: string): Refusal =>
  new Refusal(
    'DATABASE_REQUEST_FAILED',
    `[FailedOperation.DuplicateWrite] E11000 duplicate key error collection: ${collection} index: ${index} dup key: { ${key} }`,
  );
