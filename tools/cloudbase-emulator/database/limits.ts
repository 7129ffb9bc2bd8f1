/** Production's limits, each with where it is known from. An emulator more generous than production is a trap. */

/** `get()` without `limit` returns this many (developers.weixin.qq.com, Collection.limit; the SDK sends it itself). */
export const defaultGetLimit = 100;

/** `get()` on the server side returns at most this many (developers.weixin.qq.com, Collection.limit). */
export const maxGetLimit = 1000;

/** An aggregate without a `$limit` stage returns this many rows (developers' forum; PROTOCOL §3). */
export const defaultAggregateLimit = 20;

/** … and with one, never more than this (developers' forum; PROTOCOL §3). */
export const maxAggregateLimit = 10_000;

/** How long a transaction may stay open (PROTOCOL §3, assumed from MongoDB on Tencent Cloud). */
export const transactionLifetimeMs = 30_000;

/** Levels of nesting in a document (MongoDB manual, "Limits and Thresholds"). */
export const maxNesting = 100;

/** Bytes of one document (MongoDB manual, "Limits and Thresholds"). */
export const maxDocumentBytes = 16 * 1024 * 1024;

/** How far `$set` of an array element may stretch an array (MongoDB source, `kMaxPaddingAllowed`). */
export const maxArrayPadding = 1_500_000;
