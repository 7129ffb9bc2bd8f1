import { call, type Answer, type Value } from './call';

export type CurrentUser = Value<'login'>;

let known: CurrentUser | null = null;
let login: Promise<Answer<'login'>> | null = null;

async function logIn(): Promise<Answer<'login'>> {
  const answer = await call('login', {});
  login = null;
  if (answer.ok) known = answer.value;
  return answer;
}

/** The person who uses the mini-program. All pages that want to know at the same time share one call; the next page repeats a failed one. */
export async function currentUser(): Promise<Answer<'login'>> {
  if (known) return { ok: true, value: known };
  login ??= logIn();
  return login;
}

/** Calls again: roles change while the mini-program is open. */
export async function refreshUser(): Promise<Answer<'login'>> {
  known = null;
  return currentUser();
}

/** True when the person has no nickname yet. `refresh` calls again, for a page that the person comes back to from entering one. */
export async function lacksNickname(refresh: boolean): Promise<boolean> {
  const user = await (refresh ? refreshUser() : currentUser());
  return user.ok && user.value.nickname.trim() === '';
}
