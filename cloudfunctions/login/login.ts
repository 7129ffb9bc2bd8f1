import type { login as contract } from '../../contracts/login';
import { shownNickname } from '../../domain/names';
import { uploaderIdOf } from '../../domain/ids';
import { roleOf, type User } from '../../domain/user';
import { answer, type Operation } from '../_shared/runtime/operation';
import type { UserStore } from '../_shared/ports';

export const login: Operation<typeof contract, UserStore> = async ({ ports, caller }) => {
  const known = await ports.store.userWithRoles(caller.openid);
  const user = known.user ?? newcomer(caller.openid, ports.clock.now());
  if (!known.user) await ports.store.addUser(user);
  return answer({
    // A claim to be somebody official, from before such names were refused, is asked for anew like a missing name.
    nickname: shownNickname(user.nickname),
    avatarFileId: user.avatarFileId,
    uploaderId: uploaderIdOf(ports.hash, caller.openid),
    isOwner: known.managesGroups,
    operator: roleOf(caller.openid, user, ports.settings.admins),
  });
};

function newcomer(openid: string, now: Date): User {
  return { _id: openid, nickname: '', avatarFileId: '', operator: null, createdAt: now };
}
