/** Turns text into 32 hexadecimal characters, always the same for the same text. Not to be undone. */
export type Hash = (text: string) => string;

/** One person's standing in one group. */
export const membershipIdOf = (hash: Hash, openid: string, groupId: string): string =>
  hash(`membership\n${openid}\n${groupId}`);

/** The order that a client's request began; also WeChat Pay's `outTradeNo`. */
export const orderIdOf = (hash: Hash, openid: string, idempotencyKey: string): string =>
  hash(`order\n${openid}\n${idempotencyKey}`);

/** The group that a client's request made. */
export const groupIdOf = (hash: Hash, openid: string, idempotencyKey: string): string =>
  hash(`group\n${openid}\n${idempotencyKey}`);

/** The QR that a file is: the same file again is the same QR. */
export const groupQrIdOf = (hash: Hash, groupId: string, fileId: string): string =>
  hash(`groupQr\n${groupId}\n${fileId}`);
