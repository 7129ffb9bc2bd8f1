import type { User } from '../../../domain/user';

/** The people who have signed in. */
export interface UserStore {
  addUser(user: User): Promise<boolean>;
  user(openid: string): Promise<User | null>;
  saveProfile(openid: string, nickname: string, avatarFileId: string): Promise<void>;
  userWithRoles(openid: string): Promise<{ readonly user: User | null; readonly managesGroups: boolean }>;
}
