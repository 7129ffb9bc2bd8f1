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

/**
 * A person's role. Openids named in the installation's settings are admins, so that a new installation has a first one.
 */
export function roleOf(
  openid: string,
  user: Pick<User, 'operator'> | null,
  admins: readonly string[],
): OperatorRole | null {
  return admins.includes(openid) ? 'admin' : (user?.operator ?? null);
}
