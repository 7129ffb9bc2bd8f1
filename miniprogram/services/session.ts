import { call, type Answer, type Value } from './call';

export type Person = Value<'login'>;

let known: Person | null = null;
let asking: Promise<Answer<'login'>> | null = null;

async function ask(): Promise<Answer<'login'>> {
  const answer = await call('login', {});
  asking = null;
  if (answer.ok) known = answer.value;
  return answer;
}

/** Who uses the mini-program. Asks once for all pages that want to know at the same time; a failure is asked again by the next. */
export async function whoAmI(): Promise<Answer<'login'>> {
  if (known) return { ok: true, value: known };
  asking ??= ask();
  return asking;
}

/** Asks again: roles change while the mini-program is open. */
export async function askAgainWhoIAm(): Promise<Answer<'login'>> {
  known = null;
  return whoAmI();
}
