/** Production's limits with their sources. An emulator more generous than production is a trap. */

/** The default `limit` of `get()` (developers.weixin.qq.com, Collection.limit; the SDK sends it itself). */
export const defaultGetLimit = 100;

/** The greatest `limit` of `get()` on the server side (developers.weixin.qq.com, Collection.limit). */
export const maxGetLimit = 1000;

/** The row limit of an aggregate without a `$limit` stage (developers' forum; docs/protocol.md, database). */
export const defaultAggregateLimit = 20;

/** The row limit of an aggregate with a `$limit` stage (developers' forum; docs/protocol.md, database). */
export const maxAggregateLimit = 10_000;

/** The lifetime of a transaction (docs/protocol.md, database; assumed from MongoDB on Tencent Cloud). */
export const transactionLifetimeMs = 30_000;

/** The nesting depth of a document (MongoDB manual, "Limits and Thresholds"). */
export const maxNesting = 100;

/** The size of a document (MongoDB manual, "Limits and Thresholds"). */
export const maxDocumentBytes = 16 * 1024 * 1024;

/** The number of elements by which `$set` may pad an array (MongoDB source, `kMaxPaddingAllowed`). */
export const maxArrayPadding = 1_500_000;
