/** Production's limits, each with where it is known from. An emulator more generous than production is a trap. */

/** `get()` without `limit` returns this many (developers.weixin.qq.com, Collection.limit; the SDK sends it itself). */
export const GET_DEFAULT_LIMIT = 100;

/** `get()` on the server side returns at most this many (developers.weixin.qq.com, Collection.limit). */
export const GET_MAXIMUM_LIMIT = 1000;

/** An aggregate without a `$limit` stage returns this many rows (developers' forum; PROTOCOL §3). */
export const AGGREGATE_DEFAULT_LIMIT = 20;

/** … and with one, never more than this (developers' forum; PROTOCOL §3). */
export const AGGREGATE_MAXIMUM_LIMIT = 10_000;

/** How long a transaction may stay open (PROTOCOL §3, assumed from MongoDB on Tencent Cloud). */
export const TRANSACTION_LIFETIME_MS = 30_000;

/** Levels of nesting in a document (MongoDB manual, "Limits and Thresholds"). */
export const MAXIMUM_NESTING = 100;

/** Bytes of one document (MongoDB manual, "Limits and Thresholds"). */
export const MAXIMUM_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** How far `$set` of an array element may stretch an array (MongoDB source, `kMaxPaddingAllowed`). */
export const MAXIMUM_ARRAY_PADDING = 1_500_000;
