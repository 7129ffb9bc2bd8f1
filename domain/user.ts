export const operatorRoles = ['admin', 'support'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

/** A person. `_id` is the openid and never leaves the server. */
export interface User {
  readonly _id: string;
  readonly nickname: string;
  readonly avatarFileId: string;
  readonly operator: OperatorRole | null;
  readonly createdAt: Date;
}
