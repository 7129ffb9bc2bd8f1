import type { Person } from '../../services/session';

export interface PersonView {
  name: string;
  letter: string;
  avatarFileId: string;
  roles: string[];
  /** Whether the way to the operators' pages is shown. */
  operates: boolean;
}

const operatorNames: Record<NonNullable<Person['operator']>, string> = { admin: '运营', support: '客服' };

export function personView({ nickname, avatarFileId, isOwner, operator }: Person): PersonView {
  const name = nickname.trim() === '' ? '微信用户' : nickname;
  const roles = [...(isOwner ? ['群主'] : []), ...(operator === null ? [] : [operatorNames[operator]])];
  return {
    name,
    letter: Array.from(name)[0] ?? '微',
    avatarFileId,
    roles: roles.length > 0 ? roles : ['成员'],
    operates: operator !== null,
  };
}
