import { roleOf, type OperatorRole } from '../../../domain/user';
import type { Context } from './operation';
import type { UserStore } from '../ports';

/** The caller's operator role; `null` for none. Costs no database call for people named in the installation's settings. */
export async function operatorRole({ ports, caller }: Context<UserStore>): Promise<OperatorRole | null> {
  const named = roleOf(caller.openid, null, ports.settings.admins);
  return named ?? roleOf(caller.openid, await ports.store.user(caller.openid), ports.settings.admins);
}

export async function isAdmin(context: Context<UserStore>): Promise<boolean> {
  return (await operatorRole(context)) === 'admin';
}
