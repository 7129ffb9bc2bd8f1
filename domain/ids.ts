/** Hashes text into 32 hexadecimal characters: deterministic and irreversible. */
export type Hash = (text: string) => string;

/** The membership of one person in one group. */
export const membershipIdOf = (hash: Hash, openid: string, groupId: string): string =>
  hash(`membership\n${openid}\n${groupId}`);

/** The order created by a client's request; also WeChat Pay's `outTradeNo`. */
export const orderIdOf = (hash: Hash, openid: string, idempotencyKey: string): string =>
  hash(`order\n${openid}\n${idempotencyKey}`);

/** The group created by a client's request. */
export const groupIdOf = (hash: Hash, openid: string, idempotencyKey: string): string =>
  hash(`group\n${openid}\n${idempotencyKey}`);

/** Names a person in the paths of uploaded files, which others may see. */
export const uploaderIdOf = (hash: Hash, openid: string): string => hash(`uploader\n${openid}`);

/** The QR that leads to this address, in whatever picture: one document, so the same code is never two, nor two groups'. */
export const groupQrIdOf = (hash: Hash, address: string): string => hash(`groupQr\n${address}`);
