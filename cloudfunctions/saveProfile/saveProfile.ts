import type { saveProfile as contract } from '../../contracts/saveProfile';
import { isOwnedBy, renameOwner } from '../../domain/group';
import { isOfficialNickname } from '../../domain/names';
import { hasUploaded } from '../_shared/workflows/uploadedFile';
import { withinRateLimit } from '../_shared/runtime/rateLimit';
import { answer, refuse, type Operation } from '../_shared/runtime/operation';
import type { Ports, UserStore, GroupStore, SecurityEventStore, RateLimitStore } from '../_shared/ports';

export const saveProfile: Operation<
  typeof contract,
  UserStore & GroupStore & SecurityEventStore & RateLimitStore
> = async (context, input) => {
  const { ports, caller } = context;
  if (isOfficialNickname(input.nickname)) return refuse('OfficialName');
  if (!(await withinRateLimit(context, 'saveProfile'))) return refuse('TooManyAttempts');
  const check = await ports.content.check(caller.openid, 1, input.nickname);
  if (check !== 'fine') return refuse(check === 'risky' ? 'TextRefused' : 'CheckUnavailable');
  const user = await ports.store.user(caller.openid);
  const currentFileId = user?.avatarFileId ?? '';
  const { avatarFileId = currentFileId } = input;
  const isNew = avatarFileId !== currentFileId;
  if (isNew && !(await hasUploaded(context, 'avatars', avatarFileId))) return refuse('FileNotFound');
  const profile = { nickname: input.nickname, avatarFileId };
  const added =
    user === null &&
    (await ports.store.addUser({ _id: caller.openid, ...profile, operator: null, createdAt: ports.clock.now() }));
  if (!added) await ports.store.saveProfile(caller.openid, profile.nickname, profile.avatarFileId);
  if (user) await renameInGroups(ports, caller.openid, profile);
  return answer(profile);
};

/** A group carries a copy of its owner's name and picture, so that lists need only one call. */
async function renameInGroups(
  ports: Ports<GroupStore>,
  openid: string,
  profile: { nickname: string; avatarFileId: string },
) {
  const owner = { ownerName: profile.nickname, ownerAvatarFileId: profile.avatarFileId };
  for (const group of await ports.store.openGroupsOf(openid)) {
    if (!isOwnedBy(group, openid)) continue;
    // A group edited at this moment takes the new name with its next edit.
    await ports.store.saveGroup(group, renameOwner(group, owner), 0);
  }
}
