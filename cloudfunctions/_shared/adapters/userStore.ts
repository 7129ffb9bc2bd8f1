import type { User } from '../../../domain/user';
import type { UserStore } from '../ports';
import { add, first, get, updateWhere } from './documents';
import { database } from './sdk';

async function userWithRoles(openid: string) {
  const { list } = await database
    .collection('users')
    .aggregate()
    .match({ _id: openid })
    .lookup({
      from: 'groups',
      pipeline: [{ $match: { managers: openid } }, { $limit: 1 }, { $project: { _id: 1 } }],
      as: 'managed',
    })
    .limit(1)
    .end();
  const row = first(list as (User & { managed: unknown[] })[]);
  if (!row) return { user: null, managesGroups: false };
  const { managed, ...user } = row;
  return { user, managesGroups: managed.length > 0 };
}

export const userStore: UserStore = {
  addUser: (user) => add('users', user),
  user: (openid) => get<User>('users', openid),
  async saveProfile(openid, nickname, avatarFileId) {
    await updateWhere('users', { _id: openid }, { nickname, avatarFileId });
  },
  userWithRoles,
};
