import { displayName, initialOf } from '../../services/format';
import type { CurrentUser } from '../../services/session';

export interface UserView {
  name: string;
  letter: string;
  avatarFileId: string;
  roles: string[];
  /** Shows the entry to the operators' pages. */
  isOperator: boolean;
}

const operatorLabels: Record<NonNullable<CurrentUser['operator']>, string> = { admin: '运营', support: '客服' };

export function userView({ nickname, avatarFileId, isOwner, operator }: CurrentUser): UserView {
  const name = displayName(nickname);
  const roles = [...(isOwner ? ['群主'] : []), ...(operator === null ? [] : [operatorLabels[operator]])];
  return {
    name,
    letter: initialOf(name, '微'),
    avatarFileId,
    roles: roles.length > 0 ? roles : ['成员'],
    isOperator: operator !== null,
  };
}
